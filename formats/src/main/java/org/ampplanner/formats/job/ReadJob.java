package org.ampplanner.formats.job;

import java.util.List;
import java.util.Optional;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.Job;

/**
 * A job with what there is to say about its files.
 *
 * @param job the job, every default filled in
 * @param file the job's file, or empty if options said it all
 * @param warnings what is unused or unusual
 */
public record ReadJob(Job job, Optional<SourceFile> file, List<Problem> warnings) {
  /** Copies the list. */
  public ReadJob {
    warnings = List.copyOf(warnings);
  }
}
