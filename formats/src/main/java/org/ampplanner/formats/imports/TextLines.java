package org.ampplanner.formats.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;

/**
 * The lines of what some program printed, numbered.
 *
 * @param file the file as the user named it
 * @param lines without their ends
 */
public record TextLines(String file, List<Line> lines) {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d+,\\d+");
  private static final Pattern GROUPED = Pattern.compile("[+-]?\\d{1,3}([,.' ]\\d{3})+[.,]?\\d*");
  private static final int LONGEST_NUMBER = 40;

  /**
   * One line.
   *
   * @param at where it stands
   * @param text without blanks around it
   */
  public record Line(Location at, String text) {}

  /** Copies the list. */
  public TextLines {
    lines = List.copyOf(lines);
  }

  /** Splits a text at line ends of any system. */
  public static TextLines of(String file, String text) {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\r\n|\n|\r", -1)) {
      lines.add(new Line(Location.in(file, ++number, 1), line.strip()));
    }
    return new TextLines(file, lines);
  }

  /** Returns the lines that are not empty. */
  public List<Line> filled() {
    return lines.stream().filter(line -> !line.text().isEmpty()).toList();
  }

  /** Returns the first line that matches a pattern somewhere. */
  public Optional<Line> find(Pattern pattern) {
    return lines.stream().filter(line -> pattern.matcher(line.text()).find()).findFirst();
  }

  /** Returns a number that is not negative; records a problem if there is none. */
  public static OptionalDouble number(String text, String subject, Location at, Problems problems) {
    String number = text.strip();
    boolean fits = number.length() <= LONGEST_NUMBER && NUMBER.matcher(number).matches();
    double value = fits ? Double.parseDouble(number) : Double.NaN;
    if (fits && value >= 0 && Double.isFinite(value)) {
      return OptionalDouble.of(value);
    }
    problems.error(
        at,
        subject
            + " ("
            + Wording.shown(number)
            + ") is "
            + (fits ? "not in the range of sensible numbers" : "not a number"),
        DECIMAL_COMMA.matcher(number).matches()
            ? Wording.code(number.replace(',', '.')) + ", with a decimal point (LC_ALL=C)"
            : GROUPED.matcher(number).matches()
                ? "the number without separators of thousands (LC_ALL=C)"
                : null);
    return OptionalDouble.empty();
  }
}
