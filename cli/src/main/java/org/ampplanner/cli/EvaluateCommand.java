package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ampplanner.formats.plan.EvaluationDocument;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.job.Job;
import org.ampplanner.workbench.EvaluationSummary;
import org.ampplanner.workbench.OpenJob;
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
      description =
          "CSV with a header and a strategy a row, or a recipe: a script of Megatron-LM, YAML,"
              + " TOML or JSON of a trainer.")
  private Path strategies = Path.of("");

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  EvaluateCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    OpenJob open = Inputs.job(host, jobOptions, output);
    Job job = open.job();
    StrategyFile file = open.strategies(Inputs.workbench(host).file(strategies));
    file.warnings().forEach(output::warning);
    EvaluationDocument document = open.evaluate(file, host.interrupts()::requested);
    output.write(
        () -> EvaluationTable.lines(output.terminal(), job, document),
        () -> document.tree(job),
        document::csvRows);
    EvaluationSummary.remarks(document).forEach(output::remark);
    return host.interrupts().requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }
}
