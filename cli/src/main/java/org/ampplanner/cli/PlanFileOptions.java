package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.List;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.workbench.Workbench;
import picocli.CommandLine.Parameters;

/** A plan file. */
final class PlanFileOptions {
  @Parameters(
      index = "0",
      paramLabel = "PLAN",
      description = "A plan file, from `amp plan JOB -o json --out plan.json`.")
  Path file = Path.of("plan.json");

  /** Reads the file, which must hold a plan. */
  PlanFile read(Host host) {
    Workbench workbench = Inputs.workbench(host);
    PlanFile read = workbench.plan(workbench.file(file));
    if (read.outcome().plans().isEmpty()) {
      throw new ProblemsException(
          List.of(new Problem(file.toString(), 0, "holds no plans: nothing was feasible", null)));
    }
    return read;
  }
}
