package org.ampplanner.workbench;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.job.ReadJob;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.plan.PlanReader;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.job.Job;
import org.ampplanner.unit.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * Where work with the planner starts: it opens what users name.
 *
 * @param catalog what ids stand for
 * @param folder what relative paths start from
 */
public record Workbench(Catalog catalog, Path folder) {

  /**
   * Reads a job.
   *
   * @throws ProblemsException with everything that is wrong with it and what it refers to
   */
  public ReadJob job(JobRequest request) {
    boolean nothing =
        request.job().isEmpty()
            && request.settings().stream()
                .noneMatch(s -> !s.yaml() && List.of("model", "cluster").contains(s.key()));
    if (nothing) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "command line",
                  0,
                  "no JOB is given",
                  "a job file, one of "
                      + String.join(", ", catalog.examples())
                      + ", or --model, --cluster and --global-batch-size")));
    }
    return new JobReader(catalog).read(request);
  }

  /** Returns the file that a user names. */
  public SourceFile file(Path shown) {
    return new SourceFile(folder.resolve(shown), shown.toString());
  }

  /** Returns the plan file that stands in the place of a job, if one does. */
  public Optional<SourceFile> planFile(@Nullable String job) {
    if (job == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SourceFile(folder.resolve(job), job)).filter(Workbench::isPlan);
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

  /**
   * Reads a plan file.
   *
   * @throws ProblemsException with everything that is wrong with it
   */
  public PlanFile plan(SourceFile file) {
    return new PlanReader(catalog).read(file);
  }

  /**
   * Binds the job's cost model.
   *
   * @throws ProblemsException if the job's inputs do not fit together
   */
  public static CostModel costModel(Job job) {
    try {
      return job.bindCostModel();
    } catch (InvalidValueException e) {
      throw new ProblemsException(
          e.violations().stream().map(v -> new Problem("job", 0, v.message(), v.maybe())).toList());
    }
  }
}
