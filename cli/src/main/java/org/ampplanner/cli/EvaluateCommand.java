package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.EvaluationDocument;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.job.Job;
import org.ampplanner.workbench.EvaluationSummary;
import org.ampplanner.workbench.Evaluations;
import org.ampplanner.workbench.Workbench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp evaluate}: prices strategies that the user names. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Predict the time of strategies that you name, a row each; no search.",
    footer = {
      "",
      "Example:  amp evaluate amp-homogeneous \\",
      "              --strategies validation/amp/homogeneous.csv -o csv"
    })
final class EvaluateCommand implements Callable<Integer> {
  private final Host host;

  @Mixin private JobOptions jobOptions = new JobOptions();

  @Option(
      names = "--strategies",
      required = true,
      paramLabel = "FILE",
      description = "CSV with a header and a strategy a row.")
  private Path strategies = Path.of("");

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  EvaluateCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    Job job = Inputs.job(host, jobOptions, output);
    CostModel costModel = Workbench.costModel(job);
    EvaluationDocument document =
        new Evaluations(job, costModel).of(read(job, output), host.interrupts()::requested);
    output.write(
        switch (outputOptions.format) {
          case table ->
              String.join("\n", EvaluationTable.lines(output.terminal(), job, document)) + "\n";
          case json -> Documents.json(document.tree(job));
          case yaml -> Documents.yaml(document.tree(job));
          case csv -> Documents.csv(document.csvRows());
        });
    EvaluationSummary.remarks(document).forEach(output::remark);
    return host.interrupts().requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private StrategyFile read(Job job, Output output) {
    StrategyFile read =
        new StrategyReader(job)
            .read(
                new SourceFile(host.workingDirectory().resolve(strategies), strategies.toString()));
    read.warnings().forEach(output::warning);
    return read;
  }
}
