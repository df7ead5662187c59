package org.ampplanner.cli;

import java.util.List;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.job.ReadJob;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.Job;
import org.ampplanner.unit.InvalidValueException;

/** Reads what commands are given. */
final class Inputs {
  private Inputs() {}

  /** Returns the catalogue with the folders of the environment. */
  static Catalog catalog(Host host) {
    return new CatalogOptions().catalog(host);
  }

  /** Reads the job; warnings go to the output. */
  static Job job(Host host, JobOptions options, Output output) {
    if (options.job == null && options.model == null && options.cluster == null) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "command line",
                  0,
                  "no JOB is given",
                  "a job file, one of "
                      + String.join(", ", catalog(host).examples())
                      + ", or --model, --cluster and --global-batch-size")));
    }
    ReadJob read =
        new JobReader(options.catalogs.catalog(host, output))
            .read(
                JobRequest.of(options.job, options.named(), options.set, host.workingDirectory()));
    read.warnings().forEach(output::warning);
    return read.job();
  }

  /** Binds the job's cost model; what does not fit together is the user's to mend. */
  static CostModel costModel(Job job) {
    try {
      return job.bindCostModel();
    } catch (InvalidValueException e) {
      throw new ProblemsException(
          e.violations().stream().map(v -> new Problem("job", 0, v.message(), v.maybe())).toList());
    }
  }
}
