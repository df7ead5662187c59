package org.ampplanner.trials.run;

import java.util.regex.Pattern;
import org.ampplanner.trials.learning.Failure;

/**
 * What a line of a log tells of why a run failed.
 *
 * @param rank its place in the table: the lower, the more it explains
 * @param failure what failed
 * @param cause whether it explains a failure; if not, it may follow from what befell another rank
 * @param form what a line that says so looks like
 * @param example a line of that form, as an engine, a library or a system printed it
 * @param source who prints it
 */
record Sign(int rank, Failure failure, boolean cause, Pattern form, String example, String source) {

  /** Returns whether a line says it. */
  boolean in(String line) {
    return form.matcher(line).find();
  }
}
