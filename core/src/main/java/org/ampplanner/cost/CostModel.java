package org.ampplanner.cost;

import java.util.Optional;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;

/**
 * Predicts the time of a training step. Implementations are immutable and thread-safe, and bound to
 * one {@link CostInputs}.
 *
 * <p>A model is asked one question about a placed strategy, and one about kinds of node groups,
 * whatever their order; the answers say all that it knows.
 */
public interface CostModel {

  /** Returns the name in files. */
  String id();

  /** Returns the inputs that this model is bound to. */
  CostInputs inputs();

  /** Returns the same model bound to other inputs. */
  CostModel with(CostInputs inputs);

  /** Returns the same model of the same job on another cluster. */
  default CostModel on(ClusterLayout layout) {
    return with(inputs().with(layout));
  }

  /** Returns why this model cannot price a uniform strategy, or nothing if it can. */
  Optional<Infeasible> objection(Strategy strategy);

  /** Returns why this model cannot price a strategy, or nothing if it can. */
  default Optional<Infeasible> objection(PipelineStrategy strategy) {
    return strategy.stages().stream()
        .distinct()
        .flatMap(stage -> objection(stage).stream())
        .findFirst();
  }

  /**
   * Returns why a strategy fits in memory in no placement and with no cuts, as far as that can be
   * told without pricing it; nothing if it may fit. A search leaves out what cannot fit.
   */
  default Optional<Infeasible> misfit(Strategy strategy) {
    return Optional.empty();
  }

  /**
   * Returns a bound on the step of a strategy in every placement and with every cut, in seconds, as
   * far as one is to be had at next to no cost; 0 where none is.
   */
  default double leastSeconds(Strategy strategy) {
    return 0;
  }

  /**
   * Returns what prices a strategy at a place.
   *
   * @throws IllegalArgumentException if {@link #objection} has one, or if the placement has not as
   *     many ranks as the strategy
   */
  StepPricing at(PipelineStrategy strategy, Placement placement);

  /** Returns what prices a uniform strategy at a place. */
  default StepPricing at(Strategy strategy, Placement placement) {
    return at(PipelineStrategy.of(strategy, inputs().training().globalBatchSize()), placement);
  }

  /**
   * Returns what prices sequences of node groups as {@link #at(Strategy, Placement)} prices their
   * placement, so that a search can compare orders of groups without placing devices; nothing if
   * this model cannot tell the cost of a group without its place.
   *
   * @throws IllegalArgumentException if {@link #objection} has one
   */
  default Optional<GroupPricing> at(Strategy strategy, Tiling tiling) {
    return Optional.empty();
  }
}
