package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.PlanDocument;
import org.ampplanner.job.Job;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.workbench.Comparison;
import org.ampplanner.workbench.NothingFeasible;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp plan}: searches and shows the ranked plans. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Search for the fastest plans of a job.",
    footer = {
      "",
      "Example:  amp plan amp-het-cluster",
      "          amp plan job.yaml -o json --out plan.json"
    })
final class PlanCommand implements Callable<Integer> {
  private final Host host;

  @Mixin private JobOptions jobOptions = new JobOptions();
  @Mixin private SearchOptions searchOptions = new SearchOptions();
  @Mixin private OutputOptions outputOptions = new OutputOptions();

  PlanCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    Job job = Inputs.job(host, jobOptions, output);
    CostModel costModel = Workbench.costModel(job);
    SearchRun run = searchOptions.run(host, outputOptions);
    Comparison found = run.search(job, costModel, job.planner());
    SearchOutcome outcome = found.outcome();
    output.write(
        switch (outputOptions.format) {
          case table -> table(output.terminal(), job, costModel, found);
          case json -> Documents.json(document(job, costModel, found));
          case yaml -> Documents.yaml(document(job, costModel, found));
          case csv -> Documents.csv(new PlanDocument(job, costModel).rows(outcome));
        });
    if (outcome.plans().isEmpty()) {
      output.error(NothingFeasible.message(job, outcome));
      return ExitCode.NOTHING_FEASIBLE;
    }
    return run.interrupted() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private Map<String, Object> document(Job job, CostModel costModel, Comparison found) {
    return new PlanDocument(job, costModel)
        .of(found.outcome(), found.wallSeconds(), searchOptions.seed);
  }

  private String table(Terminal terminal, Job job, CostModel costModel, Comparison found) {
    if (found.outcome().plans().isEmpty()) {
      return "";
    }
    List<String> lines =
        new PlanTable(terminal, job, costModel, found, outputOptions.verbose).lines();
    return String.join("\n", lines) + "\n";
  }
}
