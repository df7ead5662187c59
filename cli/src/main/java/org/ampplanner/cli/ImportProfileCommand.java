package org.ampplanner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.imports.profile.ProfileImport;
import org.ampplanner.formats.imports.profile.ProfileOptions;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.model.ReadModel;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.unit.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code amp import profile}: one profile file from measurements of other programs. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make a profile file from measured layer times, recognised by content and merged:",
      "AMP's .npy, the JSON of Metis, Sailor and Galvatron, traces of the PyTorch profiler",
      "(plain or .gz), profiles of our own. A folder stands for its files."
    },
    footer = {
      "",
      "Example:  amp import profile known_cost/gpt2_P3_*.npy --out profile.json",
      "          amp import profile trace.json --model llama3-8b --device H100-SXM \\",
      "              --precision bf16 --tensor-parallel 1 --micro-batch-size 2"
    })
final class ImportProfileCommand implements Callable<Integer> {
  private final Host host;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files and folders.")
  private List<String> files = new ArrayList<>();

  @Option(names = "--model", paramLabel = "MODEL", description = "Name or catalogue id.")
  private @Nullable String model;

  @Option(names = "--device", paramLabel = "TYPE", description = "The device type.")
  private @Nullable String device;

  @Option(names = "--precision", paramLabel = "P", description = "fp32, fp16, bf16 or fp8.")
  private @Nullable Precision precision;

  @Option(names = "--tensor-parallel", paramLabel = "N", description = "The degree.")
  private @Nullable Integer tensorParallel;

  @Option(names = "--micro-batch-size", paramLabel = "N", description = "The samples.")
  private @Nullable Integer microBatchSize;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Blocks of the model, for files that time one of them.")
  private @Nullable Integer blocks;

  @Option(
      names = "--sequence-length",
      paramLabel = "N",
      description = "Tokens of a sample, for files that time several lengths.")
  private @Nullable Integer sequenceLength;

  @Option(
      names = "--annotation",
      paramLabel = "REGEX",
      description = "Finds the number of a layer in a trace's annotations, as its first group.")
  private @Nullable String annotation;

  @Mixin private CatalogOptions catalogs = new CatalogOptions();

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  ImportProfileCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    Catalog catalog = catalogs.catalog(host, output);
    Problems problems = new Problems();
    ProfileOptions options =
        new ProfileOptions(
            model,
            device,
            precision == null ? null : precision.id(),
            positive(tensorParallel, "--tensor-parallel", problems),
            positive(microBatchSize, "--micro-batch-size", problems),
            positive(blocks, "--layers", problems),
            positive(sequenceLength, "--sequence-length", problems),
            pattern(problems));
    ProfileImport reader = new ProfileImport(catalog, options, problems);
    Integer known = blocks == null ? blocksOf(catalog) : blocks;
    for (String file : files) {
      expanded(file, problems).forEach(f -> reader.add(f, known));
    }
    Optional<Map<String, Object>> profile = reader.assemble(files);
    problems.throwIfAny();
    problems.warnings().forEach(output::warning);
    Map<String, Object> tree = profile.orElseThrow();
    output.write(
        switch (form()) {
          case json -> Documents.json(tree);
          case yaml -> Documents.yaml(tree);
          case csv -> Documents.csv(rows(tree));
          case table -> table(output.terminal(), tree);
        });
    return ExitCode.OK;
  }

  private OutputFormat form() {
    return outputOptions.form(OutputFormat.json);
  }

  private @Nullable Pattern pattern(Problems problems) {
    if (annotation == null) {
      return null;
    }
    try {
      return Pattern.compile(annotation);
    } catch (PatternSyntaxException e) {
      problems.error(
          Location.ofOption("--annotation (" + annotation + ")"),
          "is not a regular expression: " + e.getDescription(),
          null);
      return null;
    }
  }

  private static @Nullable Integer positive(
      @Nullable Integer value, String option, Problems problems) {
    if (value != null && value < 1) {
      problems.error(Location.ofOption(option + " (" + value + ")"), "must be positive", null);
    }
    return value;
  }

  /**
   * Returns how many blocks a model of the catalogue has: all its layers but the first and last.
   */
  private @Nullable Integer blocksOf(Catalog catalog) {
    if (model == null) {
      return null;
    }
    Problems ignored = new Problems();
    Optional<ReadModel> read =
        catalog
            .canonical(Catalog.Kind.MODELS, model)
            .flatMap(id -> catalog.find(Catalog.Kind.MODELS, id))
            .flatMap(file -> new ModelReader(name -> name, ignored).read(file));
    return read.map(r -> r.spec().layers().stream().mapToInt(l -> l.repeat()).sum() - 2)
        .filter(n -> n > 0)
        .orElse(null);
  }

  private List<SourceFile> expanded(String name, Problems problems) {
    Path path = host.workingDirectory().resolve(name);
    if (!Files.isDirectory(path)) {
      return List.of(new SourceFile(path, name));
    }
    try (Stream<Path> inside = Files.list(path)) {
      List<SourceFile> found =
          inside
              .filter(f -> f.getFileName().toString().matches("[^.].*\\.(npy|json|gz|ya?ml)"))
              .sorted()
              .map(f -> new SourceFile(f, Path.of(name).resolve(f.getFileName()) + ""))
              .toList();
      if (found.isEmpty()) {
        problems.error(Location.of(name), "holds no profile", "its *.npy and *.json are read");
      }
      return found;
    } catch (IOException e) {
      problems.error(Location.of(name), "cannot be listed: " + e.getMessage(), null);
      return List.of();
    }
  }

  private static List<List<String>> rows(Map<String, Object> tree) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "device",
            "precision",
            "tensor_parallel",
            "micro_batch_size",
            "layers",
            "forward_ms",
            "backward_ms"));
    if (tree.get("measurements") instanceof List<?> measurements) {
      for (Object item : measurements) {
        if (item instanceof Map<?, ?> m) {
          rows.add(
              List.of(
                  m.get("device") + "",
                  m.get("precision") + "",
                  m.get("tensor_parallel") + "",
                  m.get("micro_batch_size") + "",
                  (m.get("forward_ms") instanceof List<?> l ? l.size() : 0) + "",
                  sum(m.get("forward_ms")),
                  sum(m.get("backward_ms"))));
        }
      }
    }
    return rows;
  }

  private static String sum(@Nullable Object times) {
    return times instanceof List<?> list
        ? String.format(
            Locale.ROOT, "%.3f", list.stream().mapToDouble(t -> ((Number) t).doubleValue()).sum())
        : "";
  }

  private static String table(Terminal terminal, Map<String, Object> tree) {
    TextTable table =
        new TextTable(
            terminal,
            List.of(
                Column.word("device"),
                Column.word("precision"),
                Column.number("tp"),
                Column.number("mbs"),
                Column.number("layers"),
                Column.number("forward ms"),
                Column.number("backward ms")));
    List<List<String>> rows = rows(tree);
    rows.subList(1, rows.size()).forEach(r -> table.row(r.toArray(String[]::new)));
    List<String> lines = new ArrayList<>();
    lines.add(
        terminal.styled(
            Style.BOLD, tree.get("model") + ": " + (rows.size() - 1) + " measurements"));
    lines.add("");
    lines.addAll(table.lines());
    lines.add("");
    lines.add(
        "`--out profile.json` writes it as a profile; `amp plan --profile profile.json` uses it.");
    return String.join("\n", lines) + "\n";
  }
}
