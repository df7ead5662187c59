package org.ampplanner.partition;

import org.jspecify.annotations.Nullable;

/**
 * One step of a dynamic programme over stages, from the back: {@code next[i] = min over j in [i +
 * least, end(i)] of (best[j] + cut[j] + P(j)) - P(i)} with prefix sums P of the stage's time.
 *
 * <p>Complexity: O(starts + ends), as the end never falls with i: a sliding-window minimum over a
 * deque of increasing values. Of several minima the smallest j is taken.
 *
 * <p>An instance is a workspace and belongs to one thread.
 */
final class WindowMinimum {
  /** Stands for "no solution"; far above every value, and may be added to one. */
  static final long NONE = Long.MAX_VALUE / 4;

  private final int least;
  private final int[] window;
  private final long[] windowValue;

  /**
   * Makes a workspace.
   *
   * @param layers of all stages
   * @param least how many of them a stage holds at least
   */
  WindowMinimum(int layers, int least) {
    this.least = least;
    this.window = new int[layers + 1];
    this.windowValue = new long[layers + 1];
  }

  /**
   * Positions between two layers, both inclusive.
   *
   * @param first the smallest
   * @param last the largest
   */
  record Span(int first, int last) {}

  /**
   * Computes {@code next} for all starts.
   *
   * @param best values of all ends
   * @param cut {@code [j]}: cost of cutting before layer j, or null
   * @param chosen receives the minimising j for each start with a solution, or null
   */
  void slide(
      StageWindow stage,
      Span starts,
      Span ends,
      long[] best,
      long @Nullable [] cut,
      long[] next,
      int @Nullable [] chosen) {
    long[] time = stage.time();
    int j = ends.last;
    int head = 0;
    int tail = 0;
    for (int i = starts.last; i >= starts.first; i--) {
      int end = stage.end(i);
      for (int low = Math.max(i + least, ends.first); j >= low; j--) {
        if (j > end || best[j] >= NONE) {
          continue;
        }
        long value = best[j] + time[j] + (cut == null ? 0 : cut[j]);
        while (tail > head && windowValue[tail - 1] >= value) {
          tail--;
        }
        window[tail] = j;
        windowValue[tail++] = value;
      }
      while (head < tail && window[head] > end) {
        head++;
      }
      if (head == tail) {
        next[i] = NONE;
        continue;
      }
      next[i] = windowValue[head] - time[i];
      if (chosen != null) {
        chosen[i] = window[head];
      }
    }
  }
}
