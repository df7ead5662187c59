package org.ampplanner.trials.calibration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.predictive.Calibration;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Fits the factors of a calibration and says whether they are to be trusted.
 *
 * <p>Runs are left out one at a time. How far factors may go from 1 is what predicts the runs left
 * out best, of a few priors; the calibration is accepted if that error is not above the error
 * without it. Factors that the runs do not tell stay close to 1.
 *
 * <p>Complexity: about 3 · (factors + 1) predictions of every run for each prior.
 */
public final class Calibrator {
  /** Fewest runs that anything can be learnt from. */
  public static final int FEWEST_RUNS = 3;

  private static final List<Double> TRUST = List.of(0.15, 0.3, 1.0);

  private Calibrator() {}

  /**
   * Fits a calibration.
   *
   * @param base what is known already and not fitted: stalls, fixed time, memory
   * @throws IllegalArgumentException if there are fewer than three runs
   */
  public static CalibrationResult fit(List<MeasuredRun> runs, Calibration base) {
    if (runs.size() < FEWEST_RUNS) {
      throw new IllegalArgumentException(
          "a calibration needs at least " + FEWEST_RUNS + " measured runs, not " + runs.size());
    }
    double before = error(runs, base);
    FactorFit best = null;
    double leftOut = Double.POSITIVE_INFINITY;
    Factors plain = new Factors(runs, base, 1);
    LinearRuns start = LinearRuns.at(new double[plain.size()], runs, plain);
    for (double trust : TRUST) {
      FactorFit fit = FactorFit.of(runs, new Factors(runs, base, trust), start);
      double error = leftOutError(fit);
      if (best == null || error < leftOut) {
        best = fit;
        leftOut = error;
      }
    }
    FactorFit chosen = java.util.Objects.requireNonNull(best);
    boolean accepted = leftOut <= before;
    Calibration fitted = chosen.calibration();
    Map<String, CalibrationResult.Factor> described = described(chosen);
    MemoryFit memory = MemoryFit.of(runs, base);
    memory.factor().ifPresent(f -> described.put("memory", f));
    Calibration timed = accepted ? fitted : base;
    return new CalibrationResult(
        runs.size() + " runs",
        memory.applied(timed),
        accepted,
        described,
        runs.size(),
        before,
        error(runs, fitted),
        leftOut);
  }

  /** Returns the mean absolute relative error of predictions under a calibration. */
  public static double error(List<MeasuredRun> runs, Calibration calibration) {
    return runs.stream()
        .mapToDouble(r -> Math.abs(r.predictedSeconds(calibration) / r.measuredSeconds() - 1))
        .average()
        .orElse(0);
  }

  /** Predictions change little from one run more or less, so that they are taken as linear. */
  private static double leftOutError(FactorFit fit) {
    int n = fit.linear().runs().size();
    double sum = 0;
    for (int i = 0; i < n; i++) {
      FactorFit others = FactorFit.of(fit.linear().without(i), fit.factors());
      sum += Math.abs(Math.exp(fit.linear().error(i, others.logarithms())) - 1);
    }
    return sum / n;
  }

  private static Map<String, CalibrationResult.Factor> described(FactorFit fit) {
    RealMatrix covariance = MatrixUtils.inverse(fit.jacobian().transposeMultiply(fit.jacobian()));
    Map<String, CalibrationResult.Factor> described = new LinkedHashMap<>();
    double[] x = fit.logarithms();
    for (int j = 0; j < x.length; j++) {
      double sigma = Math.sqrt(Math.max(0, covariance.getEntry(j, j)));
      described.put(
          fit.factors().names().get(j),
          new CalibrationResult.Factor(
              Math.exp(x[j]),
              Math.exp(x[j] - sigma),
              Math.exp(x[j] + sigma),
              Math.max(0, 1 - sigma / fit.factors().spread(j))));
    }
    return described;
  }
}
