package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.price.PriceList;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.workbench.OpenJob;
import org.ampplanner.workbench.SearchRun;
import org.ampplanner.workbench.Workbench;
import org.ampplanner.workbench.size.Amounts;
import org.ampplanner.workbench.size.Failures;
import org.ampplanner.workbench.size.SizeDocument;
import org.ampplanner.workbench.size.SizeQuestion;
import org.ampplanner.workbench.size.SizeRow;
import org.ampplanner.workbench.size.Sizing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code amp size}: which nodes, how many, at what price. */
@Command(
    name = "size",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Say which nodes, and how many, train a model on so many tokens in time or for a budget.",
    footer = {
      "",
      "Example:  amp size --model llama3.1-8b --tokens 1T --days 30 --nodes p5.48xlarge,dgx-a100",
      "          amp size --model config.json --tokens 2T --budget 3M --nodes all -o json"
    })
final class SizeCommand implements Callable<Integer> {
  /** Tokens of a step where nobody says: that of many published runs (4 Mi). */
  private static final int USUAL_TOKENS = 1 << 22;

  private final Host host;

  @Mixin private SizeOptions options = new SizeOptions();
  @Mixin private CatalogOptions catalogs = new CatalogOptions();
  @Mixin private OutputOptions outputOptions = new OutputOptions();

  SizeCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    SearchRun run = options.run(host);
    Workbench workbench = new Workbench(catalogs.catalog(host, output), host.workingDirectory());
    SizeQuestion question = question(workbench.catalog());
    PriceList prices = prices(workbench);
    OpenJob job = job(workbench, question.nodeTypes().get(0), output);
    boolean show = host.terminal(outputOptions.noColor).errTerminal() && !outputOptions.quiet();
    List<SizeRow> rows =
        new Sizing(workbench, job, prices, run).answer(question, type -> progress(show, type));
    progress(show, "");
    output.write(
        () -> SizeTable.lines(output.terminal(), job.job(), question, rows),
        () -> SizeDocument.tree(job.job(), question, rows),
        () -> SizeDocument.rows(rows));
    if (host.interrupts().requested()) {
      return ExitCode.INTERRUPTED;
    }
    boolean none = rows.stream().allMatch(r -> r.found().isEmpty());
    if (none) {
      output.error("no type of node can do it; the table says why");
    }
    return none ? ExitCode.NOTHING_FEASIBLE : ExitCode.OK;
  }

  private void progress(boolean show, String type) {
    if (show) {
      host.err().print("\r\033[K" + (type.isEmpty() ? "" : "sizing " + type));
      host.err().flush();
    }
  }

  private SizeQuestion question(Catalog catalog) {
    if (options.days == null && options.budget == null) {
      throw ProblemsException.of(
          "command line", "neither --days nor --budget is given", "--days 60, or --budget 3M");
    }
    return new SizeQuestion(
        Amounts.tokens(options.tokens, "--tokens"),
        options.days == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(positive("--days", options.days)),
        options.budget == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(Amounts.money(options.budget, "--budget")),
        nodeTypes(catalog),
        options.maxNodes,
        failures(),
        pue());
  }

  private Failures failures() {
    if (options.noFailures) {
      return Failures.NONE;
    }
    return new Failures(
        positive("--gpu-hours-between-failures", options.gpuHoursBetweenFailures),
        notNegative("--checkpoint-s", options.checkpointSeconds),
        notNegative("--restart-s", options.restartSeconds));
  }

  private double pue() {
    if (!(options.pue >= 1 && options.pue <= 10)) {
      throw ProblemsException.of(
          "--pue (" + options.pue + ")", "is not a power usage effectiveness", "1.1 to 2");
    }
    return options.pue;
  }

  private static double positive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw ProblemsException.of(option + " (" + value + ")", "must be positive", null);
    }
    return value;
  }

  private static double notNegative(String option, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw ProblemsException.of(option + " (" + value + ")", "must not be negative", null);
    }
    return value;
  }

  private List<String> nodeTypes(Catalog catalog) {
    if (options.nodes.equals("all")) {
      return catalog.ids(Catalog.Kind.NODES);
    }
    Problems problems = new Problems();
    List<String> types =
        Arrays.stream(options.nodes.split(",", -1))
            .map(String::strip)
            .flatMap(name -> {
              var id = catalog.canonical(Catalog.Kind.NODES, name);
              if (id.isEmpty()) {
                problems.error(
                    Location.ofOption("--nodes (" + name + ")"),
                    "is no node type of the catalogue",
                    near(catalog, name));
              }
              return id.stream();
            })
            .distinct()
            .toList();
    problems.throwIfAny();
    return types;
  }

  private static String near(Catalog catalog, String name) {
    List<String> near = Nearest.of(name, catalog.ids(Catalog.Kind.NODES), 3);
    return near.isEmpty() ? "`amp catalog nodes`" : String.join(" or ", near);
  }

  private PriceList prices(Workbench workbench) {
    Path file = options.prices;
    return file == null
        ? PriceList.of(workbench.catalog())
        : PriceList.read(workbench.catalog(), workbench.file(file));
  }

  /** Opens the model and its training on one node of some type, which does not matter. */
  private OpenJob job(Workbench workbench, String type, Output output) {
    Integer batch = options.globalBatchSize;
    OpenJob job = workbench.job(options.request(host, "1x" + type, batch == null ? 1 : batch));
    job.warnings().forEach(output::warning);
    if (batch != null) {
      return job;
    }
    int samples = Math.max(1, USUAL_TOKENS / job.job().training().sequenceLength());
    if (!outputOptions.quiet()) {
      String assumed = "taken as " + samples + ", 4 Mi tokens a step as in many published runs";
      output.warning(new Problem("--global-batch-size", 0, assumed, "your own"));
    }
    return job.withBatch(samples);
  }
}
