package org.ampplanner.partition;

import java.util.Arrays;
import org.ampplanner.fixtures.PlainAssignment;

/** The slow twin: looks at every partition, in lexicographic order. */
final class EveryPartition {
  static final long INFEASIBLE = PlainAssignment.INFEASIBLE;

  private final LayerTables tables;
  private final int[] cuts;
  private long best = INFEASIBLE;
  private int[] bestCuts = {};

  private EveryPartition(LayerTables tables) {
    this.tables = tables;
    this.cuts = new int[tables.stages() + 1];
    cuts[tables.stages()] = tables.layers();
  }

  /**
   * An optimum.
   *
   * @param objective or {@link #INFEASIBLE}
   * @param cuts the lexicographically smallest that attain it
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Optimum(long objective, int[] cuts) {}

  static Optimum optimum(LayerTables tables) {
    EveryPartition every = new EveryPartition(tables);
    every.search(1);
    return new Optimum(every.best, every.bestCuts);
  }

  private void search(int at) {
    if (at == tables.stages()) {
      long objective = PlainAssignment.objective(tables, cuts);
      if (objective < best) {
        best = objective;
        bestCuts = cuts.clone();
      }
      return;
    }
    for (int c = cuts[at - 1] + 1; c <= tables.layers() - (tables.stages() - at); c++) {
      cuts[at] = c;
      search(at + 1);
    }
  }

  /**
   * A second twin for sizes between: a plain dynamic programme in O(stages · layers²) for every
   * pair of a stage time and a synchronisation that occur.
   */
  static long byAllCaps(LayerTables tables) {
    long best = INFEASIBLE;
    long[] times = occurring(tables, true);
    long[] syncs = occurring(tables, false);
    for (long time : times) {
      for (long sync : syncs) {
        long fixed = (tables.microBatches() - 1) * time + sync;
        long sum = fixed >= best ? INFEASIBLE : leastSum(tables, time, sync);
        best = sum == INFEASIBLE ? best : Math.min(best, fixed + sum);
      }
    }
    return best;
  }

  private static long[] occurring(LayerTables tables, boolean time) {
    int n = tables.layers();
    long[] values = new long[tables.stages() * n * (n + 1) / 2];
    int at = 0;
    for (int s = 0; s < tables.stages(); s++) {
      for (int i = 0; i < n; i++) {
        for (int j = i + 1; j <= n; j++) {
          values[at++] = time ? tables.stageTime(s, i, j) : tables.stageSync(s, i, j);
        }
      }
    }
    return Arrays.stream(values).sorted().distinct().toArray();
  }

  private static long leastSum(LayerTables tables, long timeCap, long syncCap) {
    int n = tables.layers();
    long[] best = new long[n + 1];
    Arrays.fill(best, INFEASIBLE);
    best[0] = 0;
    for (int s = 0; s < tables.stages(); s++) {
      long[] next = new long[n + 1];
      Arrays.fill(next, INFEASIBLE);
      for (int i = 0; i < n; i++) {
        for (int j = i + 1; j <= n && best[i] != INFEASIBLE; j++) {
          if (tables.stageTime(s, i, j) <= timeCap
              && tables.stageSync(s, i, j) <= syncCap
              && PlainAssignment.fits(tables, s, i, j)) {
            long cut = s == 0 ? 0 : tables.cut()[s - 1][i];
            next[j] = Math.min(next[j], best[i] + cut + tables.stageTime(s, i, j));
          }
        }
      }
      best = next;
    }
    return best[n];
  }
}
