package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.plan.Plan;
import org.ampplanner.report.Replayed;
import org.ampplanner.report.ScheduleCsv;
import org.ampplanner.report.StepDocument;
import org.ampplanner.report.TraceEvents;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.workbench.Workbench;
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
    PlanFile file = planOptions.read(host);
    Plan plan = planOptions.plan(file);
    CostModel costModel = Workbench.costModel(file.job());
    Replayed replayed = replayed(costModel, plan);
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
        switch (outputOptions.format) {
          case table ->
              String.join("\n", new SimulationTable(output.terminal(), file, replayed).lines())
                  + "\n";
          case json -> Documents.json(StepDocument.of(replayed));
          case yaml -> Documents.yaml(StepDocument.of(replayed));
          case csv -> Documents.csv(StepDocument.csvRows(replayed.step()));
        });
    return ExitCode.OK;
  }

  private Replayed replayed(CostModel costModel, Plan plan) {
    LinkUse links = oneAtATime ? LinkUse.ONE_AT_A_TIME : LinkUse.SHARED_FREELY;
    try {
      return Replayed.of(costModel, planOptions.rank, plan, links);
    } catch (IllegalArgumentException e) {
      throw new ProblemsException(
          List.of(new Problem(planOptions.file.file.toString(), 0, e.getMessage() + "", null)));
    }
  }
}
