package org.ampplanner.formats.source;

import java.util.Collection;
import java.util.stream.Collectors;
import org.ampplanner.unit.Printable;

/** How values appear in messages. */
public final class Wording {
  private static final int SHOWN = 60;
  private static final int SENTENCE = 200;
  private static final int LONGEST_LINE = 1200;
  private static final int LISTED = 12;

  private Wording() {}

  /** Returns a value on one line, shortened, with what does not print replaced. */
  public static String shown(String text) {
    return shown(text, SHOWN);
  }

  /** Returns a sentence of somebody else's on one line. */
  static String sentence(String text) {
    return shown(text, SENTENCE);
  }

  /**
   * Returns a message whose lines hold what prints, each with its middle left out where it is too
   * long: what is wrong with a value often stands behind it.
   */
  static String message(String text) {
    return text.lines().map(Wording::line).collect(Collectors.joining("\n"));
  }

  private static String line(String text) {
    int length = text.codePointCount(0, text.length());
    if (length <= LONGEST_LINE) {
      return Printable.of(text);
    }
    int half = LONGEST_LINE / 2;
    String start = text.substring(0, text.offsetByCodePoints(0, half));
    String end = text.substring(text.offsetByCodePoints(text.length(), -half));
    return Printable.of(start) + " ... " + Printable.of(end);
  }

  private static String shown(String text, int length) {
    int end = text.offsetByCodePoints(0, Math.min(length, text.codePointCount(0, text.length())));
    String start = Printable.of(text.substring(0, end));
    return end < text.length() ? start + "..." : start;
  }

  /** Returns a name as code. */
  public static String code(String name) {
    return "`" + shown(name) + "`";
  }

  /** Returns names separated by commas; of very many only the first. */
  public static String list(Collection<String> names) {
    String first = names.stream().limit(LISTED).collect(Collectors.joining(", "));
    int more = names.size() - LISTED;
    return more <= 0 ? first : first + " and " + more + " more";
  }
}
