package org.ampplanner.nonuniform;

import java.util.Optional;
import org.ampplanner.plan.NonUniformPlan;

/** The best plan so far, and what no plan that was not looked at can beat. */
final class Best {
  private static final double TOLERANCE = 1e-9;

  private final double uniformSeconds;
  private Optional<NonUniformPlan> plan = Optional.empty();
  private double openSeconds = Double.POSITIVE_INFINITY;
  private int candidates;

  Best(double uniformSeconds) {
    this.uniformSeconds = uniformSeconds;
  }

  /** Returns the time below which a plan is of interest. */
  double limit() {
    double seconds = plan.map(NonUniformPlan::iterationSeconds).orElse(uniformSeconds);
    return seconds * (1 - TOLERANCE);
  }

  /** Takes a plan that is better; a uniform one is none of this space, and hides what is near. */
  void offer(NonUniformPlan other) {
    if (other.iterationSeconds() >= limit()) {
      return;
    }
    if (other.strategy().uniform().isPresent()) {
      leaveOpen(other.iterationSeconds());
    } else {
      plan = Optional.of(other);
    }
  }

  /** Records that plans which take at least so long were not looked at. */
  void leaveOpen(double seconds) {
    openSeconds = Math.min(openSeconds, seconds);
  }

  void count() {
    candidates++;
  }

  Optional<NonUniformPlan> plan() {
    return plan;
  }

  double openSeconds() {
    return openSeconds;
  }

  int candidates() {
    return candidates;
  }
}
