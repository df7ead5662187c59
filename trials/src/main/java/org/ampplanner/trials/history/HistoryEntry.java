package org.ampplanner.trials.history;

import org.ampplanner.trials.learning.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A trial as the history keeps it.
 *
 * @param job key of what was trained on what
 * @param candidate key of the strategy, its cuts and its placement
 * @param engine what ran it
 * @param plan the columns of the strategy as JSON
 * @param predictedSeconds step time predicted before any trial, NaN if unknown
 * @param outcome what became of it
 * @param details how it went
 */
public record HistoryEntry(
    String job,
    String candidate,
    String engine,
    String plan,
    double predictedSeconds,
    Outcome outcome,
    Details details) {

  /**
   * How a trial went.
   *
   * @param steps steps that the step time is the median of
   * @param spreadSeconds spread of their times
   * @param memoryGib peak memory that the engine reported, NaN if none
   * @param wallSeconds how long the trial took, by a clock that does not jump
   * @param startedAt wall-clock time of the start, for people
   * @param remark why it failed, in the words of the log, or null
   */
  public record Details(
      int steps,
      double spreadSeconds,
      double memoryGib,
      double wallSeconds,
      String startedAt,
      @Nullable String remark) {
    /** Nothing is known. */
    public static final Details NONE = new Details(0, 0, Double.NaN, 0, "", null);
  }
}
