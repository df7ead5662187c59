package org.ampplanner.cli;

import java.util.List;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.plan.Plan;
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

  /** Reads the file. */
  PlanFile read(Host host) {
    return file.read(host);
  }

  /** Returns the plan that is meant. */
  Plan plan(PlanFile read) {
    List<Plan> plans = read.outcome().plans();
    if (rank < 1 || rank > plans.size()) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "--rank (" + rank + ")",
                  0,
                  "is not the rank of a plan in " + file.file,
                  plans.size() == 1 ? "1, the only one" : "1 to " + plans.size())));
    }
    return plans.get(rank - 1);
  }
}
