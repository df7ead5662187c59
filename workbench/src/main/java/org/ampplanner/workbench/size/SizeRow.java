package org.ampplanner.workbench.size;

import java.util.Optional;
import org.ampplanner.formats.price.NodeRate;
import org.jspecify.annotations.Nullable;

/**
 * One line of an answer: a type and number of nodes that does it, or why a type does not.
 *
 * @param rate the type of node
 * @param point what the run comes to, or null where the type cannot do it
 * @param choice what the number of nodes is among those of the type: smallest, cheapest, fastest
 * @param pareto whether no other line is both faster and cheaper
 * @param whyNot why the type cannot do it, or null
 */
public record SizeRow(
    NodeRate rate,
    @Nullable SizePoint point,
    String choice,
    boolean pareto,
    @Nullable String whyNot) {

  static SizeRow of(SizePoint point, String choice) {
    return new SizeRow(point.rate(), point, choice, false, null);
  }

  static SizeRow not(NodeRate rate, String why) {
    return new SizeRow(rate, null, "", false, why);
  }

  /** Returns what the run comes to, if the type can do it. */
  public Optional<SizePoint> found() {
    return Optional.ofNullable(point);
  }

  SizeRow onFrontier(boolean on) {
    return new SizeRow(rate, point, choice, on, whyNot);
  }
}
