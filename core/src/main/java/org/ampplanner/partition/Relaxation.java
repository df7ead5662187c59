package org.ampplanner.partition;

/**
 * Bounds that hold however layers go to stages, in O(classes · layers), for stages of several
 * classes.
 *
 * @param time {@code [class][i]}: time of the layers before i, or whatever else adds up
 * @param count {@code [class]}: how many stages there are
 */
@SuppressWarnings("ArrayRecordComponent") // a view of tables, compared by nobody
record Relaxation(long[][] time, int[] count) {

  private int layers() {
    return time[0].length - 1;
  }

  private long fastest(int layer) {
    long fastest = Long.MAX_VALUE;
    for (int c = 0; c < count.length; c++) {
      if (count[c] > 0) {
        fastest = Math.min(fastest, time[c][layer + 1] - time[c][layer]);
      }
    }
    return fastest;
  }

  /** Returns the sum of every layer's time on its fastest class. */
  long leastSum() {
    long sum = 0;
    for (int layer = 0; layer < layers(); layer++) {
      sum += fastest(layer);
    }
    return sum;
  }

  /** Returns the time of all layers on the slowest class. */
  long most() {
    long longest = 0;
    for (int c = 0; c < count.length; c++) {
      longest = count[c] > 0 ? Math.max(longest, time[c][layers()]) : longest;
    }
    return longest;
  }

  /**
   * Returns a bound on the slowest stage: the heaviest layer on its fastest class, the mean of the
   * least sum, and the fractional assignment to unrelated machines. Its dual is {@code T ≥ Σ_l
   * min_c y_c·t_cl / Σ_c n_c·y_c} for any weights y; taken are {@code y_c = 1 / Σ_l t_cl}.
   */
  long leastMax() {
    long heaviest = 0;
    long sum = 0;
    long stages = 0;
    for (int layer = 0; layer < layers(); layer++) {
      long fastest = fastest(layer);
      heaviest = Math.max(heaviest, fastest);
      sum += fastest;
    }
    for (int n : count) {
      stages += n;
    }
    return Math.max(Math.max(heaviest, Math.ceilDiv(sum, stages)), fractional());
  }

  private long fractional() {
    double weights = 0;
    for (int c = 0; c < count.length; c++) {
      if (count[c] > 0 && time[c][layers()] == 0) {
        return 0;
      }
      weights += count[c] == 0 ? 0 : count[c] / (double) time[c][layers()];
    }
    double sum = 0;
    for (int layer = 0; layer < layers(); layer++) {
      double least = Double.POSITIVE_INFINITY;
      for (int c = 0; c < count.length; c++) {
        if (count[c] > 0) {
          long layerTime = time[c][layer + 1] - time[c][layer];
          least = Math.min(least, layerTime / (double) time[c][layers()]);
        }
      }
      sum += least;
    }
    return (long) (sum / weights * (1 - 1e-9)); // rounding must not lift the bound
  }
}
