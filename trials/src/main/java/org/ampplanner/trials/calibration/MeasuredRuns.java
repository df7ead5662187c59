package org.ampplanner.trials.calibration;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.formats.source.Problem;

/**
 * Measured runs of a job.
 *
 * @param origin where they come from, readable by users
 * @param runs those that were timed
 * @param untimed how many more there are without a time
 * @param warnings what is worth a remark
 */
public record MeasuredRuns(
    String origin, List<MeasuredRun> runs, int untimed, List<Problem> warnings) {

  /** Copies the lists. */
  public MeasuredRuns {
    runs = List.copyOf(runs);
    warnings = List.copyOf(warnings);
  }

  /** Returns these runs and others. */
  public MeasuredRuns and(MeasuredRuns others) {
    List<MeasuredRun> all = new ArrayList<>(runs);
    all.addAll(others.runs);
    List<Problem> remarks = new ArrayList<>(warnings);
    remarks.addAll(others.warnings);
    return new MeasuredRuns(origin + ", " + others.origin, all, untimed + others.untimed, remarks);
  }
}
