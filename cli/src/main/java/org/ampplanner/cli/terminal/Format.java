package org.ampplanner.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Numbers as people read them: about four significant digits, with a unit. */
public final class Format {
  private Format() {}

  /** Formats a duration in s, ms or µs (written us). */
  public static String seconds(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "-";
    }
    if (seconds < 0) {
      return "-" + seconds(-seconds);
    }
    if (seconds >= 1 || seconds == 0) {
      return significant(seconds) + " s";
    }
    return seconds >= 1e-3
        ? significant(seconds * 1e3) + " ms"
        : significant(seconds * 1e6) + " us";
  }

  /** Formats a number with four significant digits, without exponents up to a million. */
  public static String significant(double value) {
    double size = Math.abs(value);
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** Formats a share between 0 and 1 in percent. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Formats a count with a noun in the right number. */
  public static String count(long n, String noun) {
    return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? noun : plural(noun));
  }

  /** Breaks a list at its commas into indented lines of at most {@code width} characters. */
  public static List<String> wrap(String list, String indent, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    for (String item : list.split("(?<=,) ", -1)) {
      if (line.length() > indent.length() && line.length() + item.length() >= width) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(indent);
      }
      line.append(item).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  /** Breaks a text at its blanks into lines of at most {@code width} characters. */
  public static List<String> paragraph(String text, String hangingIndent, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(hangingIndent).append(word);
      } else {
        line.append(line.isEmpty() ? "" : " ").append(word);
      }
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  private static String plural(String noun) {
    return noun.endsWith("y")
        ? noun.substring(0, noun.length() - 1) + "ies"
        : noun + (noun.endsWith("ch") ? "es" : "s");
  }

  /** Breaks a line between words; what follows the first line is indented two further. */
  public static Stream<String> wrapWords(String text, int width) {
    String indent = " ".repeat(text.length() - text.stripLeading().length());
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    boolean empty = true;
    for (String word : text.stripLeading().split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(indent + "  ");
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines.stream();
  }
}
