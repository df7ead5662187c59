package org.ampplanner.cost;

import java.util.Arrays;

/**
 * The least that the largest peak of {@link StepBounds} can be, whatever the order of groups and
 * the partition.
 *
 * <p>It is at least the heaviest layer's where it weighs least. And for any weights {@code y_gs} of
 * groups at positions it is at least {@code Σ_l min_gs y_gs·p_gsl / Y}, Y being the most that the
 * weights of a pipeline can come to: the dual of the fractional assignment to unrelated machines,
 * with {@code y_gs = 1 / Σ_l p_gsl}. A group's weights are those of its speed times what a position
 * allows of it, so that Y pairs the fastest groups with the positions that weigh least.
 */
final class LeastPeak {
  private final StepBounds bounds;
  private final int[] available;
  private final int groups;
  private final int[] counts;
  private final double[][] weight; // [kind][group]
  private double heaviest;
  private double shares;

  LeastPeak(StepBounds bounds, int[] available, int groups, int[] counts) {
    this.bounds = bounds;
    this.available = available;
    this.groups = groups;
    this.counts = counts;
    this.weight = new double[bounds.kinds()][groups];
  }

  double seconds() {
    weigh();
    double constant = Arrays.stream(bounds.peaks().constant()).min().orElse(0);
    double most = mostWeight();
    double mean = Double.isFinite(most) && most > 0 ? shares / most : 0;
    return Math.max(0, Math.max(heaviest, mean) + constant);
  }

  private void weigh() {
    double[] lightest = new double[counts.length];
    double[] share = new double[counts.length];
    Arrays.fill(lightest, Double.POSITIVE_INFINITY);
    Arrays.fill(share, Double.POSITIVE_INFINITY);
    int stagesPerGroup = bounds.stages() / groups;
    for (int g = 0; g < weight.length; g++) {
      if (available[g] == 0) {
        continue;
      }
      double speed = 0;
      for (int s = 0; s < bounds.stages(); s++) {
        if (s == 0 || !bounds.samePeak(s - 1, s)) {
          speed = 1 / total(g, s);
          for (int c = 0; c < counts.length; c++) {
            double peak = bounds.peak(g, s, c);
            lightest[c] = Math.min(lightest[c], peak);
            share[c] = Math.min(share[c], Double.isFinite(speed) ? peak * speed : 0);
          }
        }
        weight[g][s / stagesPerGroup] += speed;
      }
    }
    for (int c = 0; c < counts.length; c++) {
      heaviest = Math.max(heaviest, lightest[c]);
      shares += counts[c] * share[c];
    }
  }

  private double total(int kind, int stage) {
    double total = 0;
    for (int c = 0; c < counts.length; c++) {
      total += counts[c] * bounds.peak(kind, stage, c);
    }
    return total;
  }

  private double mostWeight() {
    double[] best = new double[weight.length];
    double[] allowed = new double[groups];
    for (int g = 0; g < weight.length; g++) {
      best[g] = Arrays.stream(weight[g]).max().orElse(0);
      for (int b = 0; b < groups && best[g] > 0; b++) {
        allowed[b] = Math.max(allowed[b], weight[g][b] / best[g]);
      }
    }
    Arrays.sort(allowed);
    Integer[] order = new Integer[best.length];
    Arrays.setAll(order, g -> g);
    Arrays.sort(order, (g, h) -> Double.compare(best[h], best[g]));
    double most = 0;
    int at = groups;
    for (int g : order) {
      for (int taken = 0; taken < available[g] && at > 0; taken++) {
        most += best[g] * allowed[--at];
      }
    }
    return most;
  }
}
