package org.ampplanner.arrange;

import java.util.function.BooleanSupplier;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.GroupCosts;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.GroupTiles;
import org.ampplanner.space.GroupTiles.Tile;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;

/**
 * Groups of nodes; their order and the partition are open.
 *
 * @param costModel what prices it
 * @param groups how groups are placed
 * @param strategy the strategy
 * @param tile the groups
 * @param boundSeconds the bound
 */
record TiledArrangement(
    CostModel costModel, GroupTiles groups, Strategy strategy, Tile tile, double boundSeconds)
    implements Arrangement {

  static TiledArrangement of(
      CostModel costModel, GroupTiles groups, Strategy strategy, Tile tile, GroupPricing pricing) {
    double bound =
        pricing.bounds().seconds(tile.available(), tile.blocks(), tile.tiling().stagesPerNode());
    return new TiledArrangement(costModel, groups, strategy, tile, bound);
  }

  @Override
  public Settled settle(double limitSeconds, BooleanSupplier stop) {
    GroupPricing pricing = costModel.at(strategy, tile.tiling()).orElseThrow();
    GroupOrder.Result result =
        switch (pricing.bounds()) {
          case GroupCosts costs -> OrderAssigner.assign(costs, tile, limitSeconds);
          case StepBounds bounds -> StepAssigner.assign(pricing, bounds, tile, limitSeconds, stop);
        };
    return new Settled(
        result.best().map(order -> plan(order, pricing)),
        Math.max(boundSeconds, result.openSeconds()));
  }

  private Plan plan(GroupOrder order, GroupPricing pricing) {
    Placement placement = groups.placement(tile, order.kinds());
    int batch = costModel.inputs().training().globalBatchSize();
    PipelineStrategy pipeline = PipelineStrategy.of(strategy, batch);
    CostEstimate cost =
        pricing.exact()
            ? costModel.at(pipeline, placement).estimate(order.partition())
            : pricing.estimate(order.kinds(), order.partition());
    return new Plan(pipeline, placement, order.partition(), cost);
  }
}
