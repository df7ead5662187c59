package org.ampplanner.search;

import org.ampplanner.cost.CostModel;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.unit.Validation;

/**
 * What a planner is asked.
 *
 * @param costModel what predicts, with its inputs
 * @param constraints what the user allows
 * @param top how many plans to return, at least 1
 * @param seed for planners that draw at random
 * @param threads how many threads to use, at least 1
 */
public record SearchRequest(
    CostModel costModel, SearchConstraints constraints, int top, long seed, int threads) {

  /** Validates the components. */
  public SearchRequest {
    new Validation().positive("top", top).positive("threads", threads).throwIfInvalid();
  }
}
