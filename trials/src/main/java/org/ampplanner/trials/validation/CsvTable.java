package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.source.CsvText;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;

/** Reads comma-separated tables with a header (RFC 4180). */
final class CsvTable {
  private CsvTable() {}

  /** Reads a file. */
  static List<Row> read(SourceFile file) {
    Problems problems = new Problems();
    List<CsvText.Row> lines = CsvText.read(file, problems);
    problems.throwIfAny();
    return rows(lines, file.shown());
  }

  /** Reads a table; {@code file} is how messages name it. */
  static List<Row> parse(String text, String file) {
    Problems problems = new Problems();
    List<CsvText.Row> lines = CsvText.parse(text, file, problems);
    problems.throwIfAny();
    return rows(lines, file);
  }

  private static List<Row> rows(List<CsvText.Row> lines, String file) {
    List<Row> rows = new ArrayList<>();
    List<String> header = lines.isEmpty() ? List.of() : lines.get(0).cells();
    for (CsvText.Row line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      Map<String, String> cells = new HashMap<>();
      for (int c = 0; c < Math.min(header.size(), line.cells().size()); c++) {
        cells.put(header.get(c), line.cells().get(c));
      }
      rows.add(new Row(cells, Location.in(file, line.line(), 0)));
    }
    return rows;
  }
}
