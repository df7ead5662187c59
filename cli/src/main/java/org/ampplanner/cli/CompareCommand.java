package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ampplanner.formats.plan.PlanDocument;
import org.ampplanner.workbench.NothingFeasible;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.SearchResult;
import org.ampplanner.workbench.SearchRun;
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
    SearchRun run = searchOptions.run(host, outputOptions); // its limit counts from here
    OpenJob open = Inputs.job(host, jobOptions, output);
    List<SearchResult> results = open.compare(run);
    PlanDocument document = new PlanDocument(open.job(), open.costModel());
    output.write(
        () -> CompareTable.lines(output.terminal(), open.job(), results),
        () -> tree(document, results),
        () -> rows(document, results));
    if (results.stream().allMatch(c -> c.outcome().plans().isEmpty())) {
      output.error(NothingFeasible.message(open.job(), results.get(0).outcome()));
      return ExitCode.NOTHING_FEASIBLE;
    }
    return host.interrupts().requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private Map<String, Object> tree(PlanDocument document, List<SearchResult> results) {
    return document.comparison(
        results.stream()
            .map(r -> document.found(r.outcome(), r.wallSeconds(), searchOptions.seed))
            .toList());
  }

  /** Returns the best plan of every planner, with a first column that names the planner. */
  private static List<List<String>> rows(PlanDocument document, List<SearchResult> results) {
    List<List<String>> all = new ArrayList<>();
    for (SearchResult c : results) {
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
