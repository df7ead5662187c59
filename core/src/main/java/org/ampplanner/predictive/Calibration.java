package org.ampplanner.predictive;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ampplanner.collective.Collectives;
import org.ampplanner.unit.Validation;

/**
 * The factors that trials teach about one cluster, engine and software; 1 where nothing is known.
 *
 * @param deviceTime factor on the time of computation by device type
 * @param hostTime factor on the launch cost
 * @param links factors on bandwidths and latency
 * @param stall what small messages between unlike network interfaces suffer
 * @param fixedSeconds added to every step, at least 0
 * @param memory factor on activations and other estimated memory
 * @param learnt how well the factors are known, or empty if runs did not tell
 */
public record Calibration(
    Map<String, Double> deviceTime,
    double hostTime,
    Collectives.Factors links,
    Stall stall,
    double fixedSeconds,
    double memory,
    Optional<Learnt> learnt) {

  /**
   * How well factors are known after measured runs.
   *
   * @param factors their names
   * @param covariance of their logarithms, by factor and factor
   * @param residual what is left between runs and predictions, a standard deviation of the
   *     logarithm
   */
  public record Learnt(List<String> factors, List<List<Double>> covariance, double residual) {
    /** Validates and copies the components. */
    public Learnt {
      factors = List.copyOf(factors);
      covariance = covariance.stream().map(List::copyOf).toList();
      int size = factors.size();
      new Validation()
          .positive("learnt.residual", residual)
          .require(
              covariance.size() == size && covariance.stream().allMatch(r -> r.size() == size),
              "learnt.covariance",
              covariance.size() + " rows",
              "has not a row and a column for each of " + size + " factors",
              null)
          .throwIfInvalid();
    }
  }

  /** Makes a calibration of factors that are taken as they are. */
  public Calibration(
      Map<String, Double> deviceTime,
      double hostTime,
      Collectives.Factors links,
      Stall stall,
      double fixedSeconds,
      double memory) {
    this(deviceTime, hostTime, links, stall, fixedSeconds, memory, Optional.empty());
  }

  /**
   * A wait that small messages suffer where a stage hands its output over in parts to a node whose
   * network interface has another speed.
   *
   * @param seconds of the wait, at least 0
   * @param belowBytes size of the whole activation from which on there is none
   */
  public record Stall(double seconds, double belowBytes) {
    /** No wait. */
    public static final Stall NONE = new Stall(0, 0);

    /** Validates the components. */
    public Stall {
      new Validation()
          .notNegative("stall_s", seconds)
          .notNegative("stall_below_bytes", belowBytes)
          .throwIfInvalid();
    }
  }

  /** No correction. */
  public static final Calibration NONE =
      new Calibration(Map.of(), 1, Collectives.Factors.NONE, Stall.NONE, 0, 1);

  /** Validates the components. */
  public Calibration {
    Validation v =
        new Validation()
            .positive("host_time", hostTime)
            .positive("intra_bandwidth", links.intraBandwidth())
            .positive("inter_bandwidth", links.interBandwidth())
            .positive("latency", links.latency())
            .notNegative("fixed_s", fixedSeconds)
            .positive("memory", memory);
    deviceTime.forEach((device, factor) -> v.positive("device_time." + device, factor));
    v.throwIfInvalid();
    deviceTime = java.util.Collections.unmodifiableMap(new TreeMap<>(deviceTime));
  }

  /** Returns the same with how well its factors are known. */
  public Calibration with(Learnt known) {
    return new Calibration(
        deviceTime, hostTime, links, stall, fixedSeconds, memory, Optional.of(known));
  }

  /** Returns the factor of a device type. */
  public double deviceTime(String device) {
    return deviceTime.getOrDefault(device, 1.0);
  }
}
