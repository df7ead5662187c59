package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.EvaluationDocument;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategiesFile;
import org.ampplanner.formats.strategy.StrategiesReader;
import org.ampplanner.job.Job;
import org.ampplanner.search.StrategyEvaluator;
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
    CostModel costModel = Inputs.costModel(job);
    EvaluationDocument document = evaluate(read(job, costModel, output), costModel);
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

  private StrategiesFile read(Job job, CostModel costModel, Output output) {
    Problems problems = new Problems();
    SourceFile file =
        new SourceFile(host.workingDirectory().resolve(strategies), strategies.toString());
    Optional<StrategiesFile> read =
        new StrategiesReader(job, costModel.inputs().layout(), problems).read(file);
    problems.throwIfAny();
    problems.warnings().forEach(output::warning);
    return read.orElseThrow();
  }

  private EvaluationDocument evaluate(StrategiesFile file, CostModel costModel) {
    StrategyEvaluator evaluator = new StrategyEvaluator(costModel);
    List<EvaluationDocument.Row> rows = new ArrayList<>();
    for (StrategiesFile.Row row : file.rows()) {
      rows.add(
          host.interrupts().requested()
              ? new EvaluationDocument.Row(row.cells(), null, "interrupted", false)
              : evaluated(row, evaluator));
    }
    return new EvaluationDocument(file.header(), rows);
  }

  private static EvaluationDocument.Row evaluated(
      StrategiesFile.Row row, StrategyEvaluator evaluator) {
    if (row.strategy().isEmpty()) {
      return new EvaluationDocument.Row(row.cells(), null, row.error(), false);
    }
    StrategiesFile.NamedStrategy named = row.strategy().get();
    boolean choseCuts = named.partition().isEmpty();
    return switch (evaluator.evaluate(named.strategy(), named.placement(), named.partition())) {
      case StrategyEvaluator.Priced priced ->
          new EvaluationDocument.Row(row.cells(), priced.plan(), "", choseCuts);
      case StrategyEvaluator.Rejected rejected ->
          new EvaluationDocument.Row(row.cells(), null, rejected.reason().reason(), false);
    };
  }
}
