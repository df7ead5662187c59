package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.collective.Collectives;
import org.ampplanner.cost.CostInputs;

/**
 * The factors of a calibration as a vector of logarithms: computation by device type, launch cost,
 * bandwidths, latency. Zero is no correction; each is bounded to a factor of two and a half.
 */
public final class CalibrationFactors {
  /** Furthest that a factor may be from 1, as a logarithm. */
  public static final double BOUND = Math.log(2.5);

  /** Names of the factors that are not of a device type, in order. */
  static final List<String> SHARED =
      List.of("host_time", "intra_bandwidth", "inter_bandwidth", "latency");

  private final List<String> devices;
  private final Calibration base;

  /**
   * Makes the factors of device types.
   *
   * @param devices ids of the device types
   * @param base what is known already; the factors multiply it
   */
  public CalibrationFactors(Collection<String> devices, Calibration base) {
    this.devices = List.copyOf(new TreeSet<>(devices));
    this.base = base;
  }

  /** Returns the factors of a cluster. */
  public static CalibrationFactors of(CostInputs inputs, Calibration base) {
    return new CalibrationFactors(
        inputs.layout().cluster().deviceTypes().stream().map(DeviceType::id).toList(), base);
  }

  /** Returns their names. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    devices.forEach(device -> names.add("device_time." + device));
    names.addAll(SHARED);
    return names;
  }

  /** Returns how many there are. */
  public int size() {
    return devices.size() + SHARED.size();
  }

  /** Returns the calibration that given factors make of the base. */
  public Calibration calibration(double[] logarithms) {
    Map<String, Double> deviceTime = new TreeMap<>(base.deviceTime());
    for (int i = 0; i < devices.size(); i++) {
      double factor = factor(logarithms[i]);
      deviceTime.merge(devices.get(i), factor, (known, f) -> known * f);
    }
    int k = devices.size();
    Collectives.Factors links = base.links();
    return new Calibration(
        deviceTime,
        base.hostTime() * factor(logarithms[k]),
        new Collectives.Factors(
            links.intraBandwidth() * factor(logarithms[k + 1]),
            links.interBandwidth() * factor(logarithms[k + 2]),
            links.latency() * factor(logarithms[k + 3])),
        base.stall(),
        base.fixedSeconds(),
        base.memory(),
        base.learnt());
  }

  private static double factor(double logarithm) {
    return Math.exp(Math.max(-BOUND, Math.min(BOUND, logarithm)));
  }
}
