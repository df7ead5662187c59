package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ampplanner.plan.Plan;
import org.ampplanner.report.Replayed;
import org.ampplanner.report.ScheduleCsv;
import org.ampplanner.report.StepDocument;
import org.ampplanner.report.TraceEvents;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.workbench.OpenJob;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp simulate}: one training step of a plan, event by event. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Replay one training step of a plan, event by event.",
    footer = {
      "",
      "Example:  amp plan amp-het-cluster -o json --out plan.json",
      "          amp simulate plan.json",
      "          amp simulate plan.json --rank 2 --trace trace.json",
      "Open a trace at ui.perfetto.dev; nothing leaves your machine there."
    })
final class SimulateCommand implements Callable<Integer> {
  private final Host host;

  @Mixin private PlanOptions planOptions = new PlanOptions();

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Write the step as Chrome trace events, for Perfetto.")
  private @Nullable Path trace;

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the schedule in the form that torchtitan reads.")
  private @Nullable Path csv;

  @Option(
      names = "--one-at-a-time",
      description = "Let links carry one transfer at a time, in each direction.")
  private boolean oneAtATime;

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  SimulateCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    OpenJob open = planOptions.open(host);
    Plan plan = planOptions.plan(open);
    LinkUse links = oneAtATime ? LinkUse.ONE_AT_A_TIME : LinkUse.SHARED_FREELY;
    Replayed replayed = open.simulate(plan, planOptions.rank, links);
    if (trace != null) {
      output.save(trace, "--trace", TraceEvents.json(replayed));
      output.remark("trace written to " + trace + "; open it at https://ui.perfetto.dev");
    }
    if (csv != null) {
      int microBatches = replayed.step().microBatches();
      output.save(csv, "--csv", ScheduleCsv.of(plan.strategy().first(), microBatches));
      output.remark("schedule written to " + csv);
    }
    output.write(
        () -> new SimulationTable(output.terminal(), open.job(), replayed).lines(),
        () -> StepDocument.of(replayed),
        () -> StepDocument.csvRows(replayed.step()));
    return ExitCode.OK;
  }
}
