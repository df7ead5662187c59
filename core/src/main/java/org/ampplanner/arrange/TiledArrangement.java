package org.ampplanner.arrange;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.GroupCosts;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.cost.Tiling;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.Tilings;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;

/**
 * Groups of nodes; their order and the partition are open.
 *
 * @param costModel what prices it
 * @param tilings how groups are placed
 * @param strategy the strategy
 * @param tiling the groups
 * @param boundSeconds the bound
 */
record TiledArrangement(
    CostModel costModel, Tilings tilings, Strategy strategy, Tiling tiling, double boundSeconds)
    implements Arrangement {

  static TiledArrangement of(
      CostModel costModel,
      Tilings tilings,
      Strategy strategy,
      Tiling tiling,
      GroupPricing pricing) {
    double bound =
        pricing
            .bounds()
            .seconds(tiling.counts(), tiling.groups(strategy.degrees()), tiling.stagesPerNode());
    return new TiledArrangement(costModel, tilings, strategy, tiling, bound);
  }

  @Override
  public Settled settle(double limitSeconds, BooleanSupplier stop) {
    GroupPricing pricing = costModel.at(strategy, tiling).orElseThrow();
    Degrees degrees = strategy.degrees();
    return switch (pricing.bounds()) {
      case GroupCosts costs ->
          settled(OrderAssigner.assign(costs, degrees, tiling, limitSeconds), pricing);
      case StepBounds bounds -> {
        StepAssigner assigner = new StepAssigner(pricing, bounds, degrees, tiling);
        yield rest(assigner, pricing, assigner.assign(limitSeconds, stop));
      }
    };
  }

  private Settled settled(GroupOrder.Result result, GroupPricing pricing) {
    return new Settled(
        result.best().map(order -> plan(order, pricing)),
        Math.max(boundSeconds, result.openSeconds()));
  }

  private Settled rest(StepAssigner assigner, GroupPricing pricing, GroupOrder.Result result) {
    Settled settled = settled(result, pricing);
    return result.more()
        ? new Settled(
            settled.plan(),
            Double.POSITIVE_INFINITY,
            List.of(new Unvisited(this, assigner, pricing, settled.openSeconds())))
        : settled;
  }

  /**
   * Orders and partitions that effort did not suffice for.
   *
   * @param tile what they are of
   * @param assigner what visits them
   * @param pricing what prices them
   * @param boundSeconds none takes less
   */
  private record Unvisited(
      TiledArrangement tile, StepAssigner assigner, GroupPricing pricing, double boundSeconds)
      implements Rest {
    @Override
    public Settled settle(double limitSeconds, long effort, BooleanSupplier stop) {
      return tile.rest(assigner, pricing, assigner.visit(boundSeconds, limitSeconds, effort, stop));
    }
  }

  private Plan plan(GroupOrder order, GroupPricing pricing) {
    Placement placement = tilings.placement(strategy.degrees(), tiling, order.kinds());
    int batch = costModel.inputs().training().globalBatchSize();
    PipelineStrategy pipeline = PipelineStrategy.of(strategy, batch);
    CostEstimate cost =
        pricing.exact()
            ? costModel.at(pipeline, placement).estimate(order.partition())
            : pricing.estimate(order.kinds(), order.partition());
    return new Plan(pipeline, placement, order.partition(), cost);
  }
}
