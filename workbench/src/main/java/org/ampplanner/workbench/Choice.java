package org.ampplanner.workbench;

import org.ampplanner.plan.Plan;

/** The plan that somebody asked for, if there is one. */
public sealed interface Choice {

  /**
   * There is.
   *
   * @param plan the plan, priced
   */
  record Chosen(Plan plan) implements Choice {}

  /**
   * There is none.
   *
   * @param reason why, and on a last line what may help
   */
  record None(String reason) implements Choice {}
}
