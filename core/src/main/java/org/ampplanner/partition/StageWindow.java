package org.ampplanner.partition;

import java.util.List;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.LayerTables.Tie;
import org.jspecify.annotations.Nullable;

/**
 * How far one stage may reach from each start under the present caps.
 *
 * @param time prefix sums of the stage's time
 * @param capEnd {@code [i]}: largest j such that {@code [i, j)} obeys the caps
 * @param memoryEnd {@code [i]}: largest j such that {@code [i, j)} fits in memory, or null
 */
@SuppressWarnings("ArrayRecordComponent") // views of workspaces, compared by nobody
record StageWindow(long[] time, int[] capEnd, int @Nullable [] memoryEnd) {

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

  /** Sets {@code end[i]} to the largest j such that {@code [i, j)} fits in memory, in O(layers). */
  static void fillMemory(Memory memory, List<Tie> tied, int inFlight, long capBytes, int[] end) {
    int layers = end.length - 1;
    int j = 0;
    for (int i = 0; i <= layers; i++) {
      j = Math.max(i, j);
      while (j < layers && LayerTables.bytes(memory, tied, inFlight, i, j + 1) <= capBytes) {
        j++;
      }
      end[i] = j;
    }
  }
}
