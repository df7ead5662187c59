package org.ampplanner.plan;

import java.util.Comparator;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Strategy;

/**
 * A strategy with its placement and partition, and what they are predicted to cost.
 *
 * @param strategy the choices of parallelism
 * @param placement which device serves which rank
 * @param partition which layers stand on which stage
 * @param cost the prediction
 */
public record Plan(Strategy strategy, Placement placement, Partition partition, CostEstimate cost) {

  /** Best first; equal costs in an order that does not depend on how they were found. */
  public static final Comparator<Plan> BEST_FIRST =
      Comparator.comparingDouble(Plan::iterationSeconds)
          .thenComparing(Plan::strategy, Strategy.TIE_ORDER)
          .thenComparing(Plan::partition);

  /** Returns whether it fits in memory, as far as the cost model knows. */
  public boolean fits() {
    CostEstimate.MemoryUse memory = cost.memory();
    return memory == null || memory.fits();
  }

  /** Returns the predicted step time in seconds. */
  public double iterationSeconds() {
    return cost.iterationSeconds();
  }
}
