package org.ampplanner.arrange;

import java.util.function.BooleanSupplier;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.LowerBound;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;

/**
 * A placement; the partition is open. Where the step is simulated, the best partition by the tables
 * is taken, and the bound stays open.
 *
 * @param costModel what prices it
 * @param strategy the strategy
 * @param placement the placement
 * @param boundSeconds the bound
 */
record PlacedArrangement(
    CostModel costModel, Strategy strategy, Placement placement, double boundSeconds)
    implements Arrangement {

  static PlacedArrangement of(CostModel costModel, Strategy strategy, Placement placement) {
    double bound = LowerBound.seconds(costModel.at(strategy, placement).tables());
    return new PlacedArrangement(costModel, strategy, placement, bound);
  }

  @Override
  public Settled settle(double limitSeconds, BooleanSupplier stop) {
    int batch = costModel.inputs().training().globalBatchSize();
    PipelineStrategy pipeline = PipelineStrategy.of(strategy, batch);
    StepPricing pricing = costModel.at(pipeline, placement);
    boolean exact = pricing.tables().exact() || strategy.pipelineParallel() == 1;
    return new Settled(
        new LayerAssigner(costModel).assign(pipeline, placement, pricing, limitSeconds),
        exact ? Double.POSITIVE_INFINITY : boundSeconds);
  }
}
