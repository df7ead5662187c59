package org.ampplanner.partition;

import java.util.Arrays;
import java.util.List;
import org.ampplanner.partition.CapSearch.Caps;
import org.ampplanner.partition.LayerAssignment.Assigned;
import org.ampplanner.partition.LayerAssignment.Infeasible;
import org.ampplanner.partition.LayerAssignment.NotBelowCutoff;

/**
 * The exact assignment of layers to stages in a fixed order: stages of different speed, memory caps
 * that depend on the stage, cut costs, the longest gradient synchronisation.
 *
 * <p>Complexity: O(stages · layers) for one pair of caps, on stage time and on synchronisation; 5
 * to 110 pairs in practice.
 *
 * <p>Preconditions: those that {@link LayerTables} checks. Ties are broken: the lexicographically
 * smallest cuts of all optimal ones.
 *
 * <p>Sketch: search by caps. For fixed caps a dynamic programme with a sliding-window minimum finds
 * the least sum of stage times and cut costs ({@link CapDp}); an exact branch and bound chooses the
 * caps ({@link CapSearch}).
 *
 * <p>Source: the objective is that of AMP (Li et al. 2022, arXiv 2210.07297, section 4), to which
 * memory is added. AMP's own programme takes O(k·L⁴) and is not exact.
 *
 * <p>Alternative: {@link OrderSolver} where the order of the stages is free too.
 */
public final class LayerAssignmentSolver {
  private LayerAssignmentSolver() {}

  /** Returns the best partition, or why there is none. */
  public static LayerAssignment solve(LayerTables tables) {
    return solve(tables, Long.MAX_VALUE);
  }

  /**
   * Returns the best partition if its objective is below the cut-off.
   *
   * @param cutoff in ticks; {@code Long.MAX_VALUE} for none
   */
  public static LayerAssignment solve(LayerTables tables, long cutoff) {
    long least = (long) tables.stages() * tables.leastLayers();
    if (least > tables.layers()) {
      return new Infeasible(
          tables.stages() + " stages need at least " + least + " layers, not " + tables.layers());
    }
    CapDp dp = new CapDp(tables);
    CapSearch.Box everything = dp.everything(cheapestCuts(tables));
    if (everything == null) {
      return new Infeasible(reason(tables, dp));
    }
    long limit = Math.min(Math.max(cutoff, 0) - 1, LayerTables.LARGEST_OBJECTIVE);
    var search = new CapSearch<>(dp, tables.microBatches());
    if (search.run(everything, limit) != null) {
      Partition partition = new Partition(smallestCuts(dp, search.optimalCaps()));
      return Assigned.of(tables, partition, search.evaluations());
    }
    return limit == LayerTables.LARGEST_OBJECTIVE
        ? new Infeasible(reason(tables, dp))
        : new NotBelowCutoff(Math.max(limit + 1, search.bound(everything)));
  }

  private static int[] smallestCuts(CapDp dp, List<Caps> optimal) {
    int[] smallest = {};
    for (Caps caps : optimal) {
      dp.solve(caps.time(), caps.sync(), CapDp.NONE);
      int[] cuts = dp.cuts();
      if (smallest.length == 0 || Arrays.compare(cuts, smallest) < 0) {
        smallest = cuts;
      }
    }
    return smallest;
  }

  private static String reason(LayerTables tables, CapDp dp) {
    int fitting = dp.layersThatFitMemory();
    return fitting < tables.layers()
        ? "the stages' memory holds at most " + fitting + " of " + tables.layers() + " layers"
        : "no partition gives every stage "
            + (tables.leastLayers() == 1 ? "a layer" : tables.leastLayers() + " layers")
            + " and fits in memory";
  }

  private static long cheapestCuts(LayerTables tables) {
    long sum = 0;
    int stages = tables.stages();
    for (int b = 0; b < stages - 1; b++) {
      long[] cut = tables.cut()[b];
      long cheapest = cut[b + 1];
      for (int i = b + 2; i < tables.layers() - (stages - 2 - b); i++) {
        cheapest = Math.min(cheapest, cut[i]);
      }
      sum += cheapest;
    }
    return sum;
  }
}
