package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.Workbench;

/** Opens what commands are given. */
final class Inputs {
  private Inputs() {}

  /** Returns the workbench with the catalogue's folders of the environment. */
  static Workbench workbench(Host host) {
    return new Workbench(new CatalogOptions().catalog(host), host.workingDirectory());
  }

  /** Opens the job; warnings go to the output. */
  static OpenJob job(Host host, JobOptions options, Output output) {
    Workbench workbench =
        new Workbench(options.catalogs.catalog(host, output), host.workingDirectory());
    if (options.job == null && options.model == null && options.cluster == null) {
      throw ProblemsException.of(
          "command line",
          "no JOB is given",
          "a job file, one of "
              + String.join(", ", workbench.catalog().examples())
              + ", or --model, --cluster and --global-batch-size");
    }
    OpenJob open = workbench.job(request(host, options));
    open.warnings().forEach(output::warning);
    return open;
  }

  /** Opens the job, or the plan file that stands in its place. */
  static OpenJob jobOrPlan(Host host, JobOptions options, Output output) {
    Workbench workbench = workbench(host);
    JobRequest request = request(host, options);
    return workbench.isPlan(request) ? workbench.open(request) : job(host, options, output);
  }

  /**
   * Opens the plan file that stands in the place of the job, if one does, whatever else is given.
   */
  static Optional<OpenJob> plan(Host host, JobOptions options) {
    Workbench workbench = workbench(host);
    return Optional.of(request(host, options))
        .filter(workbench::isPlan)
        .flatMap(JobRequest::job)
        .map(job -> workbench.plan(workbench.file(Path.of(job))));
  }

  private static JobRequest request(Host host, JobOptions options) {
    return JobRequest.of(options.job, options.named(), options.set, host.workingDirectory());
  }
}
