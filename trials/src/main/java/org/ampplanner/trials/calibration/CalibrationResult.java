package org.ampplanner.trials.calibration;

import java.util.Map;
import org.ampplanner.predictive.Calibration;

/**
 * What a calibration learnt, and whether it is to be trusted.
 *
 * @param origin the data that it learnt from, readable by users
 * @param calibration the factors; what was known before if they were not accepted
 * @param accepted whether the error on runs that were left out got no larger; true where there are
 *     too few to leave any out
 * @param factors by name, with uncertainty
 * @param runs measured runs that it learnt from
 * @param errorBefore mean absolute relative error without calibration
 * @param errorFitted the same with it, on the runs that it learnt from
 * @param errorLeftOut the same on runs that were left out in turn; NaN where there are too few
 */
public record CalibrationResult(
    String origin,
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
   * @param toldByData share of the uncertainty that the data took away, from 0 (the runs say
   *     nothing of it) to 1
   */
  public record Factor(double value, double low, double high, double toldByData) {}

  /** Returns the same with the name of its data. */
  public CalibrationResult from(String data) {
    return new CalibrationResult(
        data, calibration, accepted, factors, runs, errorBefore, errorFitted, errorLeftOut);
  }

  /** Copies the map. */
  public CalibrationResult {
    factors = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(factors));
  }
}
