package org.ampplanner.partition;

/** What a {@link LayerAssignmentSolver} found. */
public sealed interface LayerAssignment {

  /**
   * An optimal partition; of several, the one whose cuts are lexicographically smallest. The
   * objective is {@code (m-1)·maxTime + sumTime + cutCost + maxSync}.
   *
   * @param partition the cuts
   * @param objective its value, in ticks like all that follow
   * @param maxTime the slowest stage's time for one micro-batch
   * @param sumTime all stages' times for one micro-batch
   * @param cutCost the cuts' costs together
   * @param maxSync the longest synchronisation
   * @param evaluations how many pairs of caps were solved
   */
  record Assigned(
      Partition partition,
      long objective,
      long maxTime,
      long sumTime,
      long cutCost,
      long maxSync,
      int evaluations)
      implements LayerAssignment {

    /** Prices a partition; whether it fits in memory is not looked at. */
    static Assigned of(LayerTables tables, Partition partition, int evaluations) {
      long maxTime = 0;
      long sumTime = 0;
      long cutCost = 0;
      long maxSync = 0;
      for (int s = 0; s < tables.stages(); s++) {
        int from = partition.from(s);
        long time = tables.stageTime(s, from, partition.to(s));
        maxTime = Math.max(maxTime, time);
        sumTime += time;
        cutCost += s == 0 ? 0 : tables.cut()[s - 1][from];
        maxSync = Math.max(maxSync, tables.stageSync(s, from, partition.to(s)));
      }
      long objective = (tables.microBatches() - 1) * maxTime + sumTime + cutCost + maxSync;
      return new Assigned(partition, objective, maxTime, sumTime, cutCost, maxSync, evaluations);
    }
  }

  /**
   * No partition fits, whatever it costs.
   *
   * @param reason readable by users
   */
  record Infeasible(String reason) implements LayerAssignment {}

  /**
   * No partition below the cut-off; whether there is one above is not known.
   *
   * @param lowerBound what every partition costs at least; not below the cut-off
   */
  record NotBelowCutoff(long lowerBound) implements LayerAssignment {}
}
