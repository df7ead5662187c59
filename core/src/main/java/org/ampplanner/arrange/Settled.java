package org.ampplanner.arrange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.plan.Plan;

/**
 * What became of a candidate.
 *
 * @param plan the best plan that was found, if any is within the limit
 * @param openSeconds what no plan goes below that was not looked at and will not be; infinite if
 *     there is none
 * @param rest what more effort would look at
 */
public record Settled(Optional<Plan> plan, double openSeconds, List<Rest> rest) {

  /** Copies the list. */
  public Settled {
    rest = List.copyOf(rest);
  }

  /** Makes what is known where more effort is of no use. */
  public Settled(Optional<Plan> plan, double openSeconds) {
    this(plan, openSeconds, List.of());
  }

  /** Returns what is known of a candidate that was not looked at. */
  public static Settled skipped(double boundSeconds) {
    return new Settled(Optional.empty(), boundSeconds);
  }

  /** Returns what is known where everything was looked at. */
  public static Settled closed(Optional<Plan> plan) {
    return new Settled(plan, Double.POSITIVE_INFINITY);
  }

  /** Returns what no plan goes below that was not looked at; infinite if all was. */
  public double boundSeconds() {
    return rest.stream().mapToDouble(Rest::boundSeconds).reduce(openSeconds, Math::min);
  }

  /** Returns the better plan of both, the first of equal ones, and what either leaves open. */
  public Settled and(Settled other) {
    boolean better =
        other.plan.isPresent()
            && (plan.isEmpty()
                || other.plan.get().iterationSeconds() < plan.get().iterationSeconds());
    List<Rest> both = new ArrayList<>(rest);
    both.addAll(other.rest);
    return new Settled(better ? other.plan : plan, Math.min(openSeconds, other.openSeconds), both);
  }
}
