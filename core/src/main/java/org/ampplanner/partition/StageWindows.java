package org.ampplanner.partition;

import java.util.Arrays;
import java.util.List;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.LayerTables.Tie;

/**
 * How far a stage that starts at a layer may reach under caps on time, synchronisation and memory.
 *
 * <p>Complexity: O(layers) a window, as the end never falls when the start rises: all constraints
 * are monotone under inclusion of intervals.
 */
final class StageWindows {
  private StageWindows() {}

  /**
   * What decides a stage's time and synchronisation.
   *
   * @param time prefix sums of time
   * @param sync prefix sums of synchronisation
   * @param tied layers that are synchronised once
   * @param saved what each tie saves
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content of the small array only
  record Kind(long[] time, long[] sync, List<Tie> tied, long[] saved) {

    static Kind of(LayerTables tables, int stage) {
      long[] saved = tables.tied().stream().mapToLong(tie -> tie.discount()[stage]).toArray();
      return new Kind(tables.time()[stage], tables.sync()[stage], tables.tied(), saved);
    }

    boolean sameAs(Kind other) {
      return time == other.time && sync == other.sync && Arrays.equals(saved, other.saved);
    }

    long sync(int from, int to) {
      long sum = sync[to] - sync[from];
      for (int t = 0; t < saved.length; t++) {
        sum -= tied.get(t).within(from, to) ? saved[t] : 0;
      }
      return sum;
    }

    /** Sets {@code end[i]} to the largest j such that {@code [i, j)} obeys the caps. */
    void fill(long timeCap, long syncCap, int[] end) {
      int layers = end.length - 1;
      boolean capsSync = syncCap < sync[layers];
      boolean plain = saved.length == 0;
      int j = 0;
      for (int i = 0; i <= layers; i++) {
        j = Math.max(i, j);
        long timeLimit = time[i] + timeCap;
        while (j < layers && time[j + 1] <= timeLimit) {
          if (capsSync && (plain ? sync[j + 1] - sync[i] : sync(i, j + 1)) > syncCap) {
            break;
          }
          j++;
        }
        end[i] = j;
      }
    }
  }

  /** Sets {@code end[i]} to the largest j such that the layers {@code [i, j)} fit in memory. */
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
