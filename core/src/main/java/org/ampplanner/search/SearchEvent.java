package org.ampplanner.search;

import org.ampplanner.plan.Plan;

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
}
