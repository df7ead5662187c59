package org.ampplanner.partition;

import java.util.Optional;
import org.ampplanner.partition.StageChoiceTables.Choice;

/**
 * The exact choice of how many stages a pipeline has, what device class, how many devices and which
 * degrees each stage takes, and which layers it holds.
 *
 * <p>{@link StageChoiceDp} solves for a pair of caps on stage time and synchronisation, {@link
 * CapSearch} searches the caps. Exact for whole numbers. Complexity: O(maxStages · vectors of units
 * · choices · layers) per evaluation, so units are devices on small clusters and nodes on large.
 */
public final class StageChoiceSolver {

  /**
   * An optimal pipeline.
   *
   * @param choices index of every stage's choice, front to back
   * @param partition the cuts
   * @param objective its value in ticks
   */
  @SuppressWarnings("ArrayRecordComponent") // read once
  public record Chosen(int[] choices, Partition partition, long objective) {}

  private StageChoiceSolver() {}

  /** Returns an optimum, or nothing if no pipeline fits. */
  public static Optional<Chosen> solve(StageChoiceTables tables) {
    return solve(tables, LayerTables.LARGEST_OBJECTIVE);
  }

  /** Returns an optimum if its objective does not exceed the cut-off. */
  public static Optional<Chosen> solve(StageChoiceTables tables, long cutoff) {
    long limit = Math.min(Math.max(cutoff, -1), LayerTables.LARGEST_OBJECTIVE);
    StageChoiceDp dp = new StageChoiceDp(tables);
    CapSearch<StageChoiceDp.Solution> search = new CapSearch<>(dp, tables.microBatches());
    StageChoiceDp.Solution best = search.run(root(tables, dp), limit);
    return best == null
        ? Optional.empty()
        : Optional.of(new Chosen(best.choices(), new Partition(best.cuts()), search.objective()));
  }

  private static CapSearch.Box root(StageChoiceTables tables, StageChoiceDp dp) {
    int layers = tables.layers();
    long[] fastest = StageChoiceDp.fastestBefore(tables);
    long timeHigh = 0;
    long syncHigh = 0;
    for (Choice choice : tables.choices()) {
      timeHigh = Math.max(timeHigh, choice.time()[layers]);
      syncHigh = Math.max(syncHigh, choice.sync()[layers]);
    }
    long low = 0;
    long high = timeHigh;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (dp.reaches(middle, syncHigh)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return new CapSearch.Box(low, timeHigh, 0, syncHigh, fastest[layers]);
  }
}
