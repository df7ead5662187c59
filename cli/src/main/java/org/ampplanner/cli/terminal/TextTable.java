package org.ampplanner.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ampplanner.cli.terminal.Terminal.Style;

/** A table of text: numbers to the right, words to the left, two blanks between columns. */
public final class TextTable {
  private static final String GAP = "  ";

  /** How a column is set. */
  public enum Align {
    /** To the left, for words. */
    LEFT,
    /** To the right, for numbers. */
    RIGHT
  }

  /** A column: its heading and how it is set. */
  public record Column(String heading, Align align) {
    /** Returns a column of numbers. */
    public static Column number(String heading) {
      return new Column(heading, Align.RIGHT);
    }

    /** Returns a column of words. */
    public static Column word(String heading) {
      return new Column(heading, Align.LEFT);
    }
  }

  private final Terminal terminal;
  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();
  private int emphasized = -1;

  /** Makes an empty table. */
  public TextTable(Terminal terminal, List<Column> columns) {
    this.terminal = terminal;
    this.columns = List.copyOf(columns);
  }

  /** Adds a row with a cell for every column. */
  public TextTable row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Returns the number of rows. */
  public int size() {
    return rows.size();
  }

  /** Emphasizes a row, counted from 0. */
  public TextTable emphasize(int row) {
    emphasized = row;
    return this;
  }

  /** Returns the width of the widest line, in characters. */
  public int width() {
    return IntStream.of(widths()).sum() + GAP.length() * (columns.size() - 1);
  }

  private int[] widths() {
    int[] widths = columns.stream().mapToInt(c -> c.heading().length()).toArray();
    for (List<String> row : rows) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    return widths;
  }

  /** Returns the lines, the heading first; no line ends in blanks. */
  public List<String> lines() {
    int[] widths = widths();
    List<String> lines = new ArrayList<>();
    List<String> headings = columns.stream().map(Column::heading).toList();
    lines.add(terminal.styled(Style.FAINT, line(headings, widths)));
    for (int r = 0; r < rows.size(); r++) {
      String line = line(rows.get(r), widths);
      lines.add(r == emphasized ? terminal.styled(Style.BOLD, line) : line);
    }
    return lines;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String pad = " ".repeat(widths[c] - cells.get(c).length());
      boolean left = columns.get(c).align() == Align.LEFT;
      line.append(c == 0 ? "" : GAP).append(left ? cells.get(c) + pad : pad + cells.get(c));
    }
    return line.toString().stripTrailing();
  }
}
