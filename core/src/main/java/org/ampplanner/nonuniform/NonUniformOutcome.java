package org.ampplanner.nonuniform;

import java.util.Optional;
import org.ampplanner.plan.NonUniformPlan;
import org.ampplanner.search.SearchOutcome.Optimality;

/** What became of the search for plans that no uniform strategy describes. */
public sealed interface NonUniformOutcome {

  /**
   * Nothing was searched.
   *
   * @param reason why, without an end
   */
  record Excluded(String reason) implements NonUniformOutcome {}

  /**
   * The space was searched, in whole or in part.
   *
   * @param plan the best plan, if one is faster than the best uniform one
   * @param uniformSeconds the step of the best uniform plan, infinite if there is none
   * @param optimality how far the better of the two can be from the best of this space
   * @param candidates settings of stages, and strategies with uneven shares, that were bounded
   * @param complete whether the search ended on its own
   */
  record Searched(
      Optional<NonUniformPlan> plan,
      double uniformSeconds,
      Optimality optimality,
      int candidates,
      boolean complete)
      implements NonUniformOutcome {

    /** Returns what the plan saves of the uniform step, 0 if there is no plan. */
    public double gain() {
      return plan.isEmpty() || Double.isInfinite(uniformSeconds)
          ? 0
          : 1 - plan.get().iterationSeconds() / uniformSeconds;
    }
  }

  /** What is searched, readable by users. */
  String SPACE =
      "1F1B pipelines of two or more stages, each on a part of a node or on whole nodes of one kind,"
          + " with its own tensor and data parallelism; and replicas of one kind of device each,"
          + " with their own numbers of micro-batches";
}
