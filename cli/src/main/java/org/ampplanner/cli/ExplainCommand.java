package org.ampplanner.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.explain.Explainer;
import org.ampplanner.explain.Explanation;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.ExplanationDocument;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.plan.Plan;
import org.ampplanner.workbench.PlanChooser;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;
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
    Workbench workbench = Inputs.workbench(host);
    SearchRun run = searchOptions.run(host, outputOptions);
    Optional<SourceFile> file = workbench.planFile(jobOptions.job);
    PlanChooser chooser =
        file.isPresent()
            ? PlanChooser.of(workbench, file.get(), Inputs.request(host, jobOptions), run)
            : PlanChooser.of(Inputs.job(host, jobOptions, output), run);
    Optional<Plan> plan =
        strategy == null ? chooser.ranked(rank, "--rank") : chooser.named(strategy, "--strategy");
    if (plan.isEmpty()) {
      output.error(chooser.nothing());
      return ExitCode.NOTHING_FEASIBLE;
    }
    Explainer explainer = new Explainer(chooser.costModel(), chooser.job().engine().capabilities());
    Explanation explanation = explainer.explain(plan.get());
    Optional<Explanation> other = Optional.empty();
    if (versus != null) {
      Optional<Plan> second =
          versus.matches("[0-9]+")
              ? chooser.ranked(rank(versus), "--versus")
              : chooser.named(versus, "--versus");
      if (second.isEmpty()) {
        output.error(chooser.nothing());
        return ExitCode.NOTHING_FEASIBLE;
      }
      other = second.map(explainer::explain);
    }
    ExplanationDocument document =
        new ExplanationDocument(chooser.job(), chooser.costModel(), explanation, other);
    output.write(
        switch (outputOptions.format) {
          case table -> {
            ExplainTable table =
                new ExplainTable(
                    output.terminal(), chooser.job(), chooser.costModel(), explanation);
            List<String> lines = table.lines(other);
            yield String.join("\n", lines) + "\n";
          }
          case json -> Documents.json(document.tree());
          case yaml -> Documents.yaml(document.tree());
          case csv -> Documents.csv(document.csvRows());
        });
    return host.interrupts().requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private static int rank(String digits) {
    return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }
}
