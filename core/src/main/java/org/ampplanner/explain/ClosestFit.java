package org.ampplanner.explain;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.ampplanner.arrange.LeastMisfit;
import org.ampplanner.cost.CostEstimate.MemoryUse;
import org.ampplanner.cost.CostModel;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.strategy.Strategy;

/**
 * Where nothing of a space fits in memory: the plan that lacks least. The strategies are ranked by
 * what an even split lacks; of the first {@value #LOOKED_AT} the best partition is sought.
 */
public final class ClosestFit {
  private static final int LOOKED_AT = 4;

  private ClosestFit() {}

  /** Returns the plan; empty if the space is empty or the cost model knows no memory. */
  public static Optional<Plan> of(CostModel costModel, SearchConstraints constraints) {
    Placement placement = Placement.hostfileOrder(costModel.inputs().layout().devices());
    ToDoubleFunction<Strategy> lack =
        s ->
            costModel.at(s, placement).memory(evenly(costModel, s)).stream()
                .mapToDouble(stage -> stage.total() - stage.limitBytes())
                .max()
                .orElse(Double.POSITIVE_INFINITY);
    record Lacking(Strategy strategy, double bytes) {}
    List<Strategy> nearest =
        SearchSpace.whateverItNeeds(costModel, constraints).strategies().stream()
            .map(s -> new Lacking(s, lack.applyAsDouble(s))) // once, not at every comparison
            .sorted(
                Comparator.comparingDouble(Lacking::bytes)
                    .thenComparing(Lacking::strategy, Strategy.TIE_ORDER))
            .limit(LOOKED_AT)
            .map(Lacking::strategy)
            .toList();
    return nearest.stream()
        .flatMap(s -> LeastMisfit.plan(costModel, s, placement).stream())
        .min(Comparator.comparingDouble(ClosestFit::lack).thenComparing(Plan.BEST_FIRST));
  }

  private static double lack(Plan plan) {
    MemoryUse use = plan.cost().memory();
    return use == null ? 0 : use.bytes() - use.limitBytes();
  }

  private static Partition evenly(CostModel model, Strategy s) {
    var layers = model.inputs().model().layers();
    return BlockSplit.of(layers)
        .split(layers.size(), s.pipelineParallel(), s.degrees().virtualPipeline());
  }
}
