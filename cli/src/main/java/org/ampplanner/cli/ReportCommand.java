package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.plan.SearchLogReader;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.report.ReportInput;
import org.ampplanner.report.ReportPage;
import org.ampplanner.workbench.CatalogSources;
import org.ampplanner.workbench.MeasuredRows;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.Workbench;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp report}: plans as one page of HTML. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Write a plan file as one page of HTML that needs nothing else.",
    footer = {
      "",
      "Example:  amp plan amp-het-cluster -o json --out plan.json --search-log log.jsonl",
      "          amp report plan.json --search-log log.jsonl --out plan.html"
    })
final class ReportCommand implements Callable<Integer> {
  private final Host host;

  @Mixin private PlanFileOptions planOptions = new PlanFileOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE.html",
      description = "The page to write.")
  private Path out = Path.of("");

  @Option(
      names = "--search-log",
      paramLabel = "FILE",
      description = "What happened in the search, from `amp plan --search-log`.")
  private @Nullable Path log;

  @Option(
      names = "--measured",
      paramLabel = "FILE.csv",
      description = "Strategies with a column measured_s, to compare predictions with.")
  private @Nullable Path measured;

  @Mixin private QuietOption quiet = new QuietOption();
  @Mixin DebugOption debug = new DebugOption();

  ReportCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, OutputOptions.of(quiet));
    Workbench workbench = Inputs.workbench(host);
    OpenJob open = planOptions.open(host);
    PlanFile file = open.file().orElseThrow();
    ReportInput input =
        new ReportInput(
            file,
            open.costModel(),
            CatalogSources.of(workbench.catalog(), open.job()),
            log == null ? null : SearchLogReader.read(workbench.file(log)),
            measured == null ? List.of() : trials(open, workbench.file(measured), output),
            AmpVersion.text());
    output.save(out, "--out", ReportPage.html(input));
    output.remark("report written to " + out);
    return ExitCode.OK;
  }

  private static List<ReportInput.Trial> trials(OpenJob open, SourceFile file, Output output) {
    MeasuredRows rows = MeasuredRows.read(open, file);
    rows.warnings().forEach(output::warning);
    if (rows.left() > 0) {
      output.remark(
          rows.left() + " rows without a time or a prediction are left out of the report");
    }
    return rows.trials();
  }
}
