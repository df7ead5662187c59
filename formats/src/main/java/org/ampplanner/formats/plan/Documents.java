package org.ampplanner.formats.plan;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.ampplanner.unit.Printable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Turns trees of maps, lists and plain values into text; equal trees give equal bytes. No text
 * holds a character that steers terminals or turns the direction of writing: JSON escapes it, YAML
 * and CSV have a question mark.
 */
public final class Documents {
  private static final JsonMapper JSON =
      JsonMapper.builder(JsonFactory.builder().characterEscapes(new Unprintable()).build()).build();
  private static final JsonMapper INDENTED =
      JSON.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?( ?%)?");

  private Documents() {}

  /** Returns a tree as indented JSON that ends in a line break. */
  public static String json(Object tree) {
    return INDENTED.writeValueAsString(tree) + "\n";
  }

  /** Returns a tree as JSON on one line that ends in a line break. */
  public static String jsonLine(Object tree) {
    return JSON.writeValueAsString(tree) + "\n";
  }

  /** Returns a tree as YAML. */
  public static String yaml(Object tree) {
    return Printable.lines(
        YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .build()
            .writeValueAsString(tree));
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
    return Printable.lines(formula && !NUMBER.matcher(cell).matches() ? "'" + cell : cell);
  }

  /** Escapes of what does not print; quotes and control characters are JSON's own affair. */
  private static final class Unprintable extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes[0x7f] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      boolean raw = c < 0x80 || Character.isSurrogate((char) c) || Printable.is(c);
      return raw ? null : new SerializedString(String.format(Locale.ROOT, "\\u%04x", c));
    }
  }
}
