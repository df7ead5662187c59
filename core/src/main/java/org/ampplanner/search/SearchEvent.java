package org.ampplanner.search;

import org.ampplanner.arrange.Subject;
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

  /**
   * A lower bound on all that a candidate leaves open is known.
   *
   * @param subject the candidate's choices
   * @param boundSeconds the bound
   */
  record Bounded(Subject subject, double boundSeconds) implements SearchEvent {}

  /**
   * A candidate cannot be among the best, by its bound or because nothing of it stays within the
   * cut-off.
   *
   * @param subject the candidate's choices
   * @param boundSeconds its bound
   * @param cutoffSeconds what it would have had to stay within
   */
  record Pruned(Subject subject, double boundSeconds, double cutoffSeconds)
      implements SearchEvent {}

  /**
   * A candidate has its best plan.
   *
   * @param subject the candidate's choices
   * @param boundSeconds its bound
   * @param plan its best
   */
  record Costed(Subject subject, double boundSeconds, Plan plan) implements SearchEvent {}
}
