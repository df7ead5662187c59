package org.ampplanner.stages;

import java.util.List;
import java.util.Optional;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostModel;
import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.engine.EngineCase;
import org.ampplanner.partition.StageChoiceSolver;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/** Why plans whose stages or shares differ are out of the question for a job. */
final class Exclusions {
  private Exclusions() {}

  static Optional<String> of(CostModel costModel, SearchConstraints constraints) {
    ClusterLayout layout = costModel.inputs().layout();
    EngineCapabilities engine = constraints.engine();
    if (engine.refusesDiffering().isPresent()) {
      return Optional.of("engine " + engine.id() + ": " + engine.refusesDiffering().get());
    }
    if (!pricesDiffering(costModel)) {
      return Optional.of("the cost model " + costModel.id() + " knows uniform stages only");
    }
    if (layout.hasTopology()
        || layout.cluster().lines().stream().anyMatch(line -> line.linkedNodes() > 1)) {
      return Optional.of("links, switches or linked nodes tell nodes of one kind apart");
    }
    SearchConstraints.DegreeConstraints degrees = constraints.degrees();
    boolean plain =
        constraints.schedules().contains(Schedule.ONE_FORWARD_ONE_BACKWARD)
            && degrees.contextParallel().allows(1)
            && degrees.expertParallel().allows(1)
            && degrees.virtualPipeline().allows(1);
    if (!plain) {
      return Optional.of(
          "the job leaves out 1F1B without context, expert or virtual pipeline parallelism");
    }
    if (!StageChoiceSolver.isPossible(new NodePool(layout).units())) {
      return Optional.of("the cluster has too many kinds of nodes");
    }
    return Optional.empty();
  }

  /** Returns whether the engine and the cost model object to nothing in a strategy. */
  static boolean allowed(CostModel costModel, SearchConstraints constraints, Strategy strategy) {
    EngineCase asked =
        new EngineCase(strategy, costModel.inputs().model(), costModel.inputs().training());
    return constraints.engine().objection(asked).isEmpty()
        && costModel.objection(strategy).isEmpty();
  }

  /** The simplest strategy whose replicas differ: two devices with one and two micro-batches. */
  private static boolean pricesDiffering(CostModel costModel) {
    Strategy two = Strategy.of(Degrees.of(1, 1, 2), 1);
    return costModel.objection(PipelineStrategy.of(two, List.of(1, 2))).isEmpty();
  }
}
