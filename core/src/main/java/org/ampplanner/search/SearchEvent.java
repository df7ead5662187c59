package org.ampplanner.search;

import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.Strategy;

/** Something that happened in a search. */
public sealed interface SearchEvent {

  /**
   * The space is known.
   *
   * @param candidates strategies looked at
   * @param feasible those that are worth a prediction
   */
  record Enumerated(int candidates, int feasible) implements SearchEvent {}

  /**
   * Work went on.
   *
   * @param settled strategies costed or bounded away so far
   * @param feasible all of them
   */
  record Progressed(int settled, int feasible) implements SearchEvent {}

  /**
   * A better plan was found.
   *
   * @param plan the new best
   */
  record Improved(Plan plan) implements SearchEvent {}

  /**
   * A lower bound on all placements and partitions of a strategy is known.
   *
   * @param strategy the strategy
   * @param boundSeconds the bound
   */
  record Bounded(Strategy strategy, double boundSeconds) implements SearchEvent {}

  /**
   * A strategy cannot be among the best, by its bound or because nothing of it stays within the
   * cut-off.
   *
   * @param strategy the strategy
   * @param boundSeconds its bound
   * @param cutoffSeconds what it would have had to stay within
   */
  record Pruned(Strategy strategy, double boundSeconds, double cutoffSeconds)
      implements SearchEvent {}

  /**
   * A strategy has its best plan.
   *
   * @param strategy the strategy
   * @param boundSeconds its bound
   * @param plan its best
   */
  record Costed(Strategy strategy, double boundSeconds, Plan plan) implements SearchEvent {}
}
