package org.ampplanner.partition;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The exact assignment of layers to stages in a fixed order: stages of different speed, memory caps
 * that depend on the stage, cut costs, the largest gradient synchronisation.
 *
 * <p>Branch and bound over boxes of the two caps T (on stage time) and G (on synchronisation), with
 * {@link CapDp} at a box's upper corner. Its solution, with actual maxima (T1, G1), is the best for
 * every pair of caps in {@code [T1,T]×[G1,G]}, so only what lies below T1 or below G1 is searched
 * further, each part halved. A box is bounded from below by its lower corner and the sum at an
 * upper corner that contains it. An optimal plan lies in exactly one box at any time, and a box is
 * dropped only if it is infeasible, settled, or bounded by the incumbent.
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

  private record Box(long timeLow, long timeHigh, long syncLow, long syncHigh, long sumLow) {}

  private final LayerTables tables;
  private final CapDp dp;
  private final long weight;
  private final PriorityQueue<Box> open =
      new PriorityQueue<>(
          Comparator.<Box>comparingLong(this::bound)
              .thenComparingLong(Box::timeLow)
              .thenComparingLong(Box::syncLow));

  private long upper;
  private CapDp.@Nullable Solution incumbent;
  private int evaluations;

  private LayerAssignment(LayerTables tables) {
    this.tables = tables;
    this.dp = new CapDp(tables);
    this.weight = tables.microBatches() - 1L;
  }

  /** Returns the best partition, or that there is none. */
  public static Result solve(LayerTables tables) {
    return solve(tables, LayerTables.LARGEST_OBJECTIVE);
  }

  /** Returns the best partition if its objective does not exceed the cut-off. */
  public static Result solve(LayerTables tables, long cutoff) {
    if (tables.stages() > tables.layers()) {
      return new Infeasible();
    }
    return new LayerAssignment(tables)
        .run(Math.min(Math.max(cutoff, -1), LayerTables.LARGEST_OBJECTIVE));
  }

  private Result run(long cutoff) {
    upper = cutoff + 1;
    open.add(root());
    while (!open.isEmpty() && bound(open.element()) < upper) {
      explore(open.remove());
    }
    CapDp.Solution best = incumbent;
    if (best != null) {
      return new Assigned(new Partition(best.cuts()), upper, evaluations);
    }
    boolean anything = cutoff < LayerTables.LARGEST_OBJECTIVE;
    return anything ? new NoneUpToCutoff() : new Infeasible();
  }

  private long bound(Box box) {
    return weight * box.timeLow + box.syncLow + box.sumLow;
  }

  private void explore(Box box) {
    long spare = upper - 1 - box.sumLow;
    long timeHigh =
        weight == 0 ? box.timeHigh : Math.min(box.timeHigh, (spare - box.syncLow) / weight);
    long syncHigh = Math.min(box.syncHigh, spare - weight * box.timeLow);
    if (timeHigh < box.timeLow || syncHigh < box.syncLow) {
      return;
    }
    evaluations++;
    CapDp.Solution corner = dp.solve(timeHigh, syncHigh);
    if (corner == null) {
      return;
    }
    long objective = weight * corner.maxTime() + corner.maxSync() + corner.sum();
    if (objective < upper) {
      upper = objective;
      incumbent = corner;
    }
    if (weight > 0) {
      split(box.timeLow, corner.maxTime() - 1, box.syncLow, syncHigh, corner.sum(), true);
    }
    long settledTime = weight == 0 ? box.timeLow : Math.max(corner.maxTime(), box.timeLow);
    split(settledTime, timeHigh, box.syncLow, corner.maxSync() - 1, corner.sum(), false);
  }

  /** Opens the box in two halves along time or synchronisation, if it is not empty. */
  private void split(
      long timeLow, long timeHigh, long syncLow, long syncHigh, long sumLow, boolean alongTime) {
    if (timeLow > timeHigh || syncLow > syncHigh) {
      return;
    }
    if (alongTime) {
      long middle = timeLow + (timeHigh - timeLow) / 2;
      add(new Box(timeLow, middle, syncLow, syncHigh, sumLow));
      if (middle < timeHigh) {
        add(new Box(middle + 1, timeHigh, syncLow, syncHigh, sumLow));
      }
    } else {
      long middle = syncLow + (syncHigh - syncLow) / 2;
      add(new Box(timeLow, timeHigh, syncLow, middle, sumLow));
      if (middle < syncHigh) {
        add(new Box(timeLow, timeHigh, middle + 1, syncHigh, sumLow));
      }
    }
  }

  private void add(Box box) {
    if (bound(box) < upper) {
      open.add(box);
    }
  }

  /** The box of all caps, from bounds that hold for every partition. */
  private Box root() {
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
    return new Box(weight == 0 ? timeHigh : timeLow, timeHigh, 0, syncHigh, sum);
  }
}
