package org.ampplanner.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cli.terminal.Terminal.Style;
import org.ampplanner.cli.terminal.TextTable;
import org.ampplanner.cli.terminal.TextTable.Column;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.Catalog.Kind;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.plan.Documents;
import org.ampplanner.formats.source.Nearest;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code amp catalog}: what is built in, with sources. */
@Command(
    name = "catalog",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Show the built-in devices, node types, clusters and models.",
    footer = {
      "",
      "Example:  amp catalog",
      "          amp catalog devices",
      "          amp catalog devices T4",
      "          amp catalog --search llama",
      "          amp catalog --check"
    })
final class CatalogCommand implements Callable<Integer> {
  private final Host host;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "KIND",
      description = "devices, nodes, clusters or models; all where it is left out.")
  private @Nullable String kind;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ID",
      description = "Show this entry whole.")
  private @Nullable String id;

  @Option(
      names = "--search",
      paramLabel = "TEXT",
      description = "Only entries that hold these words, in any order.")
  private @Nullable String search;

  @Option(
      names = "--check",
      description = "List the figures that nobody has compared with their source.")
  private boolean check;

  @Mixin private CatalogOptions catalogs = new CatalogOptions();

  @Mixin private OutputOptions outputOptions = new OutputOptions();

  CatalogCommand(Host host) {
    this.host = host;
  }

  @Override
  public Integer call() {
    Output output = new Output(host, outputOptions);
    Catalog catalog = catalogs.catalog(host, output);
    if (kind != null && id != null) {
      output.write(entry(catalog, kind(kind), id));
      return ExitCode.OK;
    }
    List<Kind> kinds = kind == null ? List.of(Kind.values()) : List.of(kind(kind));
    Problems problems = new Problems();
    Map<Kind, List<CatalogEntry>> entries = new LinkedHashMap<>();
    kinds.forEach(
        k -> entries.put(k, catalog.entries(k, problems).stream().filter(this::found).toList()));
    problems.throwIfAny();
    if (check && entries.values().stream().allMatch(List::isEmpty)) {
      output.write("Every figure was compared with its source.\n");
      return ExitCode.OK;
    }
    if (search != null && entries.values().stream().allMatch(List::isEmpty)) {
      throw invalid(
          "--search", "(" + search + ") is in no entry", List.of("`amp catalog` to see all"));
    }
    output.write(
        outputOptions.form() == OutputFormat.table
            ? check ? unchecked(entries) : table(output.terminal(), catalog, entries)
            : document(entries, outputOptions.form()));
    return ExitCode.OK;
  }

  private boolean found(CatalogEntry entry) {
    if (check && entry.about().unchecked().isEmpty()) {
      return false;
    }
    if (search == null) {
      return true;
    }
    String text =
        String.join(
                " ",
                entry.id(),
                String.join(" ", entry.aliases()),
                entry.about().description().orElse(""),
                entry.about().source().orElse(""))
            .toLowerCase(Locale.ROOT);
    return Arrays.stream(search.toLowerCase(Locale.ROOT).split("\\s+")).allMatch(text::contains);
  }

  private static Kind kind(String name) {
    return Arrays.stream(Kind.values())
        .filter(k -> k.folder().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            invalid(
                "KIND",
                "(" + name + ") is not a kind of entry",
                Arrays.stream(Kind.values()).map(Kind::folder).toList()));
  }

  private static String entry(Catalog catalog, Kind kind, String id) {
    Optional<SourceFile> file =
        catalog.canonical(kind, id).flatMap(canonical -> catalog.find(kind, canonical));
    if (file.isEmpty()) {
      List<String> near = Nearest.of(id, catalog.ids(kind), 3);
      throw invalid(
          "ID",
          "(" + id + ") is not " + kind.what() + " in the catalogue",
          near.isEmpty() ? List.of("`amp catalog " + kind.folder() + "` to see all") : near);
    }
    try {
      return Files.readString(file.get().path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProblemsException invalid(String where, String message, List<String> maybe) {
    return ProblemsException.of(where, message, String.join(", ", maybe));
  }

  private static String table(
      Terminal terminal, Catalog catalog, Map<Kind, List<CatalogEntry>> entries) {
    List<String> lines = new ArrayList<>();
    entries.forEach((kind, ofKind) -> {
      lines.add(terminal.styled(Style.BOLD, kind.folder()));
      if (ofKind.isEmpty()) {
        lines.remove(lines.size() - 1);
        return;
      }
      TextTable table =
          new TextTable(
              terminal,
              List.of(Column.word("id"), Column.word("source of"), Column.word("what it is")));
      int room = terminal.width() - 4 - 11 - longest(ofKind);
      ofKind.forEach(e ->
          table.row(
              e.id(), e.about().sourceDate().orElse(""), shortened(e.about().description(), room)));
      table.lines().forEach(line -> lines.add("  " + line));
      lines.add("");
    });
    if (entries.size() > 1 && entries.values().stream().noneMatch(List::isEmpty)) {
      lines.add(terminal.styled(Style.BOLD, "examples"));
      lines.add("  " + String.join("  ", catalog.examples()));
      lines.add("");
    }
    lines.add("`amp catalog KIND ID` shows an entry with its sources.");
    return String.join("\n", lines) + "\n";
  }

  /** A line an entry: what nobody has checked, and against what it can be. */
  private static String unchecked(Map<Kind, List<CatalogEntry>> entries) {
    List<String> lines = new ArrayList<>();
    entries.forEach((kind, ofKind) ->
        ofKind.forEach(e ->
            lines.add(
                kind.folder()
                    + "/"
                    + e.id()
                    + ": "
                    + String.join(", ", e.about().unchecked())
                    + " against "
                    + e.about().source().orElse("a source, which it lacks"))));
    lines.add("");
    lines.add(
        lines.size() - 1 + " entries have figures that nobody has compared with their source.");
    return String.join("\n", lines) + "\n";
  }

  private static String document(Map<Kind, List<CatalogEntry>> entries, OutputFormat format) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("kind", "id", "description", "source", "source_date", "unchecked"));
    entries.forEach((kind, ofKind) ->
        ofKind.forEach(e ->
            rows.add(
                List.of(
                    kind.folder(),
                    e.id(),
                    e.about().description().orElse(""),
                    e.about().source().orElse(""),
                    e.about().sourceDate().orElse(""),
                    String.join(" ", e.about().unchecked())))));
    if (format == OutputFormat.csv) {
      return Documents.csv(rows);
    }
    List<Map<String, Object>> tree = new ArrayList<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      Map<String, Object> entry = new LinkedHashMap<>();
      for (int c = 0; c < row.size(); c++) {
        entry.put(rows.get(0).get(c), row.get(c));
      }
      tree.add(entry);
    }
    return format == OutputFormat.yaml ? Documents.yaml(tree) : Documents.json(tree);
  }

  private static int longest(List<CatalogEntry> entries) {
    return entries.stream().mapToInt(e -> e.id().length()).max().orElse(0);
  }

  private static String shortened(Optional<String> text, int room) {
    String whole = text.orElse("");
    return whole.length() <= room ? whole : whole.substring(0, Math.max(0, room - 3)) + "...";
  }
}
