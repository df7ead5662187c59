package org.ampplanner.trials.calibration;

import java.util.List;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.CalibrationFactors;
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
 * The factors that explain runs best, by robust least squares on the logarithm of predicted over
 * measured time with a prior (maximum a posteriori): one run teaches what it can, and the rest
 * stays as it was.
 *
 * <p>The loss is pseudo-Huber with a scale of {@value #LOSS_SCALE} standard deviations of the
 * noise. Predictions are taken as linear in the logarithms of the factors, and that at the optimum
 * again, {@value #ROUNDS} times (Gauss-Newton); the optimizer inside is Levenberg-Marquardt.
 *
 * @param prior what is expected
 * @param u the factors as the prior counts them
 * @param jacobian of the residuals there, in units of the noise, priors included
 * @param linear how predictions change around there
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once
record FactorFit(Prior prior, double[] u, RealMatrix jacobian, LinearRuns linear) {
  private static final double LOSS_SCALE = 1.5;
  private static final double BEYOND = 10;
  private static final int ROUNDS = 3;
  private static final double CONVERGED = 1e-5;
  private static final int MOST = 400;

  /** Fits runs; {@code start} is how they change around what is expected. */
  static FactorFit of(List<MeasuredRun> runs, Prior prior, LinearRuns start) {
    FactorFit fit = of(start, prior, new double[prior.mean().length]);
    for (int round = 1; round < ROUNDS; round++) {
      fit = of(LinearRuns.at(fit.logarithms(), runs, prior.factors()), prior, fit.u);
    }
    return fit;
  }

  static FactorFit of(LinearRuns runs, Prior prior, double[] from) {
    int n = from.length;
    Optimum optimum =
        new LevenbergMarquardtOptimizer()
            .optimize(
                new LeastSquaresBuilder()
                    .start(from)
                    .target(new double[runs.runs().size() + 2 * n])
                    .model(point -> valueAndJacobian(runs, prior, point.toArray()))
                    .maxEvaluations(MOST)
                    .maxIterations(MOST)
                    .checker((i, a, b) -> a.getPoint().getLInfDistance(b.getPoint()) < CONVERGED)
                    .build());
    return new FactorFit(prior, optimum.getPoint().toArray(), optimum.getJacobian(), runs);
  }

  double[] logarithms() {
    return prior.logarithms(u);
  }

  Calibration calibration() {
    return prior.factors().calibration(logarithms());
  }

  /** Returns the covariance of the logarithms of the factors, given the runs. */
  RealMatrix covariance() {
    RealMatrix own = MatrixUtils.inverse(jacobian.transposeMultiply(jacobian));
    return prior.root().multiply(own).multiplyTransposed(prior.root());
  }

  /** One residual a run, in units of the noise, then one a prior, then one a bound. */
  private static Pair<RealVector, RealMatrix> valueAndJacobian(
      LinearRuns runs, Prior prior, double[] u) {
    int n = runs.runs().size();
    double[] x = prior.logarithms(u);
    double[] residuals = new double[n + 2 * u.length];
    double[][] jacobian = new double[residuals.length][u.length];
    for (int i = 0; i < n; i++) {
      double scaled = runs.error(i, x) / prior.noise() / LOSS_SCALE;
      double root = Math.sqrt(1 + scaled * scaled);
      double robust = Math.sqrt(2 * (root - 1));
      residuals[i] = Math.copySign(robust, scaled) * LOSS_SCALE;
      double slope = robust > 0 ? Math.abs(scaled) / (root * robust) : 1;
      double[] gradient = prior.gradient(runs.runs().get(i).gradient());
      for (int j = 0; j < u.length; j++) {
        jacobian[i][j] = slope * gradient[j] / prior.noise();
      }
    }
    for (int j = 0; j < u.length; j++) {
      residuals[n + j] = u[j];
      jacobian[n + j][j] = 1;
      double beyond = Math.max(0, Math.abs(x[j]) - CalibrationFactors.BOUND);
      residuals[n + u.length + j] = Math.copySign(BEYOND * beyond, x[j]);
      for (int k = 0; k < u.length; k++) {
        jacobian[n + u.length + j][k] = beyond > 0 ? BEYOND * prior.root().getEntry(j, k) : 0;
      }
    }
    return new Pair<>(new ArrayRealVector(residuals), new Array2DRowRealMatrix(jacobian));
  }
}
