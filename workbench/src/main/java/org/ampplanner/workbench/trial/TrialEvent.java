package org.ampplanner.workbench.trial;

import org.ampplanner.formats.source.Problem;
import org.ampplanner.plan.Plan;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Trial;
import org.jspecify.annotations.Nullable;

/** Something that happened while trials were run. */
public sealed interface TrialEvent {

  /**
   * The history has trials of this job already.
   *
   * @param trials how many
   */
  record Found(int trials) implements TrialEvent {}

  /**
   * Another program runs a candidate.
   *
   * @param plan the candidate
   * @param by which program, readable by users
   */
  record Taken(Plan plan, String by) implements TrialEvent {}

  /**
   * A trial has ended.
   *
   * @param number how many there are with it
   * @param plan what was run
   * @param trial what became of it
   * @param remark what its log says
   * @param best the best timed so far, or null
   */
  record Ended(int number, Plan plan, Trial trial, String remark, @Nullable Trial best)
      implements TrialEvent {}

  /**
   * A run failed for what is not the candidate's: it does not count, and may be run again.
   *
   * @param plan what was run
   * @param failure why it failed
   * @param remark what its log says
   */
  record Spoiled(Plan plan, Failure failure, String remark) implements TrialEvent {}

  /**
   * Something in the history is not as it should be.
   *
   * @param problem what, with the file and the row
   */
  record Warned(Problem problem) implements TrialEvent {}
}
