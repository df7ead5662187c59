package org.ampplanner.trials.calibration;

import java.util.Map;
import org.ampplanner.cost.predictive.Calibration;

/**
 * What a calibration learnt, and whether it is to be trusted.
 *
 * @param calibration the factors; none if they were not accepted
 * @param accepted whether the error on runs that were left out got smaller
 * @param factors by name, with uncertainty
 * @param runs measured runs that it learnt from
 * @param errorBefore mean absolute relative error without calibration
 * @param errorFitted the same with it, on the runs that it learnt from
 * @param errorLeftOut the same on runs that were left out in turn
 */
public record CalibrationResult(
    Calibration calibration,
    boolean accepted,
    Map<String, Factor> factors,
    int runs,
    double errorBefore,
    double errorFitted,
    double errorLeftOut) {

  /**
   * A fitted factor.
   *
   * @param value its value
   * @param low value less one standard deviation
   * @param high value plus one standard deviation
   */
  public record Factor(double value, double low, double high) {}

  /** Copies the map. */
  public CalibrationResult {
    factors = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(factors));
  }
}
