package org.ampplanner.partition;

import org.jspecify.annotations.Nullable;

/**
 * The least {@code Σ t_s + Σ c_b} over partitions whose stages all take at most T, synchronise in
 * at most G and fit in memory.
 *
 * <p>Complexity: O(stages · layers) per pair of caps. Recurrence, with prefix sums P and F_s(j) the
 * best for the first s stages holding the first j layers: {@code F_{s+1}(j) = P_s(j) + min (F_s(i)
 * + c(i) - P_s(i))} over i in {@code [lo_s(j), j-1]}. All three constraints are monotone under
 * inclusion of intervals, so lo does not fall with j and the minimum slides over a window. Among
 * equally good predecessors the smallest is taken.
 *
 * <p>An instance keeps its workspace between calls and belongs to one thread.
 */
final class CapDp implements CapSearch.Evaluator<CapDp.Solution> {
  static final long NONE = Long.MAX_VALUE / 4;

  /** A partition that obeys the caps. */
  @SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
  record Solution(long sum, long maxTime, long maxSync, int[] cuts) implements CapSearch.Solution {}

  private final LayerTables tables;
  private final int stages;
  private final int layers;
  private final int[][] predecessor;
  private final int[] window;
  private final long[] windowValue;
  private long[] best;
  private long[] next;

  CapDp(LayerTables tables) {
    this.tables = tables;
    this.stages = tables.stages();
    this.layers = tables.layers();
    this.predecessor = new int[stages][layers + 1];
    this.window = new int[layers + 1];
    this.windowValue = new long[layers + 1];
    this.best = new long[layers + 1];
    this.next = new long[layers + 1];
  }

  /** Solves for a pair of caps; null if no partition obeys them. */
  @Override
  public @Nullable Solution solve(long timeCap, long syncCap, long sumCap) {
    java.util.Arrays.fill(best, NONE);
    best[0] = 0;
    for (int s = 0; s < stages; s++) {
      if (!advance(s, timeCap, syncCap)) {
        return null;
      }
      long[] swap = best;
      best = next;
      next = swap;
    }
    return best[layers] >= NONE ? null : solution(best[layers]);
  }

  /** Computes F for one more stage; false if nothing is reachable. */
  private boolean advance(int s, long timeCap, long syncCap) {
    long[] time = tables.time()[s];
    int firstEnd = s + 1;
    int lastEnd = layers - (stages - 1 - s);
    int low = s;
    int head = 0;
    int tail = 0;
    boolean reachable = false;
    if (firstEnd > 0) {
      next[firstEnd - 1] = NONE;
    }
    for (int j = firstEnd; j <= lastEnd; j++) {
      int i = j - 1;
      if (best[i] < NONE) {
        long value = best[i] - time[i] + (s == 0 ? 0 : tables.cut()[s - 1][i]);
        while (tail > head && windowValue[tail - 1] > value) {
          tail--;
        }
        window[tail] = i;
        windowValue[tail++] = value;
      }
      while (low < j && !allowed(s, low, j, timeCap, syncCap)) {
        low++;
      }
      while (head < tail && window[head] < low) {
        head++;
      }
      if (head < tail) {
        next[j] = windowValue[head] + time[j];
        predecessor[s][j] = window[head];
        reachable = true;
      } else {
        next[j] = NONE;
      }
    }
    java.util.Arrays.fill(next, 0, firstEnd, NONE);
    java.util.Arrays.fill(next, lastEnd + 1, layers + 1, NONE);
    return reachable;
  }

  private boolean allowed(int s, int from, int to, long timeCap, long syncCap) {
    return tables.stageTime(s, from, to) <= timeCap
        && tables.stageSync(s, from, to) <= syncCap
        && tables.fits(s, from, to);
  }

  private Solution solution(long sum) {
    int[] cuts = new int[stages + 1];
    cuts[stages] = layers;
    long maxTime = 0;
    long maxSync = 0;
    for (int s = stages - 1; s >= 0; s--) {
      cuts[s] = predecessor[s][cuts[s + 1]];
      maxTime = Math.max(maxTime, tables.stageTime(s, cuts[s], cuts[s + 1]));
      maxSync = Math.max(maxSync, tables.stageSync(s, cuts[s], cuts[s + 1]));
    }
    return new Solution(sum, maxTime, maxSync, cuts);
  }
}
