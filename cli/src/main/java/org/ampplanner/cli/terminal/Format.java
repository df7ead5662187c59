package org.ampplanner.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Texts broken into lines. */
public final class Format {
  private static final Pattern STEERS =
      Pattern.compile("\\u001b(?!\\[[0-9;]{1,4}m)|[\\p{Cc}\\p{Cf}&&[^\\n\\u001b]]");

  private Format() {}

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

  /**
   * Returns a text with whatever a terminal would act on replaced, but for line breaks and the
   * styles that {@link Terminal} sets: a name or a line of a log does not steer a terminal.
   */
  public static String onlyOurEscapes(String text) {
    return STEERS.matcher(text).replaceAll("?");
  }
}
