package org.ampplanner.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.formats.plan.PlanDocument;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.workbench.NothingFeasible;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.SearchResult;
import org.ampplanner.workbench.SearchRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
    SearchRun run = searchOptions.run(host, outputOptions); // its limit counts from here
    OpenJob open = Inputs.job(host, jobOptions, output);
    SearchResult found = open.search(run);
    SearchOutcome outcome = found.outcome();
    boolean interrupted = host.interrupts().requested();
    if (interrupted && outcome.plans().isEmpty() && outputOptions.file != null) {
      output.error("interrupted before there was a plan: " + outputOptions.file + " is as it was");
      return ExitCode.INTERRUPTED;
    }
    output.write(
        () -> table(output.terminal(), open, found),
        () -> document(open, found),
        () -> new PlanDocument(open.job(), open.costModel()).rows(outcome));
    if (outcome.plans().isEmpty()) {
      output.error(NothingFeasible.message(open.job(), outcome));
      return ExitCode.NOTHING_FEASIBLE;
    }
    return interrupted ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private Map<String, Object> document(OpenJob open, SearchResult found) {
    return new PlanDocument(open.job(), open.costModel())
        .of(found.outcome(), found.wallSeconds(), searchOptions.seed);
  }

  private List<String> table(Terminal terminal, OpenJob open, SearchResult found) {
    return found.outcome().plans().isEmpty()
        ? List.of()
        : new PlanTable(terminal, open.job(), open.costModel(), found, outputOptions.verbose)
            .lines();
  }
}
