package org.ampplanner.trials.calibration;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.predictive.Calibration;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Which runs to measure first: those that tell most about the factors together. The determinant of
 * the factors' information (priors and what is chosen already) grows most with them; a greedy
 * choice is within {@code 1 - 1/e} of the best one, as its logarithm is submodular (Nemhauser et
 * al. 1978, doi 10.1007/BF01588971; Krause et al. 2008 for experiments of this kind). Measured
 * times are not looked at. O(candidates · (factors + 1)) predictions.
 */
public final class InformativeRuns {
  private InformativeRuns() {}

  /** Returns the indices of {@code n} of the candidates, the most informative first. */
  public static List<Integer> choose(List<MeasuredRun> candidates, int n) {
    Prior prior = Prior.of(candidates, Calibration.NONE);
    LinearRuns linear = LinearRuns.at(prior.mean(), candidates, prior.factors());
    List<RealVector> rows =
        linear.runs().stream()
            .map(r ->
                MatrixUtils.createRealVector(prior.gradient(r.gradient())).mapDivide(prior.noise()))
            .toList();
    RealMatrix information = MatrixUtils.createRealIdentityMatrix(prior.mean().length);
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < Math.min(n, candidates.size())) {
      int best = -1;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < rows.size(); i++) {
        if (!chosen.contains(i)) {
          RealMatrix with = information.add(rows.get(i).outerProduct(rows.get(i)));
          double determinant = new LUDecomposition(with).getDeterminant();
          if (determinant > most) {
            most = determinant;
            best = i;
          }
        }
      }
      chosen.add(best);
      information = information.add(rows.get(best).outerProduct(rows.get(best)));
    }
    return chosen;
  }
}
