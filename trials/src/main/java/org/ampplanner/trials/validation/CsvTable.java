package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.source.Location;

/** Reads comma-separated tables with a header (RFC 4180). */
final class CsvTable {
  private CsvTable() {}

  /**
   * A record of the file.
   *
   * @param line where it starts
   * @param cells its cells
   */
  private record Line(int line, List<String> cells) {}

  /** Reads a table; {@code file} is how messages name it. */
  static List<Row> parse(String text, String file) {
    List<Line> lines = lines(text);
    List<Row> rows = new ArrayList<>();
    List<String> header = lines.isEmpty() ? List.of() : lines.get(0).cells();
    for (Line line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      Map<String, String> cells = new HashMap<>();
      for (int c = 0; c < Math.min(header.size(), line.cells().size()); c++) {
        cells.put(header.get(c), line.cells().get(c));
      }
      rows.add(new Row(cells, Location.in(file, line.line(), 0)));
    }
    return rows;
  }

  private static List<Line> lines(String text) {
    List<Line> lines = new ArrayList<>();
    int at = 1;
    int start = 1;
    List<String> record = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      at += c == '\n' ? 1 : 0;
      if (quoted) {
        if (c != '"') {
          cell.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append(c);
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',') {
        record.add(cell.toString());
        cell.setLength(0);
      } else if (c == '\n') {
        record.add(cell.toString());
        cell.setLength(0);
        lines.add(new Line(start, record));
        record = new ArrayList<>();
        start = at;
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    if (cell.length() > 0 || !record.isEmpty()) {
      record.add(cell.toString());
      lines.add(new Line(start, record));
    }
    return lines;
  }
}
