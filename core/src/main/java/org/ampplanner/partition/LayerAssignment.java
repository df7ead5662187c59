package org.ampplanner.partition;

/**
 * The exact assignment of layers to stages in a fixed order: stages of different speed, memory caps
 * that depend on the stage, cut costs, the largest gradient synchronisation.
 *
 * <p>{@link CapDp} solves for a pair of caps on stage time and synchronisation, {@link CapSearch}
 * searches the caps.
 *
 * <p>Complexity: O(stages · layers) per evaluation; some 25 to 110 evaluations in practice. Exact
 * for whole numbers; AMP's own programme for this problem (Li et al. 2022, arXiv 2210.07297,
 * section 4.2) takes O(k·L⁴) and is not exact.
 */
public final class LayerAssignment {

  /** What the solver found. */
  public sealed interface Result {}

  /**
   * An optimal partition.
   *
   * @param partition the cuts
   * @param objective its value in ticks
   * @param evaluations how many pairs of caps were solved
   */
  public record Assigned(Partition partition, long objective, int evaluations) implements Result {}

  /** No partition fits, whatever it costs. */
  public record Infeasible() implements Result {}

  /** Partitions may exist, but none with an objective up to the cut-off. */
  public record NoneUpToCutoff() implements Result {}

  private LayerAssignment() {}

  /** Returns the best partition, or that there is none. */
  public static Result solve(LayerTables tables) {
    return solve(tables, LayerTables.LARGEST_OBJECTIVE);
  }

  /** Returns the best partition if its objective does not exceed the cut-off. */
  public static Result solve(LayerTables tables, long cutoff) {
    if (tables.stages() > tables.layers()) {
      return new Infeasible();
    }
    long limit = Math.min(Math.max(cutoff, -1), LayerTables.LARGEST_OBJECTIVE);
    CapSearch<CapDp.Solution> search = new CapSearch<>(new CapDp(tables), tables.microBatches());
    CapDp.Solution best = search.run(root(tables), limit);
    if (best != null) {
      return new Assigned(new Partition(best.cuts()), search.objective(), search.evaluations());
    }
    boolean anything = limit < LayerTables.LARGEST_OBJECTIVE;
    return anything ? new NoneUpToCutoff() : new Infeasible();
  }

  /** The box of all caps, from bounds that hold for every partition. */
  private static CapSearch.Box root(LayerTables tables) {
    int layers = tables.layers();
    long timeHigh = 0;
    long syncHigh = 0;
    for (int s = 0; s < tables.stages(); s++) {
      timeHigh = Math.max(timeHigh, tables.stageTime(s, 0, layers));
      syncHigh = Math.max(syncHigh, tables.sync()[s][layers]);
    }
    long timeLow = 0;
    long sum = 0;
    for (int l = 0; l < layers; l++) {
      long fastest = Long.MAX_VALUE;
      for (int s = 0; s < tables.stages(); s++) {
        fastest = Math.min(fastest, tables.stageTime(s, l, l + 1));
      }
      timeLow = Math.max(timeLow, fastest);
      sum += fastest;
    }
    timeLow = Math.max(timeLow, Math.ceilDiv(sum, (long) tables.stages()));
    return new CapSearch.Box(timeLow, timeHigh, 0, syncHigh, sum);
  }
}
