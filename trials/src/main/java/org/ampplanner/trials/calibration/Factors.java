package org.ampplanner.trials.calibration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.collective.Collectives;
import org.ampplanner.predictive.Calibration;

/**
 * The factors that are fitted, as a vector of logarithms: computation by device type, launch cost,
 * bandwidths, latency. Zero is no correction; each is bounded to a factor of two and a half.
 */
public final class Factors {
  /** Furthest that a factor may be from 1, as a logarithm. */
  static final double BOUND = Math.log(2.5);

  private final List<String> devices;
  private final Calibration base;
  private final double trust;

  /**
   * Makes the factors of runs.
   *
   * @param trust how far factors are expected to be from 1: 1 as far as clusters differ, less where
   *     data sheets and constants are trusted more
   */
  Factors(List<MeasuredRun> runs, Calibration base, double trust) {
    this(
        runs.stream()
            .flatMap(run -> run.inputs().layout().cluster().deviceTypes().stream())
            .map(DeviceType::id)
            .toList(),
        base,
        trust);
  }

  /**
   * Makes the factors of a cluster.
   *
   * @param devices ids of its device types
   * @param base what is known already; the factors multiply it
   */
  public Factors(Collection<String> devices, Calibration base) {
    this(devices, base, 1);
  }

  private Factors(Collection<String> devices, Calibration base, double trust) {
    this.devices = List.copyOf(new TreeSet<>(devices));
    this.base = base;
    this.trust = trust;
  }

  /** Returns their names. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    devices.forEach(device -> names.add("device_time." + device));
    names.add("host_time");
    names.add("intra_bandwidth");
    names.add("inter_bandwidth");
    names.add("latency");
    return names;
  }

  /** Returns how many there are. */
  public int size() {
    return devices.size() + 4;
  }

  /** Returns how far a factor is expected to be from 1, as a logarithm. */
  public double spread(int factor) {
    return trust * (factor < devices.size() ? 0.3 : 0.5);
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
        base.memory());
  }

  private static double factor(double logarithm) {
    return Math.exp(Math.max(-BOUND, Math.min(BOUND, logarithm)));
  }
}
