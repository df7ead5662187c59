package org.ampplanner.search;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.plan.Plan;

/** The best plans so far, one per strategy. Not thread-safe. */
final class Incumbents {
  private final int capacity;
  private final SearchControl control;
  private final List<Plan> plans = new ArrayList<>();

  /** Makes an empty list that keeps {@code capacity} plans and reports improvements. */
  public Incumbents(int capacity, SearchControl control) {
    this.capacity = capacity;
    this.control = control;
  }

  /** Offers a plan; the better of two plans of one strategy stays. */
  public void offer(Plan plan) {
    double before = bestSeconds();
    Plan same =
        plans.stream().filter(p -> p.strategy().equals(plan.strategy())).findFirst().orElse(null);
    if (same != null) {
      if (same.iterationSeconds() <= plan.iterationSeconds()) {
        return;
      }
      plans.remove(same);
    }
    plans.add(plan);
    plans.sort(Plan.BEST_FIRST);
    if (plans.size() > capacity) {
      plans.remove(plans.size() - 1);
    }
    if (bestSeconds() < before) {
      control.on(new SearchEvent.Improved(plans.get(0)));
    }
  }

  /** Returns whether there is a plan. */
  boolean some() {
    return !plans.isEmpty();
  }

  /** Returns the time that a further plan must not exceed to be kept. */
  public double cutoffSeconds() {
    return plans.size() < capacity
        ? Double.POSITIVE_INFINITY
        : plans.get(plans.size() - 1).iterationSeconds();
  }

  /** Returns the plans, best first. */
  public List<Plan> plans() {
    return List.copyOf(plans);
  }

  /** Returns the time of the best plan, infinite while there is none. */
  public double bestSeconds() {
    return plans.isEmpty() ? Double.POSITIVE_INFINITY : plans.get(0).iterationSeconds();
  }
}
