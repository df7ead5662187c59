package org.ampplanner.trials.validation;

import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;

/**
 * How far predicted peaks of memory are off: mean and standard deviation of the logarithm of
 * measured over predicted peak, by maximum likelihood. A measured peak says where it is; a run that
 * trained says that it was below the limit, one that ran out of memory that it was above (a Tobit
 * model, Tobin 1958, doi 10.2307/1907382). Every source counts as the root of its runs.
 */
final class PeakFit {
  private static final double LEAST = 1e-12;

  private PeakFit() {}

  /** Returns mean and standard deviation. */
  static double[] of(List<ErrorRow> rows) {
    List<List<ErrorRow>> sources = ErrorRow.bySource(rows);
    double[] x =
        new BOBYQAOptimizer(5, 0.2, 1e-5)
            .optimize(
                new MaxEval(1000),
                new ObjectiveFunction(p -> unlikelihood(sources, p[0], Math.exp(p[1]))),
                GoalType.MINIMIZE,
                new InitialGuess(new double[] {0, Math.log(0.15)}),
                new SimpleBounds(
                    new double[] {-0.5, Math.log(0.02)}, new double[] {0.5, Math.log(0.7)}))
            .getPoint();
    return new double[] {x[0], Math.exp(x[1])};
  }

  private static double unlikelihood(List<List<ErrorRow>> sources, double mean, double deviation) {
    NormalDistribution normal = new NormalDistribution(mean, deviation);
    double sum = 0;
    for (List<ErrorRow> source : sources) {
      double weight = 1 / Math.sqrt(source.size());
      for (ErrorRow row : source) {
        Boolean ran = row.ran();
        if (!Double.isNaN(row.peak())) {
          sum -= weight * normal.logDensity(row.peak());
        } else if (ran != null && !Double.isNaN(row.room())) {
          double below = normal.cumulativeProbability(row.room());
          sum -= weight * Math.log(Math.max(LEAST, ran ? below : 1 - below));
        }
      }
    }
    return sum;
  }
}
