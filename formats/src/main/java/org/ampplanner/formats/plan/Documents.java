package org.ampplanner.formats.plan;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Turns trees of maps, lists and plain values into text; equal trees give equal bytes. */
public final class Documents {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?( ?%)?");

  private Documents() {}

  /** Returns a tree as indented JSON that ends in a line break. */
  public static String json(Object tree) {
    return JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(tree)
        + "\n";
  }

  /** Returns a tree as JSON on one line that ends in a line break. */
  public static String jsonLine(Object tree) {
    return JsonMapper.shared().writeValueAsString(tree) + "\n";
  }

  /** Returns a tree as YAML. */
  public static String yaml(Object tree) {
    return YAMLMapper.builder()
        .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
        .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
        .build()
        .writeValueAsString(tree);
  }

  /** Returns rows as CSV (RFC 4180, with bare line feeds), the header first. */
  public static String csv(List<List<String>> rows) {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      rows.forEach(row -> writer.writeRecord(row.stream().map(Documents::inert).toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * Returns a cell that no spreadsheet runs: one that would be a formula there, and is no number,
   * gets an apostrophe in front (OWASP, CSV injection).
   */
  private static String inert(String cell) {
    boolean formula = cell.length() > 1 && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0;
    return formula && !NUMBER.matcher(cell).matches() ? "'" + cell : cell;
  }
}
