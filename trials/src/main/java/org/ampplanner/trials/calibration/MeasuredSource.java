package org.ampplanner.trials.calibration;

import org.ampplanner.job.Job;

/** Where measured runs of a job come from: a file, or a history of trials. */
public interface MeasuredSource {

  /**
   * Reads the runs of a job.
   *
   * @throws org.ampplanner.formats.source.ProblemsException with everything that is wrong with them
   */
  MeasuredRuns read(Job job);
}
