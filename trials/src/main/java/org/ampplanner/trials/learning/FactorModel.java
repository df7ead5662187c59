package org.ampplanner.trials.learning;

import java.util.List;

/** Predictions of a fixed list of candidates as functions of a few unknown factors. */
public interface FactorModel {

  /** Returns the names of the factors. */
  List<String> names();

  /** Returns how far a factor is expected to be from 1, as a logarithm. */
  double spread(int factor);

  /**
   * Returns the logarithm of the predicted step time of every candidate.
   *
   * @param logarithms of the factors; zeros are no correction
   */
  double[] logSeconds(double[] logarithms);
}
