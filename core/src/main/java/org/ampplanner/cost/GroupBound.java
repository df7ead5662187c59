package org.ampplanner.cost;

import java.util.Arrays;

/**
 * A lower bound on the closed form over all orders of groups and all partitions of one {@link
 * GroupCosts}, in O(kinds² · layers).
 *
 * <p>As {@link LowerBound}, with the slowest stage at least {@code Σ_l min_g y_g·t_gl / Y} where Y
 * is the weight of the heaviest stages that may be used at once; infinite where even all memory of
 * the largest groups together cannot hold the model.
 */
final class GroupBound {
  private final GroupCosts costs;
  private final int[] available;
  private final int groups;
  private final int stagesPerGroup;

  private GroupBound(GroupCosts costs, int[] available, int groups, int stagesPerGroup) {
    this.costs = costs;
    this.available = available;
    this.groups = groups;
    this.stagesPerGroup = stagesPerGroup;
  }

  /**
   * Returns the bound in seconds.
   *
   * @param available how many groups of each kind
   * @param groups how many groups the pipeline takes
   * @param stagesPerGroup stages of each
   */
  static double seconds(GroupCosts costs, int[] available, int groups, int stagesPerGroup) {
    return new GroupBound(costs, available, groups, stagesPerGroup).seconds();
  }

  private double seconds() {
    double sum = 0;
    double heaviest = 0;
    for (int l = 0; l < costs.layers(); l++) {
      double fastest = fastest(l);
      sum += fastest;
      heaviest = Math.max(heaviest, fastest);
    }
    double slowest = Math.max(heaviest, fractionalMakespan());
    return (costs.microBatches() - 1) * slowest + sum + cheapestCuts() + meanSync();
  }

  private double fastest(int layer) {
    double best = Double.POSITIVE_INFINITY;
    for (int g = 0; g < available.length; g++) {
      best = available[g] > 0 ? Math.min(best, costs.layerSeconds()[g][layer]) : best;
    }
    return best;
  }

  private double fractionalMakespan() {
    double[] weight = new double[available.length];
    for (int g = 0; g < weight.length; g++) {
      double total = Arrays.stream(costs.layerSeconds()[g]).sum();
      if (total <= 0) {
        return 0;
      }
      weight[g] = 1 / total;
    }
    double sum = 0;
    for (int l = 0; l < costs.layers(); l++) {
      double least = Double.POSITIVE_INFINITY;
      for (int g = 0; g < weight.length; g++) {
        least = available[g] > 0 ? Math.min(least, weight[g] * costs.layerSeconds()[g][l]) : least;
      }
      sum += least;
    }
    return sum / (largestTotal(weight) * stagesPerGroup);
  }

  /** The largest sum of a weight over as many groups as the pipeline takes. */
  private double largestTotal(double[] weight) {
    Integer[] order = new Integer[weight.length];
    Arrays.setAll(order, g -> g);
    Arrays.sort(order, (g, h) -> Double.compare(weight[h], weight[g]));
    double total = 0;
    int left = groups;
    for (int g : order) {
      int taken = Math.min(left, available[g]);
      total += taken * weight[g];
      left -= taken;
    }
    return total;
  }

  private double cheapestCuts() {
    double between = Double.POSITIVE_INFINITY;
    double inner = Double.POSITIVE_INFINITY;
    for (int g = 0; g < available.length; g++) {
      inner = Math.min(inner, least(costs.innerCutSeconds()[g]));
      for (int h = 0; h < available.length; h++) {
        boolean meet = available[g] > 0 && available[h] > (g == h ? 1 : 0);
        between = meet ? Math.min(between, least(costs.cutSeconds()[g][h])) : between;
      }
    }
    return (groups == 1 ? 0 : (groups - 1) * between)
        + (stagesPerGroup == 1 ? 0 : (double) groups * (stagesPerGroup - 1) * inner);
  }

  private double least(double[] row) {
    double least = Double.POSITIVE_INFINITY;
    for (int l = 0; l < costs.layers() - 1; l++) {
      least = Math.min(least, row[l]);
    }
    return least;
  }

  private double meanSync() {
    double least = Double.POSITIVE_INFINITY;
    for (int g = 0; g < available.length; g++) {
      least = available[g] > 0 ? Math.min(least, costs.syncSecondsPerParameter()[g]) : least;
    }
    return least * costs.allParameters() / ((double) groups * stagesPerGroup);
  }
}
