package org.ampplanner.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.explain.Explanation;
import org.ampplanner.formats.plan.ExplanationDocument;
import org.ampplanner.plan.Plan;
import org.ampplanner.workbench.Choice;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.PlanChooser;
import org.ampplanner.workbench.SearchRun;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp explain}: where the time and the memory of a plan go. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show where the time and the memory of a plan go, and what would change that.",
      "JOB may be a plan that `amp plan -o json` wrote; a job is planned first."
    },
    footer = {
      "",
      "Example:  amp explain amp-het-cluster",
      "          amp explain amp-homogeneous --versus tp=4,pp=4",
      "          amp explain plan.json -o json"
    })
final class ExplainCommand implements Callable<Integer> {
  private final Host host;

  @Mixin private JobOptions jobOptions = new JobOptions();

  @Option(
      names = "--strategy",
      paramLabel = "S",
      description = {
        "Explain this strategy: tp=8,pp=4,mbs=1,recompute=full. Names as in",
        "strategies files; what is not named is searched."
      })
  private @Nullable String strategy;

  @Option(
      names = "--versus",
      paramLabel = "S",
      description = {
        "Compare with this strategy term by term; named as above, or the",
        "rank of another plan."
      })
  private @Nullable String versus;

  @Option(
      names = "--rank",
      paramLabel = "N",
      defaultValue = "1",
      description = "Explain the plan of this rank (default: ${DEFAULT-VALUE}).")
  private int rank;

  @Mixin private SearchOptions searchOptions = new SearchOptions();
  @Mixin private OutputOptions outputOptions = new OutputOptions();

  ExplainCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    SearchRun run = searchOptions.run(host, outputOptions); // its limit counts from here
    OpenJob open = Inputs.jobOrPlan(host, jobOptions, output);
    PlanChooser chooser = open.choose(run);
    Choice asked =
        strategy == null ? chooser.ranked(rank, "--rank") : chooser.named(strategy, "--strategy");
    return switch (asked) {
      case Choice.None none -> nothing(output, none);
      case Choice.Chosen chosen -> explain(output, open, chooser, chosen.plan());
    };
  }

  private int explain(Output output, OpenJob open, PlanChooser chooser, Plan plan) {
    if (versus == null) {
      return explain(output, open, plan, Optional.empty());
    }
    return switch (chooser.plan(versus, "--versus")) {
      case Choice.None none -> nothing(output, none);
      case Choice.Chosen other -> explain(output, open, plan, Optional.of(other.plan()));
    };
  }

  private static int nothing(Output output, Choice.None none) {
    output.error(none.reason());
    return ExitCode.NOTHING_FEASIBLE;
  }

  private int explain(Output output, OpenJob open, Plan plan, Optional<Plan> versus) {
    Explanation explanation = open.explain(plan);
    Optional<Explanation> other = versus.map(open::explain);
    ExplanationDocument document =
        new ExplanationDocument(open.job(), open.costModel(), explanation, other);
    output.write(
        () ->
            new ExplainTable(output.terminal(), open.job(), open.costModel(), explanation)
                .lines(other),
        document::tree,
        document::csvRows);
    return host.interrupts().requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }
}
