package org.ampplanner.trials.calibration;

import java.util.Collection;
import java.util.List;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.CalibrationFactors;

/** The factors that trials have to find out, and how far each is expected to be from 1. */
public final class Factors {
  private final CalibrationFactors vector;

  /**
   * Makes the factors of a cluster.
   *
   * @param devices ids of its device types
   * @param base what is known already; the factors multiply it
   */
  public Factors(Collection<String> devices, Calibration base) {
    this.vector = new CalibrationFactors(devices, base);
  }

  /** Returns their names. */
  public List<String> names() {
    return vector.names();
  }

  /** Returns how far a factor is expected to be from 1, as a logarithm. */
  public double spread(int factor) {
    return vector.names().get(factor).startsWith("device_time.") ? 0.3 : 0.5;
  }

  /** Returns the calibration that given factors make of the base. */
  public Calibration calibration(double[] logarithms) {
    return vector.calibration(logarithms);
  }
}
