package org.ampplanner.partition;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ampplanner.partition.StageChoiceTables.Choice;

/**
 * The exact choice of how many stages a pipeline has, what device class, how many devices and which
 * degrees each stage takes, and which layers it holds.
 *
 * <p>{@link StageChoiceDp} solves for a pair of caps on peak and synchronisation, {@link CapSearch}
 * searches the caps. Exact for whole numbers. Complexity: O(stages · vectors of units · (choices +
 * meetings²) · layers) per evaluation, so units are devices on small clusters and nodes on large.
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

  /** Returns whether so many units of each class are few enough. */
  public static boolean isPossible(int[] unitsPerClass) {
    return OrderLattice.isPossible(unitsPerClass, Integer.MAX_VALUE);
  }

  /** Returns an objective that no pipeline is below, without solving. */
  public static long bound(StageChoiceTables tables) {
    CapSearch.Box root = root(tables, new StageChoiceDp(tables, () -> false));
    return (tables.microBatches() - 1L) * root.timeLow() + root.sumLow();
  }

  /** Returns an optimum, or nothing if no pipeline fits. */
  public static Optional<Chosen> solve(StageChoiceTables tables) {
    return solve(tables, LayerTables.LARGEST_OBJECTIVE);
  }

  /** Returns an optimum if its objective does not exceed the cut-off. */
  public static Optional<Chosen> solve(StageChoiceTables tables, long cutoff) {
    return solve(tables, cutoff, () -> false);
  }

  /**
   * Returns an optimum if its objective does not exceed the cut-off.
   *
   * @param stop ends the search; what it returns then need not be an optimum
   */
  public static Optional<Chosen> solve(
      StageChoiceTables tables, long cutoff, BooleanSupplier stop) {
    long limit = Math.min(Math.max(cutoff, -1), LayerTables.LARGEST_OBJECTIVE);
    StageChoiceDp dp = new StageChoiceDp(tables, stop);
    CapSearch<StageChoiceDp.Solution> search = new CapSearch<>(dp, tables.microBatches());
    StageChoiceDp.Solution best = search.run(root(tables, dp), limit);
    return best == null
        ? Optional.empty()
        : Optional.of(new Chosen(best.choices(), new Partition(best.cuts()), search.objective()));
  }

  /**
   * Shows a visitor every pipeline whose objective does not exceed its limit.
   *
   * @return whether all were shown; false if the visitor stopped it
   */
  public static boolean visit(StageChoiceTables tables, StageChoiceVisitor visitor) {
    StageChoiceDp dp = new StageChoiceDp(tables, visitor::stopped);
    return new StageChoiceEnumeration(tables, dp, root(tables, dp), visitor).run();
  }

  private static CapSearch.Box root(StageChoiceTables tables, StageChoiceDp dp) {
    int layers = tables.layers();
    long[] fastest = StageChoiceDp.fastestBefore(tables);
    long timeHigh = 0;
    long syncHigh = 0;
    for (Choice choice : tables.choices()) {
      for (long[] peak : choice.peak()) {
        timeHigh = Math.max(timeHigh, peak[layers]);
      }
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
