package org.ampplanner.cost.predictive;

import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.collective.Collectives;
import org.ampplanner.unit.Validation;

/**
 * The factors that trials teach about one cluster, engine and software; 1 where nothing is known.
 *
 * @param deviceTime factor on the time of computation by device type
 * @param hostTime factor on the launch cost
 * @param links factors on bandwidths and latency
 * @param boundaryLatencySeconds added to every transfer between domains, at least 0
 * @param fixedSeconds added to every step, at least 0
 * @param memory factor on activations and other estimated memory
 */
public record Calibration(
    Map<String, Double> deviceTime,
    double hostTime,
    Collectives.Factors links,
    double boundaryLatencySeconds,
    double fixedSeconds,
    double memory) {

  /** No correction. */
  public static final Calibration NONE =
      new Calibration(Map.of(), 1, Collectives.Factors.NONE, 0, 0, 1);

  /** Validates the components. */
  public Calibration {
    Validation v =
        new Validation()
            .positive("host_time", hostTime)
            .positive("intra_bandwidth", links.intraBandwidth())
            .positive("inter_bandwidth", links.interBandwidth())
            .positive("latency", links.latency())
            .notNegative("boundary_latency_s", boundaryLatencySeconds)
            .notNegative("fixed_s", fixedSeconds)
            .positive("memory", memory);
    deviceTime.forEach((device, factor) -> v.positive("device_time." + device, factor));
    v.throwIfInvalid();
    deviceTime = java.util.Collections.unmodifiableMap(new TreeMap<>(deviceTime));
  }

  /** Returns the factor of a device type. */
  public double deviceTime(String device) {
    return deviceTime.getOrDefault(device, 1.0);
  }
}
