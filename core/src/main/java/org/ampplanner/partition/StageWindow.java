package org.ampplanner.partition;

import org.jspecify.annotations.Nullable;

/**
 * How far one stage may reach from each start under the present caps.
 *
 * @param time prefix sums of the stage's time
 * @param capEnd {@code [i]}: largest j such that {@code [i, j)} obeys the caps
 * @param memoryEnd {@code [i]}: largest j such that {@code [i, j)} fits in memory, or null
 * @param least how many layers the stage holds at least
 */
@SuppressWarnings("ArrayRecordComponent") // views of workspaces, compared by nobody
record StageWindow(long[] time, int[] capEnd, int @Nullable [] memoryEnd, int least) {

  /**
   * Positions between two layers, both inclusive.
   *
   * @param first the smallest
   * @param last the largest
   */
  record Span(int first, int last) {}

  /** Returns the largest j such that the stage may hold {@code [start, j)}. */
  int end(int start) {
    int[] memory = memoryEnd;
    int end = capEnd[start];
    return memory == null ? end : Math.min(end, memory[start]);
  }

  /** Returns the smallest start in {@code [low, high]} that reaches {@code target}, or -1. */
  int earliest(int target, int low, int high) {
    if (low > high || end(high) < target) {
      return -1;
    }
    int from = low;
    int to = high;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (end(middle) >= target) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  /**
   * One step of a dynamic programme over stages, from the back: {@code next[i] = min over j in [i +
   * least, end(i)] of (best[j] + cut[j] + time[j]) - time[i]} for all starts, in O(starts + ends).
   *
   * @param best values of all ends
   * @param cut {@code [j]}: cost of cutting before layer j, or null
   * @param chosen receives the minimising j for each start with a solution, the least of several
   */
  void slide(
      WindowMinimum window,
      Span starts,
      Span ends,
      long[] best,
      long @Nullable [] cut,
      long[] next,
      int[] chosen) {
    int j = ends.last;
    window.clear();
    for (int i = starts.last; i >= starts.first; i--) {
      int end = end(i);
      for (int low = Math.max(i + least, ends.first); j >= low; j--) {
        if (j <= end && best[j] < WindowMinimum.NONE) {
          window.add(j, best[j] + time[j] + (cut == null ? 0 : cut[j]));
        }
      }
      window.dropAbove(end);
      if (window.isEmpty()) {
        next[i] = WindowMinimum.NONE;
      } else {
        next[i] = window.value() - time[i];
        chosen[i] = window.position();
      }
    }
  }
}
