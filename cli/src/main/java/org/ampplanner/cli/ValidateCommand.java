package org.ampplanner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.trials.validation.AccuracyPage;
import org.ampplanner.trials.validation.Facts;
import org.ampplanner.trials.validation.OneRunTeaches;
import org.ampplanner.trials.validation.OutOfSample;
import org.ampplanner.trials.validation.Scoreboard;
import org.ampplanner.trials.validation.ScoreboardWriter;
import org.ampplanner.trials.validation.ScoredRuns;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp validate}: the accuracy scoreboard on published measurements. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Score the predictive cost model on published measurements, peers beside it.",
    footer = {
      "",
      "Example:  amp validate",
      "          amp validate --rows rows.csv -o csv",
      "          amp validate --jobs runs",
      "A folder for --data may hold amp/trials.csv, amp/single_gpu_nodes_trials.csv,",
      "sailor/runs.csv, published/dense.csv, published/moe.csv and",
      "published/single_node_a100.csv, in the form of the built-in ones; a column",
      "software_traits says what a job's key `software` would."
    })
final class ValidateCommand implements Callable<Integer> {
  /** The columns of the scoreboard that fit a terminal, with shorter headings. */
  private static final Map<String, String> SHOWN = shown();

  private final Host host;

  @Option(names = "--data", paramLabel = "DIR", description = "Score measurements of this folder.")
  private @Nullable Path data;

  @Option(names = "--rows", paramLabel = "FILE", description = "Write every prediction as CSV.")
  private @Nullable Path rows;

  @Option(
      names = "--jobs",
      paramLabel = "DIR",
      description = "Write what `amp evaluate` takes to price every run: jobs and strategies.")
  private @Nullable Path jobs;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the page of the docs.")
  private @Nullable Path markdown;

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  ValidateCommand(Host host) {
    this.host = host;
  }

  private static Map<String, String> shown() {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("dataset", "data");
    shown.put("predictor", "predictor");
    shown.put("fitted", "fitted");
    shown.put("n", "n");
    shown.put("mape_percent", "MAPE %");
    shown.put("median_percent", "median %");
    shown.put("spearman", "rank");
    shown.put("regret_1", "regret@1");
    shown.put("fits_f1", "fits F1");
    shown.put("memory_mape_percent", "mem %");
    shown.put("inside_percent", "in 80 %");
    return shown;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    ScoredRuns runs = ScoredRuns.of(facts());
    if (jobs != null) {
      write(output, jobs, runs);
    }
    Scoreboard scoreboard = runs.scoreboard();
    if (rows != null) {
      output.save(rows, "--rows", ScoreboardWriter.rows(scoreboard));
    }
    if (markdown != null) {
      String unseen =
          data == null
              ? "\n"
                  + OneRunTeaches.markdown(OneRunTeaches.ofPublishedRuns())
                  + "\n"
                  + OutOfSample.markdown(OutOfSample.ofAmpRuns())
              : "";
      output.save(markdown, "--markdown", AccuracyPage.markdown(scoreboard) + unseen);
    }
    output.write(
        switch (outputOptions.form()) {
          case table -> table(output.terminal(), scoreboard);
          case csv -> ScoreboardWriter.csv(scoreboard);
          case json -> Documents.json(tree(scoreboard));
          case yaml -> Documents.yaml(tree(scoreboard));
        });
    return ExitCode.OK;
  }

  private void write(Output output, Path folder, ScoredRuns runs) {
    for (Map.Entry<String, String> file : runs.jobFiles().entrySet()) {
      Path shown = folder.resolve(file.getKey());
      Path parent = host.workingDirectory().resolve(shown).getParent();
      try {
        Files.createDirectories(parent);
      } catch (IOException e) {
        throw ProblemsException.of(
            "--jobs", "(" + folder + ") cannot be written: " + e.getMessage(), null);
      }
      output.save(shown, "--jobs", file.getValue());
    }
    output.remark(
        "jobs and strategies written to " + folder + ": see " + folder.resolve("index.csv"));
  }

  private Facts facts() {
    if (data == null) {
      return Facts.builtIn();
    }
    Path folder = host.workingDirectory().resolve(data);
    if (!Files.isDirectory(folder)) {
      throw ProblemsException.of("--data", "(" + data + ") is not a folder", null);
    }
    return Facts.of(new SourceFile(folder, data.toString()));
  }

  private static String table(Terminal terminal, Scoreboard scoreboard) {
    List<Column> columns = new ArrayList<>();
    SHOWN.forEach((name, heading) ->
        columns.add(columns.size() < 3 ? Column.word(heading) : Column.number(heading)));
    TextTable table = new TextTable(terminal, columns);
    for (List<String> cells : ScoreboardWriter.cells(scoreboard)) {
      table.row(
          SHOWN.keySet().stream()
              .map(name -> cells.get(ScoreboardWriter.header().indexOf(name)))
              .toArray(String[]::new));
    }
    return String.join("\n", table.lines())
        + "\n\nrank: Spearman within groups of one model and machine; regret@1: measured time of"
        + "\nthe best predicted over the best measured.\n";
  }

  private static List<Map<String, Object>> tree(Scoreboard scoreboard) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (List<String> cells : ScoreboardWriter.cells(scoreboard)) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int c = 0; c < cells.size(); c++) {
        row.put(ScoreboardWriter.header().get(c), cells.get(c));
      }
      all.add(row);
    }
    return all;
  }
}
