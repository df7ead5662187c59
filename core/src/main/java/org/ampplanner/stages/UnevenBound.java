package org.ampplanner.stages;

import java.util.List;
import java.util.function.Consumer;
import org.ampplanner.cost.StageBound;
import org.jspecify.annotations.Nullable;

/**
 * What the best shares of a strategy come to at least, without simulation: a replica of k stages
 * takes at least the longest path through the schedule of 1F1B, {@code F + B + (m-1)·t_s -
 * min(k-1-s, m-1)·f_s} over the stages s.
 */
final class UnevenBound {
  private final int[] replicas;
  private final int total;
  private final double[][] forward; // [class][layers before]
  private final double[][] backward;
  private final double fixedSeconds;

  /**
   * Makes a bound.
   *
   * @param replicas by class
   * @param total micro-batches of all replicas
   * @param terms by class, of a stage of it
   */
  UnevenBound(int[] replicas, int total, List<StageBound> terms) {
    this.replicas = replicas;
    this.total = total;
    this.forward = terms.stream().map(t -> prefix(t.forward())).toArray(double[][]::new);
    this.fixedSeconds = terms.get(0).fixedSeconds();
    this.backward = terms.stream().map(t -> prefix(t.backward())).toArray(double[][]::new);
  }

  private static double[] prefix(double[] seconds) {
    double[] sums = new double[seconds.length + 1];
    for (int l = 0; l < seconds.length; l++) {
      sums[l + 1] = sums[l] + seconds[l];
    }
    return sums;
  }

  private int layers() {
    return forward[0].length - 1;
  }

  /** Returns a bound for every partition into k stages: the mean of the paths over the stages. */
  double ofAll(int k) {
    return least((nodeClass, m) -> {
      double f = forward[nodeClass][layers()];
      double b = backward[nodeClass][layers()];
      return (m * (f + b) + (k - 1) * b) / k;
    });
  }

  /** Returns a bound for one partition. */
  double of(int[] cuts) {
    return least((nodeClass, m) -> {
      double longest = 0;
      int k = cuts.length - 1;
      for (int s = 0; s < k; s++) {
        double f = forward[nodeClass][cuts[s + 1]] - forward[nodeClass][cuts[s]];
        double b = backward[nodeClass][cuts[s + 1]] - backward[nodeClass][cuts[s]];
        longest = Math.max(longest, (m - 1) * (f + b) - Math.min(k - 1 - s, m - 1) * f);
      }
      return forward[nodeClass][layers()] + backward[nodeClass][layers()] + longest;
    });
  }

  private double least(UnevenShares.Times times) {
    int @Nullable [] most = UnevenShares.of(replicas, total, times);
    if (most == null) {
      return Double.POSITIVE_INFINITY;
    }
    double least = 0;
    for (int nodeClass = 0; nodeClass < most.length; nodeClass++) {
      least = Math.max(least, times.seconds(nodeClass, most[nodeClass]));
    }
    return least + fixedSeconds;
  }

  /** Returns how many partitions into k stages there are, at most {@code limit}. */
  long partitions(int k, long limit) {
    double count = 1;
    for (int i = 1; i < k; i++) {
      count = count * (layers() - i) / i;
    }
    return (long) Math.min(count, limit);
  }

  /** Shows every partition into k stages; the array is shown again with other numbers. */
  void everyPartition(int k, Consumer<int[]> seen) {
    int[] cuts = new int[k + 1];
    cuts[k] = layers();
    cut(cuts, 1, seen);
  }

  private void cut(int[] cuts, int at, Consumer<int[]> seen) {
    if (at == cuts.length - 1) {
      seen.accept(cuts);
      return;
    }
    for (int c = cuts[at - 1] + 1; c <= layers() - (cuts.length - 1 - at); c++) {
      cuts[at] = c;
      cut(cuts, at + 1, seen);
    }
  }
}
