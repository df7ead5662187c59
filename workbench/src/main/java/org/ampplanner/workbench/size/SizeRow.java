package org.ampplanner.workbench.size;

import java.util.Optional;
import org.ampplanner.formats.price.NodeRate;
import org.ampplanner.job.PlannerChoice;
import org.jspecify.annotations.Nullable;

/**
 * One line of an answer: a type and number of nodes that does it, or why a type does not.
 *
 * @param rate the type of node
 * @param point what the run comes to, or null where the type cannot do it
 * @param planner whose plan that is, or null where there is none
 * @param choice what the number of nodes is among those of the type: smallest, cheapest, fastest
 * @param pareto whether no other line is both faster and cheaper
 * @param whyNot why the type cannot do it, or null
 */
public record SizeRow(
    NodeRate rate,
    @Nullable SizePoint point,
    @Nullable PlannerChoice planner,
    String choice,
    boolean pareto,
    @Nullable String whyNot) {

  static SizeRow of(SizePoint point, PlannerChoice planner, String choice) {
    return new SizeRow(point.rate(), point, planner, choice, false, null);
  }

  static SizeRow not(NodeRate rate, String why) {
    return new SizeRow(rate, null, null, "", false, why);
  }

  /** Returns what the run comes to, if the type can do it. */
  public Optional<SizePoint> found() {
    return Optional.ofNullable(point);
  }

  SizeRow onFrontier(boolean on) {
    return new SizeRow(rate, point, planner, choice, on, whyNot);
  }
}
