package org.ampplanner.trials.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.predictive.Calibration;
import org.hipparchus.linear.RealMatrix;

/**
 * Fits the factors of a calibration to one measured run or more, and says how well they are known.
 *
 * <p>How far factors may go from 1, and how far runs of one job are off each for itself, is what
 * published runs say of this kind of hardware and software ({@link Prior}). Factors that the runs
 * do not tell stay close to where they were; so that a single run is enough, and says by its
 * interval what it leaves open.
 *
 * <p>From {@value #FEWEST_LEFT_OUT} runs on, they are left out one at a time, and the calibration
 * is accepted if the error on these is not above the error without it.
 *
 * <p>Complexity: about 3 · (factors + 1) predictions of every run.
 */
public final class Calibrator {
  /** Fewest runs of which leaving one out says something. */
  static final int FEWEST_LEFT_OUT = 3;

  /** How many runs what published runs say of the noise counts for. */
  private static final double PRIOR_RUNS = 5;

  private Calibrator() {}

  /**
   * Fits a calibration.
   *
   * @param base what is known already and not fitted: stalls, fixed time, memory
   * @throws IllegalArgumentException if there is no run
   */
  public static CalibrationResult fit(List<MeasuredRun> runs, Calibration base) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a calibration needs a measured run");
    }
    Prior prior = Prior.of(runs, base);
    LinearRuns start = LinearRuns.at(prior.mean(), runs, prior.factors());
    FactorFit fit = FactorFit.of(runs, prior, start);
    double before = error(runs, base);
    double leftOut = runs.size() < FEWEST_LEFT_OUT ? Double.NaN : leftOutError(fit);
    boolean accepted = Double.isNaN(leftOut) || leftOut <= before;
    Calibration fitted = known(fit);
    Map<String, CalibrationResult.Factor> described = described(fit);
    MemoryFit memory = MemoryFit.of(runs, base);
    memory.factor().ifPresent(f -> described.put("memory", f));
    return new CalibrationResult(
        runs.size() == 1 ? "1 run" : runs.size() + " runs",
        memory.applied(accepted ? fitted : base),
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
      FactorFit others = FactorFit.of(fit.linear().without(i), fit.prior(), fit.u());
      sum += Math.abs(Math.exp(fit.linear().error(i, others.logarithms())) - 1);
    }
    return sum / n;
  }

  /** The fitted factors with what is known of them. */
  private static Calibration known(FactorFit fit) {
    Calibration c = fit.calibration();
    double noise = fit.prior().noise();
    double sum = PRIOR_RUNS * noise * noise;
    double[] x = fit.logarithms();
    int n = fit.linear().runs().size();
    for (int i = 0; i < n; i++) {
      double error = fit.linear().error(i, x);
      sum += error * error;
    }
    List<List<Double>> covariance = new ArrayList<>();
    for (double[] row : fit.covariance().getData()) {
      covariance.add(Arrays.stream(row).map(v -> Math.rint(v * 1e9) / 1e9).boxed().toList());
    }
    return c.with(
        new Calibration.Learnt(
            fit.prior().factors().names(), covariance, Math.sqrt(sum / (PRIOR_RUNS + n))));
  }

  private static Map<String, CalibrationResult.Factor> described(FactorFit fit) {
    RealMatrix covariance = fit.covariance();
    Map<String, CalibrationResult.Factor> described = new LinkedHashMap<>();
    double[] x = fit.logarithms();
    for (int j = 0; j < x.length; j++) {
      double sigma = Math.sqrt(Math.max(0, covariance.getEntry(j, j)));
      described.put(
          fit.prior().factors().names().get(j),
          new CalibrationResult.Factor(
              Math.exp(x[j]),
              Math.exp(x[j] - sigma),
              Math.exp(x[j] + sigma),
              Math.max(0, 1 - sigma / fit.prior().deviation(j))));
    }
    return described;
  }
}
