package org.ampplanner.arrange;

import java.util.Arrays;
import java.util.Optional;
import org.ampplanner.cost.GroupCosts;
import org.ampplanner.cost.Tiling;
import org.ampplanner.partition.FewOrders;
import org.ampplanner.partition.OrderSolver;
import org.ampplanner.partition.OrderTables;
import org.ampplanner.partition.Ticks;
import org.ampplanner.strategy.Degrees;

/**
 * Finds the best order of groups and partition for a tiling: the exact joint solver, in ticks; a
 * few orders where there are too many kinds for it.
 */
final class OrderAssigner {

  private OrderAssigner() {}

  /** Returns the best if it takes at most {@code cutoffSeconds} (rounding aside). */
  static GroupOrder.Result assign(
      GroupCosts costs, Degrees degrees, Tiling tiling, double cutoffSeconds) {
    int stages = degrees.pipelineParallel();
    Ticks ticks = Ticks.forWorst(worst(costs, stages));
    OrderTables tables = tables(costs, degrees, tiling, ticks);
    long cutoff = ticks.cutoff(cutoffSeconds);
    OrderSolver.Attempt attempt = new OrderSolver(tables).attempt(cutoff);
    Optional<OrderSolver.Ordered> best = attempt.best();
    if (!attempt.complete()) {
      long left = best.isPresent() ? best.get().objective() - 1 : cutoff;
      Optional<OrderSolver.Ordered> few = FewOrders.best(tables, left);
      best = few.isPresent() ? few : best;
    }
    double open = best.isPresent() ? Double.POSITIVE_INFINITY : cutoffSeconds;
    return new GroupOrder.Result(
        best.map(o ->
            new GroupOrder(tiling.byGroup(o.kinds()), o.partition(), ticks.seconds(o.objective()))),
        attempt.complete() ? open : 0,
        false);
  }

  private static double worst(GroupCosts costs, int stages) {
    double worst = 0;
    for (int g = 0; g < costs.kinds(); g++) {
      double all = Arrays.stream(costs.layerSeconds()[g]).sum();
      worst = Math.max(worst, all * (costs.microBatches() + stages));
      worst = Math.max(worst, Ticks.largest(costs.innerCutSeconds()[g]) * stages);
      worst = Math.max(worst, costs.syncSecondsPerParameter()[g] * costs.allParameters());
      for (double[] row : costs.cutSeconds()[g]) {
        worst = Math.max(worst, Ticks.largest(row) * stages);
      }
    }
    return worst;
  }

  private static OrderTables tables(GroupCosts costs, Degrees degrees, Tiling tiling, Ticks ticks) {
    long[][] sync = ticks.prefixes(costs.parameters(), costs.syncSecondsPerParameter());
    return new OrderTables(
        costs.microBatches(),
        StepTables.shape(degrees, tiling),
        new OrderTables.Costs(
            ticks.prefixes(costs.layerSeconds()),
            ticks.before(costs.cutSeconds()),
            ticks.before(costs.innerCutSeconds()),
            sync),
        costs.tied().stream().map(pair -> Ticks.tie(pair, sync, 0)).toList(),
        null);
  }
}
