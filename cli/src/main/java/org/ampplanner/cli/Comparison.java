package org.ampplanner.cli;

import org.ampplanner.search.SearchOutcome;

/**
 * What one planner found for a job.
 *
 * @param outcome the outcome
 * @param wallSeconds how long it took
 */
record Comparison(SearchOutcome outcome, double wallSeconds) {

  /** Returns the step time of its best plan, infinite if there is none. */
  double seconds() {
    return outcome.plans().isEmpty()
        ? Double.POSITIVE_INFINITY
        : outcome.plans().get(0).iterationSeconds();
  }
}
