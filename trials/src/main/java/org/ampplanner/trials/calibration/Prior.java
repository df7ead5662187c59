package org.ampplanner.trials.calibration;

import java.util.List;
import org.ampplanner.cost.Spread;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.CalibrationFactors;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.predictive.Spreads;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * What is expected of the factors of a calibration before any run is looked at: normally
 * distributed logarithms {@code x = mean + root · u}, where u are independent with variance 1. It
 * is what published runs say of predictions of this kind of hardware and software.
 *
 * @param factors the factors, in order
 * @param mean of their logarithms
 * @param root of their covariance, lower triangular
 * @param noise standard deviation of what every run has of its own, of the logarithm of its time
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read only
record Prior(CalibrationFactors factors, double[] mean, RealMatrix root, double noise) {

  /** Returns the prior of runs of one job. */
  static Prior of(List<MeasuredRun> runs, Calibration base) {
    MeasuredRun any = runs.get(0);
    PredictiveCostModel model = new PredictiveCostModel(any.inputs(), any.options().with(base));
    Spread spread = model.doubt().orElseThrow().spread();
    List<String> names = spread.factors();
    double[] mean = new double[names.size()];
    RealMatrix covariance = MatrixUtils.createRealMatrix(spread.covariance());
    for (int j = 0; j < mean.length; j++) {
      mean[j] = spread.bias() * Spreads.direction(names.get(j));
      covariance.addToEntry(j, j, 1e-9);
    }
    return new Prior(
        CalibrationFactors.of(any.inputs(), base),
        mean,
        new CholeskyDecomposition(covariance, 1e-9, 0).getL(),
        spread.residual());
  }

  /** Returns the logarithms of the factors. */
  double[] logarithms(double[] u) {
    double[] x = root.operate(u);
    for (int j = 0; j < x.length; j++) {
      x[j] += mean[j];
    }
    return x;
  }

  /** Returns the standard deviation of the logarithm of a factor. */
  double deviation(int factor) {
    return root.getRowVector(factor).getNorm();
  }

  /** Turns a gradient by the factors' logarithms into one by u. */
  double[] gradient(double[] byLogarithms) {
    return root.preMultiply(byLogarithms);
  }
}
