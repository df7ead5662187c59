package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.model.ModelDocument;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.model.ReadModel;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.model.Model;
import org.ampplanner.model.ModelSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code amp import model}: a model's counts and layers. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Show a model: its parameters, and its layers with what they are made of.",
    footer = {"", "Example:  amp import model checkpoints/llama -o json"})
final class ImportModelCommand implements Callable<Integer> {
  private final Host host;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A folder with a config.json, a config.json, a model file, or a catalogue id.")
  private String model = "";

  @Mixin private CatalogOptions catalogs = new CatalogOptions();

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  ImportModelCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    Path here = host.workingDirectory();
    References references =
        new References(
            catalogs.catalog(host, output), SourceFile.of(here.resolve("command line")), here);
    Problems problems = new Problems();
    Node node = new Node.Scalar(Location.ofOption("model (" + model + ")"), model, false);
    Optional<ReadModel> read = new ModelReader(name -> name, problems).read(node, references);
    problems.throwIfAny();
    problems.warnings().forEach(output::warning);
    ModelSpec spec = read.orElseThrow().spec();
    output.write(
        switch (outputOptions.form()) {
          case json -> Documents.json(ModelDocument.of(spec));
          case yaml -> Documents.yaml(ModelDocument.of(spec));
          case csv -> Documents.csv(rows(spec));
          case table -> table(output.terminal(), spec);
        });
    return ExitCode.OK;
  }

  private static String table(Terminal terminal, ModelSpec spec) {
    Model model = ModelDocument.resolve(spec);
    List<List<String>> rows = rows(spec);
    TextTable table =
        new TextTable(
            terminal,
            List.of(
                Column.word(rows.get(0).get(0)),
                Column.number(rows.get(0).get(1)),
                Column.number(rows.get(0).get(2)),
                Column.word(rows.get(0).get(3))));
    rows.subList(1, rows.size()).forEach(row -> table.row(row.toArray(String[]::new)));
    String active =
        model.activeParameters() == model.parameters()
            ? ""
            : String.format(Locale.ROOT, ", %,d of them active", model.activeParameters());
    List<String> lines = new ArrayList<>();
    lines.add(
        terminal.styled(Style.BOLD, spec.name())
            + String.format(Locale.ROOT, ": %,d parameters%s", model.parameters(), active));
    lines.add("");
    lines.addAll(table.lines());
    return String.join("\n", lines) + "\n";
  }

  /** Returns a row for every line of equal layers, the header first. */
  private static List<List<String>> rows(ModelSpec spec) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("layer", "times", "parameters", "made_of"));
    for (Map<String, Object> line : ModelDocument.layers(spec)) {
      rows.add(
          List.of(
              String.valueOf(line.get("name")),
              String.valueOf(line.getOrDefault("repeat", 1)),
              String.valueOf(line.get("parameters")),
              madeOf(line)));
    }
    return rows;
  }

  private static String madeOf(Map<String, Object> line) {
    return Stream.of("vocabulary", "hidden", "positions", "attention", "feed_forward")
        .filter(line::containsKey)
        .map(
            key -> line.get(key) instanceof Map<?, ?> part ? text(part) : key + " " + line.get(key))
        .collect(Collectors.joining(", "));
  }

  private static String text(Map<?, ?> part) {
    return part.entrySet().stream()
        .map(e -> e.getKey().equals("kind") ? e.getValue() + ":" : e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(" "));
  }
}
