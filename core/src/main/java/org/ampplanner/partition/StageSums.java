package org.ampplanner.partition;

import java.util.Arrays;
import java.util.List;
import org.ampplanner.partition.LayerTables.Tie;

/**
 * What decides a stage's time and synchronisation, and with caps on both how far it may reach.
 *
 * @param time prefix sums of time
 * @param sync prefix sums of synchronisation
 * @param tied layers that are synchronised once
 * @param saved what each tie saves
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content of the small array only
record StageSums(long[] time, long[] sync, List<Tie> tied, long[] saved) {

  static StageSums of(LayerTables tables, int stage) {
    long[] saved = tables.tied().stream().mapToLong(tie -> tie.discount()[stage]).toArray();
    return new StageSums(tables.time()[stage], tables.sync()[stage], tables.tied(), saved);
  }

  boolean sameAs(StageSums other) {
    return time == other.time && sync == other.sync && Arrays.equals(saved, other.saved);
  }

  long sync(int from, int to) {
    long sum = sync[to] - sync[from];
    for (int t = 0; t < saved.length; t++) {
      sum -= tied.get(t).within(from, to) ? saved[t] : 0;
    }
    return sum;
  }

  /**
   * Sets {@code end[i]} to the largest j such that {@code [i, j)} obeys the caps, in O(layers):
   * both constraints are monotone under inclusion of intervals, so the end never falls with i.
   */
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
