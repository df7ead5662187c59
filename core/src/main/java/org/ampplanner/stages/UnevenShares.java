package org.ampplanner.stages;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many micro-batches the replicas on each class of nodes take, so that the slowest is as fast
 * as can be: the least T such that {@code Σ n_c · max{m : T_c(m) ≤ T}} covers all micro-batches. T
 * is the time of some class at some number, so that numbers are bisected, not times; exact.
 *
 * <p>Complexity: O(classes² · log² total) times, each asked for once.
 */
final class UnevenShares {

  /**
   * The time of a replica on nodes of a class, which grows with the number of its micro-batches.
   */
  interface Times {
    double seconds(int nodeClass, int microBatches);
  }

  private final int[] replicas;
  private final int total;
  private final Times times;
  private final Map<Long, Double> known = new HashMap<>();

  private UnevenShares(int[] replicas, int total, Times times) {
    this.replicas = replicas;
    this.total = total;
    this.times = times;
  }

  /**
   * Returns by class the micro-batches of those replicas that have most; together they may be more
   * than the total, by less than the replicas of the slowest class. Null if there are fewer
   * micro-batches than replicas.
   *
   * @param replicas by class, at least 1
   * @param total micro-batches of all replicas
   */
  static int @Nullable [] of(int[] replicas, int total, Times times) {
    return Arrays.stream(replicas).sum() > total
        ? null
        : new UnevenShares(replicas, total, times).best();
  }

  private int[] best() {
    double least = Double.POSITIVE_INFINITY;
    for (int nodeClass = 0; nodeClass < replicas.length; nodeClass++) {
      int low = 1;
      int high = total;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (covers(seconds(nodeClass, middle))) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      double seconds = seconds(nodeClass, low);
      if (covers(seconds)) {
        least = Math.min(least, seconds);
      }
    }
    int[] most = new int[replicas.length];
    for (int nodeClass = 0; nodeClass < most.length; nodeClass++) {
      most[nodeClass] = most(nodeClass, least);
    }
    return most;
  }

  private boolean covers(double seconds) {
    long sum = 0;
    for (int nodeClass = 0; nodeClass < replicas.length; nodeClass++) {
      int most = most(nodeClass, seconds);
      if (most == 0) {
        return false;
      }
      sum += (long) replicas[nodeClass] * most;
    }
    return sum >= total;
  }

  /** Returns the largest number that takes at most so long. */
  private int most(int nodeClass, double seconds) {
    int low = 0;
    int high = total;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (seconds(nodeClass, middle) <= seconds) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private double seconds(int nodeClass, int microBatches) {
    return known.computeIfAbsent(
        (long) nodeClass << 32 | microBatches, k -> times.seconds(nodeClass, microBatches));
  }
}
