package org.ampplanner.search;

import java.util.List;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.Rejections;

/**
 * What a search found.
 *
 * @param planner id of the planner
 * @param plans best first, one per strategy; empty if nothing is feasible
 * @param statistics what was looked at
 * @param optimality how far the best plan can be from the best of the space
 * @param rejections why candidates were infeasible
 */
public record SearchOutcome(
    String planner,
    List<Plan> plans,
    Statistics statistics,
    Optimality optimality,
    Rejections rejections) {

  /**
   * What was looked at; {@code candidates = costed + pruned + infeasible + those left when
   * stopped}.
   *
   * @param candidates strategies enumerated
   * @param costed strategies with a full prediction
   * @param pruned strategies whose lower bound showed that they cannot be among the best
   * @param infeasible strategies rejected
   * @param complete whether the planner went through all that it wanted to
   */
  public record Statistics(
      int candidates, int costed, int pruned, int infeasible, boolean complete) {}

  /**
   * A proof about the stated space under the stated cost model, nothing more.
   *
   * @param lowerBoundSeconds no plan of the space is predicted faster
   * @param gap best plan over lower bound minus 1, at least 0
   * @param proven whether every candidate was covered or bounded away
   */
  public record Optimality(double lowerBoundSeconds, double gap, boolean proven) {

    /** Rounding noise that a proof ignores, relative. */
    static final double TOLERANCE = 1e-9;

    /** Makes the statement for a best plan and a bound. */
    public static Optimality of(double bestSeconds, double lowerBoundSeconds) {
      double bound = Math.min(bestSeconds, lowerBoundSeconds);
      double gap = bestSeconds <= bound * (1 + TOLERANCE) ? 0 : bestSeconds / bound - 1;
      return new Optimality(bound, gap, gap == 0);
    }
  }

  /** Copies the list. */
  public SearchOutcome {
    plans = List.copyOf(plans);
  }
}
