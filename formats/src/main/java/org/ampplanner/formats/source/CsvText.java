package org.ampplanner.formats.source;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A CSV file (RFC 4180) as records; semicolons and tabs are recognised as separators. */
public final class CsvText {
  private static final int MAX_ROWS = 1_000_000;

  private CsvText() {}

  /**
   * A record of the file.
   *
   * @param line where it starts
   * @param cells its cells
   */
  public record Row(int line, List<String> cells) {}

  /** Returns the records that are not blank; none if there is nothing to read. */
  public static List<Row> read(SourceFile file, Problems problems) {
    return SourceText.read(file, problems)
        .map(text -> parse(text, file.shown(), problems))
        .orElse(List.of());
  }

  /** Returns the records of a text that are not blank; {@code file} is how messages name it. */
  public static List<Row> parse(String text, String file, Problems problems) {
    List<Row> rows = new ArrayList<>();
    char separator = separator(text, file, problems);
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(true)
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(text)) {
      for (CsvRecord record : reader) {
        int line = (int) record.getStartingLineNumber();
        if (record.getFields().stream().anyMatch(cell -> !cell.isBlank())) {
          rows.add(new Row(line, record.getFields()));
        }
        if (rows.size() > MAX_ROWS) {
          problems.error(at(file, line), "holds more than " + MAX_ROWS + " rows", null);
          return List.of();
        }
      }
    } catch (CsvParseException | IOException e) {
      int line = rows.isEmpty() ? 1 : rows.get(rows.size() - 1).line() + 1;
      problems.error(
          at(file, line),
          "is not valid CSV from here on: " + Wording.shown(reason(e)),
          "a quote that is not closed, or not doubled inside quotes");
      return List.of();
    }
    return rows;
  }

  private static String reason(Exception e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  private static char separator(String text, String file, Problems problems) {
    String header = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    if (header.contains(",")) {
      return ',';
    }
    for (char separator : new char[] {';', '\t'}) {
      if (header.indexOf(separator) >= 0) {
        problems.warning(
            at(file, 1),
            "is separated by " + (separator == ';' ? "semicolons" : "tabs") + "; read as such",
            null);
        return separator;
      }
    }
    return ',';
  }

  private static Location at(String file, int line) {
    return Location.in(file, line, 0);
  }
}
