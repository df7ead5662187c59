package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.plan.SearchLogFile;
import org.ampplanner.formats.plan.SearchLogReader;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyFile;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.report.ReportInput;
import org.ampplanner.report.ReportPage;
import org.ampplanner.search.StrategyEvaluator;
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
  private static final String MEASURED = "measured_s";

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

  @Option(names = "--quiet", description = "No remarks and no warnings; errors still show.")
  private boolean quiet;

  @Option(names = "--debug", description = "Show where in the program an error came from.")
  private boolean debug;

  ReportCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    OutputOptions options = new OutputOptions();
    options.quiet = quiet;
    options.debug = debug;
    Output output = new Output(host, options);
    PlanFile file = planOptions.read(host);
    CostModel costModel = Workbench.costModel(file.job());
    SearchLogFile searched = log == null ? null : SearchLogReader.read(source(log));
    ReportInput input =
        new ReportInput(
            file,
            costModel,
            sources(file),
            searched,
            measured == null ? List.of() : trials(source(measured), file, costModel, output),
            new Amp.Version().getVersion()[0].replace("amp ", ""));
    output.save(out, "--out", ReportPage.html(input));
    output.remark("report written to " + out);
    return ExitCode.OK;
  }

  private SourceFile source(Path shown) {
    return new SourceFile(host.workingDirectory().resolve(shown), shown.toString());
  }

  /** Where the catalogue has its facts from, for what it knows by the same name. */
  private Map<String, String> sources(PlanFile file) {
    Catalog catalog = Inputs.workbench(host).catalog();
    Problems problems = new Problems();
    Map<String, String> sources = new HashMap<>();
    for (DeviceType type : file.job().cluster().deviceTypes()) {
      catalog.entries(Catalog.Kind.DEVICES, problems).stream()
          .filter(e -> e.id().equals(type.id()))
          .forEach(e -> put(sources, e));
    }
    catalog.entries(Catalog.Kind.MODELS, problems).stream()
        .filter(e -> e.id().equals(file.job().model().name()))
        .forEach(e -> put(sources, e));
    return sources;
  }

  private static void put(Map<String, String> sources, CatalogEntry entry) {
    String date = entry.about().sourceDate().map(d -> " (" + d + ")").orElse("");
    entry.about().source().ifPresent(source -> sources.put(entry.id(), source + date));
  }

  private static List<ReportInput.Trial> trials(
      SourceFile file, PlanFile plan, CostModel costModel, Output output) {
    StrategyFile read = new StrategyReader(plan.job()).read(file);
    read.warnings().forEach(output::warning);
    int column = read.columns().indexOf(MEASURED);
    if (column < 0) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  file.shown(), 1, "has no column " + MEASURED, "`measured_s`, in seconds")));
    }
    StrategyEvaluator evaluator = new StrategyEvaluator(costModel);
    List<ReportInput.Trial> trials = new ArrayList<>();
    int left = 0;
    for (StrategyRow row : read.rows()) {
      String cell = row.cells().get(column).strip();
      boolean ran = cell.matches("[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
      if (ran
          && row.content() instanceof StrategyRow.Named n
          && evaluator.evaluate(n.strategy(), n.placement(), n.partition())
              instanceof StrategyEvaluator.Priced priced) {
        trials.add(
            new ReportInput.Trial(
                "line " + row.line() + ": " + ReportPage.words(n.strategy()),
                Double.parseDouble(cell),
                priced.plan().iterationSeconds()));
      } else {
        left++;
      }
    }
    if (left > 0) {
      output.remark(left + " rows without a time or a prediction are left out of the report");
    }
    return trials;
  }
}
