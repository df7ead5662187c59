package org.ampplanner.cost;

import org.ampplanner.model.Model.TiedPair;

/**
 * A lower bound on the closed form over all partitions of one {@link StageCosts}, in O(stages ·
 * layers), O(layers) where all stages share one table.
 *
 * <p>The slowest stage takes at least the heaviest layer on its fastest stage, and at least the
 * weighted mean of the relaxation in which layers may be split freely: for weights {@code y_s = 1 /
 * Σ_l t_sl}, {@code T ≥ Σ_l min_s y_s·t_sl / Σ_s y_s} (dual of the fractional assignment to
 * unrelated machines). The sum of stage times is at least every layer on its fastest stage; a
 * boundary costs at least its cheapest cut; the longest synchronisation is at least the mean.
 */
public final class LowerBound {
  private LowerBound() {}

  /** Returns the bound in seconds. */
  public static double seconds(StageCosts costs) {
    double slowest = Math.max(heaviestLayer(costs), fractionalMakespan(costs));
    if (!costs.exact()) {
      return costs.microBatches() * slowest;
    }
    return (costs.microBatches() - 1) * slowest
        + fastestSum(costs)
        + cheapestCuts(costs)
        + meanSync(costs);
  }

  private static double fastest(StageCosts costs, int layer) {
    double best = Double.POSITIVE_INFINITY;
    double[] previous = {};
    for (double[] row : costs.layerSeconds()) {
      if (row != previous) {
        best = Math.min(best, row[layer]);
        previous = row;
      }
    }
    return best;
  }

  private static double heaviestLayer(StageCosts costs) {
    double heaviest = 0;
    for (int layer = 0; layer < costs.layers(); layer++) {
      heaviest = Math.max(heaviest, fastest(costs, layer));
    }
    return heaviest;
  }

  private static double fastestSum(StageCosts costs) {
    double sum = 0;
    for (int layer = 0; layer < costs.layers(); layer++) {
      sum += fastest(costs, layer);
    }
    return sum;
  }

  private static double fractionalMakespan(StageCosts costs) {
    int stages = costs.stages();
    double[] weight = new double[stages];
    double weights = 0;
    for (int s = 0; s < stages; s++) {
      boolean shared = s > 0 && costs.layerSeconds()[s] == costs.layerSeconds()[s - 1];
      double total = shared ? 1 / weight[s - 1] : costs.stageSeconds(s, 0, costs.layers());
      if (total <= 0) {
        return 0;
      }
      weight[s] = 1 / total;
      weights += weight[s];
    }
    double sum = 0;
    for (int layer = 0; layer < costs.layers(); layer++) {
      double least = Double.POSITIVE_INFINITY;
      for (int s = 0; s < stages; s++) {
        if (s == 0 || costs.layerSeconds()[s] != costs.layerSeconds()[s - 1]) {
          least = Math.min(least, weight[s] * costs.layerSeconds()[s][layer]);
        }
      }
      sum += least;
    }
    return sum / weights;
  }

  private static double cheapestCuts(StageCosts costs) {
    int stages = costs.stages();
    double sum = 0;
    for (int boundary = 0; boundary < stages - 1; boundary++) {
      double least = Double.POSITIVE_INFINITY;
      int last = costs.layers() - (stages - 1 - boundary);
      for (int layer = boundary; layer < last; layer++) {
        least = Math.min(least, costs.cutSeconds()[boundary][layer]);
      }
      sum += least;
    }
    return sum;
  }

  private static double meanSync(StageCosts costs) {
    double least = Double.POSITIVE_INFINITY;
    for (double coefficient : costs.syncSecondsPerParameter()) {
      least = Math.min(least, coefficient);
    }
    double parameters = 0;
    for (long p : costs.parameters()) {
      parameters += p;
    }
    for (TiedPair pair : costs.tied()) {
      parameters -= Math.min(costs.parameters()[pair.first()], costs.parameters()[pair.second()]);
    }
    return least * parameters / costs.stages();
  }
}
