package org.ampplanner.cli.terminal;

import java.util.Map;

/**
 * What the output can show.
 *
 * @param color whether colours may be used
 * @param unicode whether characters beyond ASCII may be used
 * @param errTerminal whether standard error is a terminal
 * @param width columns of a line
 */
public record Terminal(boolean color, boolean unicode, boolean errTerminal, int width) {

  /** Columns where nothing is known, and at least. */
  public static final int DEFAULT_WIDTH = 80;

  private static final int WIDEST = 160;

  /** The styles of parts of the output. */
  public enum Style {
    /** Headings and the winner. */
    BOLD("1"),
    /** What matters less. */
    FAINT("2"),
    /** Good news. */
    GOOD("32"),
    /** What deserves a look. */
    WARN("33"),
    /** Forward passes, weights. */
    FORWARD("36"),
    /** Backward passes, states of the optimizer. */
    BACKWARD("34"),
    /** Gradients of weights, activations. */
    WEIGHTS("35"),
    /** Synchronisation, gradients. */
    SYNC("33");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  /**
   * Detects the terminal. The launcher says what a JVM cannot see.
   *
   * @param environment the process environment
   * @param tty {@code out} and {@code err} for those streams that are terminals, {@code ascii}
   *     where the locale allows nothing else, separated by commas
   * @param noColor whether the user forbids colours
   */
  public static Terminal detect(Map<String, String> environment, String tty, boolean noColor) {
    boolean out = tty.contains("out");
    boolean color =
        out
            && !noColor
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(environment.get("TERM"));
    return new Terminal(color, !tty.contains("ascii"), tty.contains("err"), width(environment));
  }

  private static int width(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    int width = columns.matches("[0-9]{2,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
    return Math.max(DEFAULT_WIDTH, Math.min(WIDEST, width));
  }

  /** Returns text in a style, or as it is where there are no colours. */
  public String styled(Style style, String text) {
    return color ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
  }

  /** Returns the first text where Unicode can be shown, else the second. */
  public String glyph(String unicodeText, String ascii) {
    return unicode ? unicodeText : ascii;
  }
}
