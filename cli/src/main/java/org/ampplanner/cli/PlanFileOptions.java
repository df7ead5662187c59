package org.ampplanner.cli;

import java.nio.file.Path;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.Workbench;
import picocli.CommandLine.Parameters;

/** A plan file. */
final class PlanFileOptions {
  @Parameters(
      index = "0",
      paramLabel = "PLAN",
      description = "A plan file, from `amp plan JOB -o json --out plan.json`.")
  Path file = Path.of("plan.json");

  /** Opens the file. */
  OpenJob read(Host host) {
    Workbench workbench = Inputs.workbench(host);
    return workbench.plan(workbench.file(file));
  }

  /** Opens the file, which must hold a plan. */
  OpenJob open(Host host) {
    OpenJob open = read(host);
    if (open.plans().isEmpty()) {
      throw ProblemsException.of(file.toString(), "holds no plans: nothing was feasible", null);
    }
    return open;
  }
}
