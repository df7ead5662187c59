package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads comma-separated tables with a header (RFC 4180). */
final class CsvTable {
  private CsvTable() {}

  static List<Row> parse(String text) {
    List<List<String>> records = records(text);
    List<Row> rows = new ArrayList<>();
    List<String> header = records.isEmpty() ? List.of() : records.get(0);
    for (int i = 1; i < records.size(); i++) {
      Map<String, String> cells = new HashMap<>();
      for (int c = 0; c < Math.min(header.size(), records.get(i).size()); c++) {
        cells.put(header.get(c), records.get(i).get(c));
      }
      rows.add(new Row(cells));
    }
    return rows;
  }

  private static List<List<String>> records(String text) {
    List<List<String>> records = new ArrayList<>();
    List<String> record = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
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
        records.add(record);
        record = new ArrayList<>();
      } else if (c != '\r') {
        cell.append(c);
      }
    }
    if (cell.length() > 0 || !record.isEmpty()) {
      record.add(cell.toString());
      records.add(record);
    }
    return records;
  }
}
