package org.ampplanner.cost;

import java.util.List;
import java.util.Optional;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.NonUniformStrategy;
import org.ampplanner.strategy.Strategy;

/**
 * Predicts the time of a training step. Implementations are immutable and thread-safe, and bound to
 * one {@link CostInputs}.
 */
public interface CostModel {

  /** Returns the name in files. */
  String id();

  /** Returns the inputs that this model is bound to. */
  CostInputs inputs();

  /** Returns the same model of the same job on another cluster. */
  default CostModel on(ClusterLayout layout) {
    return with(inputs().with(layout));
  }

  /** Returns why this model cannot price a strategy, or nothing if it can. */
  Optional<Infeasible> objection(Strategy strategy);

  /**
   * Returns why a strategy fits in memory in no placement and with no cuts, as far as that can be
   * told without pricing it; nothing if it may fit. A search leaves out what cannot fit.
   */
  default Optional<Infeasible> misfit(Strategy strategy) {
    return Optional.empty();
  }

  /**
   * Tabulates what every layer, cut and synchronisation costs, so that a search can compare
   * partitions without asking again.
   *
   * @throws IllegalArgumentException if {@link #objection} has one, or if the placement has not as
   *     many ranks as the strategy
   */
  StageCosts stageCosts(Strategy strategy, Placement placement);

  /**
   * Tabulates what a strategy costs whose stages or replicas differ; nothing if this model cannot
   * price such strategies.
   *
   * @throws IllegalArgumentException if the placement has not as many ranks as the strategy
   */
  default Optional<StageCosts> nonUniformCosts(NonUniformStrategy strategy, Placement placement) {
    return Optional.empty();
  }

  /** Returns what prices single stages; nothing if this model cannot price stages that differ. */
  default Optional<StagePricing> stagePricing() {
    return Optional.empty();
  }

  /**
   * Tabulates the same by kind of node group, so that a search can compare orders of groups without
   * placing devices; nothing if this model cannot tell the cost of a group without its place. What
   * it says must price every sequence of groups as {@link #stageCosts} prices its placement.
   *
   * @throws IllegalArgumentException if {@link #objection} has one
   */
  default Optional<GroupCosts> groupCosts(Strategy strategy, GroupTiling tiling) {
    return Optional.empty();
  }

  /**
   * Returns what prices sequences of node groups as {@link #estimate} prices their placement, where
   * that is not the closed form; nothing if this model cannot tell the cost of a group without its
   * place.
   *
   * @throws IllegalArgumentException if {@link #objection} has one
   */
  default Optional<GroupPricing> groupPricing(Strategy strategy, GroupTiling tiling) {
    return Optional.empty();
  }

  /**
   * Returns whether {@link #estimate} is the closed form of {@link #stageCosts}. Where it is not,
   * the tables still guide the search, but a step takes at least what its busiest stage is busy,
   * and only that is used as a proof.
   */
  default boolean isClosedForm() {
    return true;
  }

  /** Prices a partition under tables that {@link #stageCosts} made. */
  CostEstimate estimate(StageCosts costs, Partition partition);

  /** Takes apart the step time of a partition under tables that {@link #stageCosts} made. */
  default StepAnatomy anatomy(StageCosts costs, Partition partition) {
    return ClosedFormAnatomy.of(costs, partition, List.of());
  }

  /** Returns the same model bound to other inputs. */
  CostModel with(CostInputs inputs);

  /** Prices a strategy, or says why it cannot be run. */
  default Estimate evaluate(Strategy strategy, Placement placement, Partition partition) {
    Optional<Infeasible> objection = objection(strategy);
    return objection.isPresent()
        ? objection.get()
        : estimate(stageCosts(strategy, placement), partition);
  }
}
