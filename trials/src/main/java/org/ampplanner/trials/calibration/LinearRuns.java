package org.ampplanner.trials.calibration;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.predictive.CalibrationFactors;

/**
 * How the logarithm of predicted over measured time of runs depends on the factors, close to a
 * point: its value and its gradient there. O(factors + 1) predictions of every run.
 *
 * @param point logarithms of the factors
 * @param runs what is known of every run, in order
 */
@SuppressWarnings("ArrayRecordComponent") // made once, compared by nobody
record LinearRuns(double[] point, List<LinearRun> runs) {
  private static final double STEP = 0.02;

  /**
   * One run.
   *
   * @param error logarithm of predicted over measured time
   * @param gradient by factor
   */
  @SuppressWarnings("ArrayRecordComponent")
  record LinearRun(double error, double[] gradient) {}

  static LinearRuns at(double[] point, List<MeasuredRun> runs, CalibrationFactors factors) {
    return new LinearRuns(
        point, runs.stream().parallel().map(run -> linear(run, factors, point)).toList());
  }

  private static LinearRun linear(MeasuredRun run, CalibrationFactors factors, double[] point) {
    double[] gradient = new double[point.length];
    double now = Math.log(run.predictedSeconds(factors.calibration(point)));
    for (int j = 0; j < point.length; j++) {
      double[] moved = point.clone();
      moved[j] += point[j] > 0 ? -STEP : STEP;
      double then = Math.log(run.predictedSeconds(factors.calibration(moved)));
      gradient[j] = (then - now) / (moved[j] - point[j]);
    }
    return new LinearRun(now - Math.log(run.measuredSeconds()), gradient);
  }

  /** Returns the logarithm of predicted over measured time of a run at another point. */
  double error(int run, double[] x) {
    LinearRun r = runs.get(run);
    double error = r.error();
    for (int j = 0; j < x.length; j++) {
      error += r.gradient()[j] * (x[j] - point[j]);
    }
    return error;
  }

  /** Returns all runs but one. */
  LinearRuns without(int run) {
    List<LinearRun> others = new ArrayList<>(runs);
    others.remove(run);
    return new LinearRuns(point, others);
  }
}
