package org.ampplanner.unit;

/**
 * Which characters may stand in a name: those that print. Control characters would break lines,
 * scripts and terminals; marks that change the direction of writing make a text look like another.
 */
public final class Printable {
  private Printable() {}

  /** Returns whether a code point prints, or is the plain blank. */
  public static boolean is(int codePoint) {
    return switch (Character.getType(codePoint)) {
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

  /** Returns whether a text holds nothing else. */
  public static boolean is(String text) {
    return text.codePoints().allMatch(Printable::is);
  }

  /** Returns a text on one line, with a question mark in place of what does not print. */
  public static String of(String text) {
    if (is(text)) {
      return text;
    }
    return replaced(text, -1);
  }

  /**
   * Returns a text that keeps its line feeds, with a question mark for what else does not print.
   */
  public static String lines(String text) {
    return text.codePoints().allMatch(c -> c == '\n' || is(c)) ? text : replaced(text, '\n');
  }

  private static String replaced(String text, int kept) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> out.appendCodePoint(c == kept || is(c) ? c : '?'));
    return out.toString();
  }
}
