package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.PlanDocument;
import org.ampplanner.job.Job;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.workbench.Comparison;
import org.ampplanner.workbench.NothingFeasible;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code amp compare}: the same job planned by every planner. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Plan a job with exact, amp, megatron, random and annealing, side by side.",
    footer = {"", "Example:  amp compare amp-het-cluster"})
final class CompareCommand implements Callable<Integer> {
  private final Host host;

  @Mixin private JobOptions jobOptions = new JobOptions();
  @Mixin private SearchOptions searchOptions = new SearchOptions();
  @Mixin private OutputOptions outputOptions = new OutputOptions();

  CompareCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    Job job = Inputs.job(host, jobOptions, output);
    CostModel costModel = Workbench.costModel(job);
    SearchRun run = searchOptions.run(host, outputOptions);
    List<Comparison> comparisons = new ArrayList<>();
    for (PlannerChoice planner : PlannerChoice.values()) {
      if (comparisons.isEmpty() || !run.interrupted()) {
        comparisons.add(run.search(job, costModel, planner));
      }
    }
    output.write(
        switch (outputOptions.format) {
          case table ->
              String.join("\n", CompareTable.lines(output.terminal(), job, comparisons)) + "\n";
          case json -> Documents.json(document(job, costModel, comparisons));
          case yaml -> Documents.yaml(document(job, costModel, comparisons));
          case csv -> Documents.csv(rows(new PlanDocument(job, costModel), comparisons));
        });
    if (comparisons.stream().allMatch(c -> c.outcome().plans().isEmpty())) {
      output.error(NothingFeasible.message(job, comparisons.get(0).outcome()));
      return ExitCode.NOTHING_FEASIBLE;
    }
    return run.interrupted() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private Map<String, Object> document(Job job, CostModel costModel, List<Comparison> comparisons) {
    PlanDocument document = new PlanDocument(job, costModel);
    return document.comparison(
        comparisons.stream()
            .map(c -> document.found(c.outcome(), c.wallSeconds(), searchOptions.seed))
            .toList());
  }

  /** Returns the best plan of every planner, with a first column that names the planner. */
  private static List<List<String>> rows(PlanDocument document, List<Comparison> comparisons) {
    List<List<String>> all = new ArrayList<>();
    for (Comparison c : comparisons) {
      List<List<String>> rows = document.rows(c.outcome());
      for (int i = all.isEmpty() ? 0 : 1; i < Math.min(2, rows.size()); i++) {
        List<String> cells = new ArrayList<>(List.of(i == 0 ? "planner" : c.outcome().planner()));
        cells.addAll(rows.get(i));
        all.add(cells);
      }
    }
    return all;
  }
}
