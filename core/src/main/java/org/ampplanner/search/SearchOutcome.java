package org.ampplanner.search;

import java.util.List;
import java.util.Optional;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.Rejections;
import org.ampplanner.space.SpacePart;

/**
 * What a search found.
 *
 * @param planner id of the planner
 * @param plans best first, one per strategy; empty if nothing is feasible
 * @param statistics what was looked at
 * @param optimality how far the best plan can be from the best of the space
 * @param rejections why candidates were infeasible
 * @param parts what is known of each part of the space that was asked for
 */
public record SearchOutcome(
    String planner,
    List<Plan> plans,
    Statistics statistics,
    Optimality optimality,
    Rejections rejections,
    List<PartOutcome> parts) {

  /** Makes the outcome of a search over uniform strategies. */
  public SearchOutcome(
      String planner,
      List<Plan> plans,
      Statistics statistics,
      Optimality optimality,
      Rejections rejections) {
    this(
        planner,
        plans,
        statistics,
        optimality,
        rejections,
        List.of(
            new PartOutcome(
                SpacePart.UNIFORM, Optional.empty(), statistics, optimality.lowerBoundSeconds())));
  }

  /**
   * What is known of a part of the space.
   *
   * @param part which
   * @param excluded why there was nothing to search, if so
   * @param statistics what was looked at
   * @param openSeconds no plan of it that was not covered is predicted faster
   */
  public record PartOutcome(
      SpacePart part, Optional<String> excluded, Statistics statistics, double openSeconds) {

    /** Returns how far the best of all plans can be from the best of the part. */
    public Optimality optimality(double bestSeconds) {
      return Optimality.of(bestSeconds, openSeconds);
    }
  }

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
      int candidates, int costed, int pruned, int infeasible, boolean complete) {

    /** Returns both together. */
    public Statistics and(Statistics o) {
      return new Statistics(
          candidates + o.candidates,
          costed + o.costed,
          pruned + o.pruned,
          infeasible + o.infeasible,
          complete && o.complete);
    }
  }

  /**
   * A proof about the stated space under the stated cost model, nothing more.
   *
   * @param lowerBoundSeconds no plan of the space is predicted faster
   * @param gap best plan over lower bound minus 1, at least 0
   * @param proven whether every candidate was covered or bounded away
   */
  public record Optimality(double lowerBoundSeconds, double gap, boolean proven) {

    /** Makes the statement for a best plan and a bound. */
    public static Optimality of(double bestSeconds, double lowerBoundSeconds) {
      double bound = Math.min(bestSeconds, lowerBoundSeconds);
      double gap = bestSeconds <= bound * (1 + Plan.ROUNDING) ? 0 : bestSeconds / bound - 1;
      return new Optimality(bound, gap, gap == 0);
    }
  }

  /** Copies the list. */
  public SearchOutcome {
    plans = List.copyOf(plans);
    parts = List.copyOf(parts);
  }
}
