package org.ampplanner.cli;

import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.job.ReadJob;
import org.ampplanner.job.Job;
import org.ampplanner.workbench.Workbench;

/** Reads what commands are given. */
final class Inputs {
  private Inputs() {}

  /** Returns the workbench with the catalogue's folders of the environment. */
  static Workbench workbench(Host host) {
    return new Workbench(new CatalogOptions().catalog(host), host.workingDirectory());
  }

  /** Reads the job; warnings go to the output. */
  static Job job(Host host, JobOptions options, Output output) {
    ReadJob read =
        new Workbench(options.catalogs.catalog(host, output), host.workingDirectory())
            .job(request(host, options));
    read.warnings().forEach(output::warning);
    return read.job();
  }

  /** Returns what the options ask for. */
  static JobRequest request(Host host, JobOptions options) {
    return JobRequest.of(options.job, options.named(), options.set, host.workingDirectory());
  }
}
