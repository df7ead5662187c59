package org.ampplanner.plan;

import java.util.Comparator;
import java.util.Optional;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;

/**
 * A strategy with its placement and partition, and what a cost model predicts for it.
 *
 * @param strategy what every stage follows
 * @param placement which device serves which rank
 * @param partition which layers each stage holds
 * @param cost the prediction
 */
public record Plan(
    PipelineStrategy strategy, Placement placement, Partition partition, CostEstimate cost) {

  /** Rounding noise that comparisons of step times ignore, relative. */
  public static final double ROUNDING = 1e-9;

  /** Best first; equal costs in an order that does not depend on how they were found. */
  public static final Comparator<Plan> BEST_FIRST =
      Comparator.comparingDouble(Plan::iterationSeconds)
          .thenComparing(Plan::strategy, PipelineStrategy.TIE_ORDER)
          .thenComparing(Plan::partition);

  /**
   * Prices a strategy at a place.
   *
   * @throws IllegalArgumentException if the cost model objects to the strategy, or if the placement
   *     has not as many ranks
   */
  public static Plan priced(
      CostModel costModel, PipelineStrategy strategy, Placement placement, Partition partition) {
    CostEstimate cost = costModel.at(strategy, placement).estimate(partition);
    return new Plan(strategy, placement, partition, cost);
  }

  /** Prices a uniform strategy at a place. */
  public static Plan priced(
      CostModel costModel, Strategy strategy, Placement placement, Partition partition) {
    int batch = costModel.inputs().training().globalBatchSize();
    return priced(costModel, PipelineStrategy.of(strategy, batch), placement, partition);
  }

  /**
   * Returns what another cost model, or one with other inputs, predicts for the same; another batch
   * is taken in the same shares.
   *
   * @throws IllegalArgumentException if the cost model objects, or if its batch does not divide
   */
  public Plan pricedBy(CostModel costModel) {
    int batch = costModel.inputs().training().globalBatchSize();
    return priced(costModel, strategy.withBatch(batch), placement, partition);
  }

  /** Returns the strategy if all stages and all replicas are alike. */
  public Optional<Strategy> uniform() {
    return strategy.uniform();
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
