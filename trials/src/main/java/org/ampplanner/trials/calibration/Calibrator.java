package org.ampplanner.trials.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.cost.predictive.Calibration;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer.Optimum;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/**
 * Fits the factors of a calibration by robust least squares on the logarithm of predicted over
 * measured time, with a prior at 1 for every factor (maximum a posteriori), so that what the runs
 * do not tell stays as it was.
 *
 * <p>The loss is pseudo-Huber with a scale of 5 %; the optimizer is Levenberg-Marquardt with
 * differences. Complexity: about 10 · (factors + 1) predictions of every run, and as much again per
 * fold of the cross-validation.
 */
public final class Calibrator {
  private static final double LOSS_SCALE = 0.05;
  private static final double NOISE = 0.03;
  private static final double STEP = 0.01;
  private static final int FOLDS = 5;
  private static final int FEWEST_RUNS = 3;

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
    Factors factors = new Factors(runs, base);
    Optimum optimum = optimum(runs, factors);
    double[] best = optimum.getPoint().toArray();
    Calibration fitted = factors.calibration(best);
    double before = error(runs, base);
    double leftOut = leftOutError(runs, factors);
    boolean accepted = leftOut <= before;
    return new CalibrationResult(
        accepted ? fitted : base,
        accepted,
        described(factors, best, optimum),
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

  private static double leftOutError(List<MeasuredRun> runs, Factors factors) {
    int folds = Math.min(FOLDS, runs.size());
    double sum = 0;
    for (int fold = 0; fold < folds; fold++) {
      List<MeasuredRun> learn = new ArrayList<>();
      List<MeasuredRun> test = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        (i % folds == fold ? test : learn).add(runs.get(i));
      }
      Calibration c = factors.calibration(optimum(learn, factors).getPoint().toArray());
      sum += error(test, c) * test.size();
    }
    return sum / runs.size();
  }

  private static Optimum optimum(List<MeasuredRun> runs, Factors factors) {
    int n = factors.size();
    return new LevenbergMarquardtOptimizer()
        .optimize(
            new LeastSquaresBuilder()
                .start(new double[n])
                .target(new double[runs.size() + n])
                .model(point -> valueAndJacobian(runs, factors, point))
                .maxEvaluations(400)
                .maxIterations(400)
                .checker((i, a, b) -> a.getPoint().getLInfDistance(b.getPoint()) < 1e-3)
                .build());
  }

  private static Pair<RealVector, RealMatrix> valueAndJacobian(
      List<MeasuredRun> runs, Factors factors, RealVector point) {
    double[] x = point.toArray();
    double[] at = residuals(runs, factors, x);
    double[][] jacobian = new double[at.length][x.length];
    for (int j = 0; j < x.length; j++) {
      double[] moved = x.clone();
      moved[j] += STEP;
      double[] there = residuals(runs, factors, moved);
      for (int i = 0; i < at.length; i++) {
        jacobian[i][j] = (there[i] - at[i]) / STEP;
      }
    }
    return new Pair<>(new ArrayRealVector(at), new Array2DRowRealMatrix(jacobian));
  }

  /** One residual a run, in units of the noise, then one a prior. */
  private static double[] residuals(List<MeasuredRun> runs, Factors factors, double[] x) {
    Calibration calibration = factors.calibration(x);
    double[] residuals = new double[runs.size() + x.length];
    for (int i = 0; i < runs.size(); i++) {
      MeasuredRun run = runs.get(i);
      double error = Math.log(run.predictedSeconds(calibration) / run.measuredSeconds());
      double scaled = error / LOSS_SCALE;
      double robust = Math.sqrt(2 * (Math.sqrt(1 + scaled * scaled) - 1)) * LOSS_SCALE;
      residuals[i] = Math.copySign(robust, error) / NOISE;
    }
    for (int j = 0; j < x.length; j++) {
      double beyond = Math.max(0, Math.abs(x[j]) - Factors.BOUND);
      residuals[runs.size() + j] = x[j] / factors.spread(j) + 10 * beyond;
    }
    return residuals;
  }

  private static Map<String, CalibrationResult.Factor> described(
      Factors factors, double[] best, Optimum optimum) {
    RealMatrix jacobian = optimum.getJacobian();
    RealMatrix covariance = MatrixUtils.inverse(jacobian.transposeMultiply(jacobian));
    Map<String, CalibrationResult.Factor> described = new LinkedHashMap<>();
    for (int j = 0; j < best.length; j++) {
      double sigma = Math.sqrt(Math.max(0, covariance.getEntry(j, j)));
      described.put(
          factors.names().get(j),
          new CalibrationResult.Factor(
              Math.exp(best[j]), Math.exp(best[j] - sigma), Math.exp(best[j] + sigma)));
    }
    return described;
  }
}
