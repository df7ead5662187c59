package org.ampplanner.plan;

import java.util.Comparator;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.NonUniformStrategy;

/**
 * A plan whose stages differ in tensor and data parallelism, or whose replicas differ in their
 * share of the batch.
 *
 * @param strategy what every stage follows
 * @param placement which device serves which rank, ranks numbered stage by stage
 * @param partition which layers stand on which stage
 * @param cost the prediction
 */
public record NonUniformPlan(
    NonUniformStrategy strategy, Placement placement, Partition partition, CostEstimate cost) {

  /** Best first; equal costs in an order that does not depend on how they were found. */
  public static final Comparator<NonUniformPlan> BEST_FIRST =
      Comparator.comparingDouble(NonUniformPlan::iterationSeconds)
          .thenComparing(p -> p.strategy.toString())
          .thenComparing(NonUniformPlan::partition);

  /**
   * Prices a strategy.
   *
   * @throws IllegalArgumentException if the cost model cannot price strategies of this kind
   */
  public static NonUniformPlan priced(
      CostModel costModel, NonUniformStrategy strategy, Placement placement, Partition partition) {
    CostEstimate cost =
        costModel.estimate(
            costModel
                .nonUniformCosts(strategy, placement)
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "the cost model " + costModel.id() + " knows uniform stages only")),
            partition);
    return new NonUniformPlan(strategy, placement, partition, cost);
  }

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
