package org.ampplanner.formats.source;

import java.util.Collection;
import java.util.stream.Collectors;

/** How values appear in messages. */
public final class Wording {
  private static final int SHOWN = 60;
  private static final int SENTENCE = 200;
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

  private static String shown(String text, int length) {
    StringBuilder out = new StringBuilder();
    int end = text.offsetByCodePoints(0, Math.min(length, text.codePointCount(0, text.length())));
    text.substring(0, end).codePoints().forEach(c -> out.appendCodePoint(printable(c) ? c : '?'));
    return end < text.length() ? out + "..." : out.toString();
  }

  private static boolean printable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
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
