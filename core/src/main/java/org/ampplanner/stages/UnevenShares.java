package org.ampplanner.stages;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many micro-batches each kind of replica takes, so that the slowest is as fast as can be: the
 * least T such that {@code Σ n_c · max{m : T_c(m) ≤ T}} covers all micro-batches. T is the time of
 * some kind at some number, so that numbers are bisected, not times; exact.
 *
 * <p>Complexity: O(kinds² · log² total) times, each asked for once.
 */
final class UnevenShares {

  /** The time of a kind of replica, which grows with the number of its micro-batches. */
  interface Times {
    double seconds(int kind, int microBatches);
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
   * Returns by kind the micro-batches of those replicas that have most; together they may be more
   * than the total, by less than the replicas of the slowest kind. Null if there are fewer
   * micro-batches than replicas.
   *
   * @param replicas by kind, at least 1
   * @param total micro-batches of all replicas
   */
  static int @Nullable [] of(int[] replicas, int total, Times times) {
    return Arrays.stream(replicas).sum() > total
        ? null
        : new UnevenShares(replicas, total, times).best();
  }

  private int[] best() {
    double least = Double.POSITIVE_INFINITY;
    for (int kind = 0; kind < replicas.length; kind++) {
      int low = 1;
      int high = total;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (covers(seconds(kind, middle))) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      double seconds = seconds(kind, low);
      if (covers(seconds)) {
        least = Math.min(least, seconds);
      }
    }
    int[] most = new int[replicas.length];
    for (int kind = 0; kind < most.length; kind++) {
      most[kind] = most(kind, least);
    }
    return most;
  }

  private boolean covers(double seconds) {
    long sum = 0;
    for (int kind = 0; kind < replicas.length; kind++) {
      int most = most(kind, seconds);
      if (most == 0) {
        return false;
      }
      sum += (long) replicas[kind] * most;
    }
    return sum >= total;
  }

  /** Returns the largest number that takes at most so long. */
  private int most(int kind, double seconds) {
    int low = 0;
    int high = total;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (seconds(kind, middle) <= seconds) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private double seconds(int kind, int microBatches) {
    return known.computeIfAbsent(
        (long) kind << 32 | microBatches, k -> times.seconds(kind, microBatches));
  }
}
