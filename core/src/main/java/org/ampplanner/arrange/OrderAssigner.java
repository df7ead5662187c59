package org.ampplanner.arrange;

import org.ampplanner.partition.Ticks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ampplanner.cost.GroupCosts;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.partition.FewOrders;
import org.ampplanner.partition.LayerTables;
import org.ampplanner.partition.LayerTables.Tie;
import org.ampplanner.partition.OrderSolver;
import org.ampplanner.partition.OrderTables;
import org.ampplanner.partition.Partition;
import org.ampplanner.space.GroupTiles.Tile;

/**
 * Finds the best order of groups and partition for a tile: the exact joint solver, in ticks; a few
 * orders where there are too many classes for it.
 */
final class OrderAssigner {

  private OrderAssigner() {}

  /** Returns the best if it takes at most {@code cutoffSeconds} (rounding aside). */
  static GroupOrder.Result assign(GroupCosts costs, Tile tile, double cutoffSeconds) {
    int stages = tile.degrees().pipelineParallel();
    Ticks ticks = Ticks.forWorst(worst(costs, stages));
    OrderTables tables = tables(costs, tile, ticks);
    long cutoff =
        Double.isFinite(cutoffSeconds)
            ? ticks.cutoff(cutoffSeconds)
            : LayerTables.LARGEST_OBJECTIVE;
    OrderSolver.Attempt attempt = OrderSolver.attempt(tables, cutoff);
    Optional<OrderSolver.Ordered> best = attempt.best();
    if (!attempt.complete()) {
      long left = best.isPresent() ? best.get().objective() - 1 : cutoff;
      Optional<OrderSolver.Ordered> few = FewOrders.best(tables, left);
      best = few.isPresent() ? few : best;
    }
    return new GroupOrder.Result(
        best.map(o -> ordered(o, tile, ticks)),
        attempt.complete() ? Double.POSITIVE_INFINITY : 0);
  }

  private static GroupOrder ordered(OrderSolver.Ordered o, Tile tile, Ticks ticks) {
    int b = tile.tiling().stagesPerNode();
    int[] kinds = new int[tile.blocks()];
    Arrays.setAll(kinds, block -> o.classes()[block * b]);
    return new GroupOrder(kinds, o.partition(), o.objective() / ticks.perSecond());
  }

  private static double worst(GroupCosts costs, int stages) {
    double worst = 0;
    for (int g = 0; g < costs.groups(); g++) {
      double all = Arrays.stream(costs.layerSeconds()[g]).sum();
      worst = Math.max(worst, all * (costs.microBatches() + stages));
      worst = Math.max(worst, largest(costs.innerCutSeconds()[g]) * stages);
      worst = Math.max(worst, costs.syncSecondsPerParameter()[g] * costs.allParameters());
      for (double[] row : costs.cutSeconds()[g]) {
        worst = Math.max(worst, largest(row) * stages);
      }
    }
    return worst;
  }

  private static double largest(double[] row) {
    return Arrays.stream(row).max().orElse(0);
  }

  private static OrderTables tables(GroupCosts costs, Tile tile, Ticks ticks) {
    int kinds = costs.groups();
    long[][] time = new long[kinds][];
    long[][] inner = new long[kinds][];
    long[][] sync = new long[kinds][];
    long[][][] cut = new long[kinds][kinds][];
    for (int g = 0; g < kinds; g++) {
      time[g] = ticks.prefix(costs.layerSeconds()[g]);
      inner[g] = ticks.before(costs.innerCutSeconds()[g]);
      sync[g] = ticks.prefix(costs.parameters(), costs.syncSecondsPerParameter()[g]);
      for (int h = 0; h < kinds; h++) {
        cut[g][h] = ticks.before(costs.cutSeconds()[g][h]);
      }
    }
    return new OrderTables(
            costs.microBatches(),
            tile.blocks(),
            tile.tiling().stagesPerNode(),
            tile.available(),
            time,
            cut,
            inner,
            sync,
            ties(costs, ticks),
            null)
        .withLeastLayers(tile.degrees().virtualPipeline());
  }

  private static List<Tie> ties(GroupCosts costs, Ticks ticks) {
    List<Tie> ties = new ArrayList<>();
    for (TiedPair pair : costs.tied()) {
      long shared = Math.min(costs.parameters()[pair.first()], costs.parameters()[pair.second()]);
      long[] discount = new long[costs.groups()];
      Arrays.setAll(
          discount,
          g -> Math.round(shared * (costs.syncSecondsPerParameter()[g] * ticks.perSecond())));
      ties.add(new Tie(pair.first(), pair.second(), discount));
    }
    return ties;
  }
}
