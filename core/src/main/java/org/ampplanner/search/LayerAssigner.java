package org.ampplanner.search;

import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.Strategy;

/** Finds the best partition for a strategy and a placement. */
final class LayerAssigner {
  private final CostModel costModel;

  LayerAssigner(CostModel costModel) {
    this.costModel = costModel;
  }

  Optional<Plan> assign(Strategy strategy, Placement placement, double cutoffSeconds) {
    var layers = costModel.inputs().model().layers();
    Partition split = BlockSplit.of(layers).split(layers.size(), strategy.pipelineParallel());
    Plan plan = Sampling.priced(costModel, strategy, placement, split);
    return plan.iterationSeconds() > cutoffSeconds ? Optional.empty() : Optional.of(plan);
  }
}
