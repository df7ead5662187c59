package org.ampplanner.cli;

import java.util.List;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.plan.Plan;
import org.ampplanner.workbench.OpenJob;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A plan file, and which of its plans is meant. */
final class PlanOptions {
  @Mixin PlanFileOptions file = new PlanFileOptions();

  @Option(
      names = "--rank",
      paramLabel = "N",
      defaultValue = "1",
      description = "Take the plan of this rank (default: ${DEFAULT-VALUE}, the best).")
  int rank = 1;

  /** Opens the file. */
  OpenJob open(Host host) {
    return file.open(host);
  }

  /** Returns the plan that is meant. */
  Plan plan(OpenJob open) {
    List<Plan> plans = open.plans();
    if (rank < 1 || rank > plans.size()) {
      throw ProblemsException.of(
          "--rank (" + rank + ")",
          "is not the rank of a plan in " + file.file,
          plans.size() == 1 ? "1, the only one" : "1 to " + plans.size());
    }
    return plans.get(rank - 1);
  }
}
