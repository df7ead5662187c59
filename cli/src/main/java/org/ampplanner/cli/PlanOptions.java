package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.List;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.plan.PlanReader;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.plan.Plan;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A plan file, and which of its plans is meant. */
final class PlanOptions {
  @Parameters(
      index = "0",
      paramLabel = "PLAN",
      description = "A plan file, from `amp plan JOB -o json --out plan.json`.")
  Path file = Path.of("plan.json");

  @Option(
      names = "--rank",
      paramLabel = "N",
      defaultValue = "1",
      description = "Take the plan of this rank (default: ${DEFAULT-VALUE}, the best).")
  int rank = 1;

  /** Reads the file. */
  PlanFile read(Host host) {
    SourceFile source = new SourceFile(host.workingDirectory().resolve(file), file.toString());
    PlanFile read = new PlanReader(Inputs.catalog(host)).read(source);
    if (read.outcome().plans().isEmpty()) {
      throw invalid(file.toString(), "holds no plans: nothing was feasible", null);
    }
    return read;
  }

  /** Returns the plan that is meant. */
  Plan plan(PlanFile read) {
    List<Plan> plans = read.outcome().plans();
    if (rank < 1 || rank > plans.size()) {
      throw invalid(
          "--rank (" + rank + ")",
          "is not the rank of a plan in " + file,
          plans.size() == 1 ? "1, the only one" : "1 to " + plans.size());
    }
    return plans.get(rank - 1);
  }

  private static ProblemsException invalid(
      String where, String message, @org.jspecify.annotations.Nullable String maybe) {
    return new ProblemsException(List.of(new Problem(where, 0, message, maybe)));
  }
}
