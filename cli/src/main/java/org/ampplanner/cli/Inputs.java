package org.ampplanner.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.job.ReadJob;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
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
        new JobReader(options.catalogs.catalog(host, output)).read(request(host, options));
    read.warnings().forEach(output::warning);
    return read.job();
  }

  /** Returns what the options ask for. */
  static JobRequest request(Host host, JobOptions options) {
    return JobRequest.of(options.job, options.named(), options.set, host.workingDirectory());
  }

  /** Returns the plan file that stands in the place of a job, if one does. */
  static Optional<SourceFile> planFile(Host host, JobOptions options) {
    String name = options.job;
    if (name == null) {
      return Optional.empty();
    }
    try {
      SourceFile file = new SourceFile(host.workingDirectory().resolve(name), name);
      return Optional.of(file).filter(Inputs::isPlan);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean isPlan(SourceFile file) {
    return Files.isRegularFile(file.path())
        && Sources.readMapping(file, "a plan", new Problems())
            .map(m -> m.entries().get("schema"))
            .filter(e -> e.value() instanceof Node.Scalar s && s.text().startsWith("amp-plan/"))
            .isPresent();
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
