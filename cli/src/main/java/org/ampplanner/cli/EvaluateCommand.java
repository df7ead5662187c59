package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.ampplanner.cost.CostModel;
import org.ampplanner.explain.Explainer;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.plan.EvaluationDocument;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
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
    EvaluationDocument document = evaluate(read(job, output), job, costModel);
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

  private EvaluationDocument evaluate(StrategyFile file, Job job, CostModel costModel) {
    StrategyEvaluator evaluator = new StrategyEvaluator(costModel, job.engine().capabilities());
    Explainer explainer = new Explainer(costModel, job.engine().capabilities());
    List<EvaluationDocument.Row> rows = new ArrayList<>();
    for (StrategyRow row : file.rows()) {
      rows.add(
          host.interrupts().requested()
              ? invalid(row, "interrupted")
              : evaluated(row, evaluator, explainer));
    }
    return new EvaluationDocument(file.columns(), rows);
  }

  private static EvaluationDocument.Row evaluated(
      StrategyRow row, StrategyEvaluator evaluator, Explainer explainer) {
    return switch (row.content()) {
      case StrategyRow.Invalid invalid -> invalid(row, invalid.error());
      case StrategyRow.Named named ->
          switch (evaluator.evaluate(named.strategy(), named.placement(), named.partition())) {
            case StrategyEvaluator.Priced priced ->
                new EvaluationDocument.Row(
                    row.cells(),
                    priced.plan(),
                    "",
                    named.partition().isEmpty(),
                    explainer.nearbyMisfit(priced.plan()).map(MisfitText::line).orElse(""));
            case StrategyEvaluator.Rejected rejected -> invalid(row, rejected.reason().reason());
          };
    };
  }

  private static EvaluationDocument.Row invalid(StrategyRow row, String error) {
    return new EvaluationDocument.Row(row.cells(), null, error, false);
  }
}
