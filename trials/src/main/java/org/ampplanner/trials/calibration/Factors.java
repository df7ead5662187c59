package org.ampplanner.trials.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ampplanner.collective.Collectives;
import org.ampplanner.cost.predictive.Calibration;

/**
 * The factors that are fitted, as a vector of logarithms: computation by device type, launch cost,
 * bandwidths, latency. Zero is no correction; each is bounded to a factor of two and a half.
 */
final class Factors {
  /** Furthest that a factor may be from 1, as a logarithm. */
  static final double BOUND = Math.log(2.5);

  private final List<String> devices;
  private final Calibration base;
  private final double trust;

  /**
   * Names the factors.
   *
   * @param runs whose device types matter
   * @param base what is known already and not fitted
   * @param trust how far factors are expected to be from 1: 1 as far as clusters differ, less where
   *     data sheets and constants are trusted more
   */
  Factors(List<MeasuredRun> runs, Calibration base, double trust) {
    TreeSet<String> ids = new TreeSet<>();
    for (MeasuredRun run : runs) {
      run.inputs().layout().cluster().deviceTypes().forEach(type -> ids.add(type.id()));
    }
    this.devices = List.copyOf(ids);
    this.base = base;
    this.trust = trust;
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    devices.forEach(device -> names.add("device_time." + device));
    names.add("host_time");
    names.add("intra_bandwidth");
    names.add("inter_bandwidth");
    names.add("latency");
    return names;
  }

  int size() {
    return devices.size() + 4;
  }

  /** How far a factor is expected to be from 1, as a logarithm. */
  double spread(int factor) {
    return trust * (factor < devices.size() ? 0.3 : 0.5);
  }

  Calibration calibration(double[] logarithms) {
    Map<String, Double> deviceTime = new TreeMap<>();
    for (int i = 0; i < devices.size(); i++) {
      deviceTime.put(devices.get(i), factor(logarithms[i]));
    }
    int k = devices.size();
    return new Calibration(
        deviceTime,
        factor(logarithms[k]),
        new Collectives.Factors(
            factor(logarithms[k + 1]), factor(logarithms[k + 2]), factor(logarithms[k + 3])),
        base.stall(),
        base.fixedSeconds(),
        base.memory());
  }

  private static double factor(double logarithm) {
    return Math.exp(Math.max(-BOUND, Math.min(BOUND, logarithm)));
  }
}
