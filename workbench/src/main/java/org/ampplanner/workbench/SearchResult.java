package org.ampplanner.workbench;

import org.ampplanner.search.SearchOutcome;

/**
 * What one planner found for a job.
 *
 * @param outcome the outcome
 * @param wallSeconds how long it took
 */
public record SearchResult(SearchOutcome outcome, double wallSeconds) {

  /** Returns the step time of its best plan, infinite if there is none. */
  public double seconds() {
    return outcome.plans().isEmpty()
        ? Double.POSITIVE_INFINITY
        : outcome.plans().get(0).iterationSeconds();
  }
}
