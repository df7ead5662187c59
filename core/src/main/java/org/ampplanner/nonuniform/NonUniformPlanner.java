package org.ampplanner.nonuniform;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostModel;
import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.partition.StageChoiceSolver;
import org.ampplanner.search.SearchOutcome.Optimality;
import org.ampplanner.space.SearchConstraints;

/**
 * Looks for plans that no uniform strategy describes, as a refinement of the best uniform plan:
 * whatever is not faster than that is of no interest.
 */
public final class NonUniformPlanner {
  private final CostModel costModel;
  private final SearchConstraints constraints;

  /** Makes a planner. */
  public NonUniformPlanner(CostModel costModel, SearchConstraints constraints) {
    this.costModel = costModel;
    this.constraints = constraints;
  }

  /** Returns why there is nothing to search, without searching. */
  public Optional<String> excluded() {
    ClusterLayout layout = costModel.inputs().layout();
    EngineCapabilities engine = constraints.engine();
    if (engine.refusesNonUniform().isPresent()) {
      return Optional.of("engine " + engine.id() + ": " + engine.refusesNonUniform().get());
    }
    if (costModel.stagePricing().isEmpty()) {
      return Optional.of("the cost model " + costModel.id() + " knows uniform stages only");
    }
    if (layout.hasTopology()
        || layout.cluster().lines().stream().anyMatch(line -> line.linkedNodes() > 1)) {
      return Optional.of("links, switches or linked nodes tell nodes of one kind apart");
    }
    if (!StageChoiceSolver.isPossible(new NodePool(layout).units())) {
      return Optional.of("the cluster has too many kinds of nodes");
    }
    return Optional.empty();
  }

  /**
   * Searches, unless it is {@link #excluded}.
   *
   * @param uniformSeconds the step of the best uniform plan, infinite if there is none
   * @param stop whether to end with the best so far
   */
  public NonUniformOutcome search(double uniformSeconds, BooleanSupplier stop) {
    Optional<String> reason = excluded();
    if (reason.isPresent()) {
      return new NonUniformOutcome.Excluded(reason.get());
    }
    Best best = new Best(uniformSeconds);
    NodePool pool = new NodePool(costModel.inputs().layout());
    new UnevenBatchSearch(costModel, constraints, pool, stop, best).run();
    new StageSearch(costModel, constraints, pool, stop, best).run();
    double seconds = best.plan().map(p -> p.iterationSeconds()).orElse(uniformSeconds);
    return new NonUniformOutcome.Searched(
        best.plan(),
        uniformSeconds,
        Optimality.of(seconds, best.openSeconds()),
        best.candidates(),
        !stop.getAsBoolean());
  }
}
