package org.ampplanner.cost;

import java.util.List;

/**
 * How far predictions are off, as measured: the logarithm of measured over predicted step time is
 * {@code bias + gradient · x + e}, where x are unknown factors of the cost model that all runs of a
 * job share, and e is what every layout has of its own.
 *
 * @param factors names of the factors
 * @param covariance of their logarithms, {@code [factor][factor]}
 * @param residual standard deviation of e
 * @param bias what predictions of this kind of hardware and software are off on average, as a
 *     logarithm; positive where runs take longer than predicted
 * @param quantiles of what was measured, in standard deviations
 * @param peak the same of peak memory
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read only
public record Spread(
    List<String> factors,
    double[][] covariance,
    double residual,
    double bias,
    Quantiles quantiles,
    Peak peak) {

  /**
   * The quantiles that 80 % of measurements lie between; 10 % are below, 10 % above.
   *
   * @param low in standard deviations, negative
   * @param high in standard deviations, positive
   */
  public record Quantiles(double low, double high) {}

  /**
   * Of the logarithm of measured over predicted peak memory.
   *
   * @param bias its mean
   * @param deviation its standard deviation, positive
   * @param high the quantile that 10 % of measurements exceed, in standard deviations
   */
  public record Peak(double bias, double deviation, double high) {}

  /** Copies the list. */
  public Spread {
    factors = List.copyOf(factors);
  }

  /**
   * Returns the variance that the factors give to the logarithm of a time.
   *
   * @param gradient of the logarithm of the time by the factors' logarithms
   */
  public double variance(double[] gradient) {
    double sum = 0;
    for (double share : shares(gradient)) {
      sum += share;
    }
    return Math.max(0, sum);
  }

  /** Returns what each factor adds to that variance; where factors go together, half to each. */
  public double[] shares(double[] gradient) {
    double[] shares = new double[gradient.length];
    for (int j = 0; j < gradient.length; j++) {
      for (int k = 0; k < gradient.length; k++) {
        shares[j] += gradient[j] * covariance[j][k] * gradient[k];
      }
    }
    return shares;
  }
}
