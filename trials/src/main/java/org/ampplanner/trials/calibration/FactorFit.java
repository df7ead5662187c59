package org.ampplanner.trials.calibration;

import java.util.List;
import org.ampplanner.predictive.Calibration;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer.Optimum;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/**
 * The factors that explain runs best, by robust least squares on the logarithm of predicted over
 * measured time with a prior at 1 for every factor (maximum a posteriori).
 *
 * <p>The loss is pseudo-Huber with a scale of 5 %, the noise 3 %. Predictions are taken as linear
 * in the logarithms of the factors, and that at the optimum again, {@value #ROUNDS} times
 * (Gauss-Newton); the optimizer inside is Levenberg-Marquardt.
 *
 * @param factors what was fitted
 * @param logarithms of the factors
 * @param jacobian of the residuals there, in units of the noise, priors included
 * @param linear how predictions change around there
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once
record FactorFit(Factors factors, double[] logarithms, RealMatrix jacobian, LinearRuns linear) {
  static final double NOISE = 0.03;
  private static final double LOSS_SCALE = 0.05;
  private static final int ROUNDS = 3;
  private static final double CONVERGED = 1e-5;
  private static final int MOST = 400;

  /** Fits runs; {@code start} is how they change around no correction. */
  static FactorFit of(List<MeasuredRun> runs, Factors factors, LinearRuns start) {
    FactorFit fit = of(start, factors);
    for (int round = 1; round < ROUNDS; round++) {
      fit = of(LinearRuns.at(fit.logarithms, runs, factors), factors);
    }
    return fit;
  }

  static FactorFit of(LinearRuns runs, Factors factors) {
    int n = factors.size();
    Optimum optimum =
        new LevenbergMarquardtOptimizer()
            .optimize(
                new LeastSquaresBuilder()
                    .start(runs.point())
                    .target(new double[runs.runs().size() + n])
                    .model(point -> valueAndJacobian(runs, factors, point.toArray()))
                    .maxEvaluations(MOST)
                    .maxIterations(MOST)
                    .checker((i, a, b) -> a.getPoint().getLInfDistance(b.getPoint()) < CONVERGED)
                    .build());
    return new FactorFit(factors, optimum.getPoint().toArray(), optimum.getJacobian(), runs);
  }

  Calibration calibration() {
    return factors.calibration(logarithms);
  }

  /** One residual a run, in units of the noise, then one a prior. */
  private static Pair<RealVector, RealMatrix> valueAndJacobian(
      LinearRuns runs, Factors factors, double[] x) {
    int n = runs.runs().size();
    double[] residuals = new double[n + x.length];
    double[][] jacobian = new double[residuals.length][x.length];
    for (int i = 0; i < n; i++) {
      double error = runs.error(i, x);
      double scaled = error / LOSS_SCALE;
      double root = Math.sqrt(1 + scaled * scaled);
      double robust = Math.sqrt(2 * (root - 1)) * LOSS_SCALE;
      residuals[i] = Math.copySign(robust, error) / NOISE;
      double slope = robust > 0 ? Math.abs(error) / (root * robust) : 1;
      for (int j = 0; j < x.length; j++) {
        jacobian[i][j] = slope * runs.runs().get(i).gradient()[j] / NOISE;
      }
    }
    for (int j = 0; j < x.length; j++) {
      double beyond = Math.max(0, Math.abs(x[j]) - Factors.BOUND);
      residuals[n + j] = x[j] / factors.spread(j) + Math.copySign(10 * beyond, x[j]);
      jacobian[n + j][j] = 1 / factors.spread(j) + (beyond > 0 ? 10 : 0);
    }
    return new Pair<>(new ArrayRealVector(residuals), new Array2DRowRealMatrix(jacobian));
  }
}
