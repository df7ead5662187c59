package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.unit.Printable;

/** Text that bash reads back as it was meant. */
final class Shell {
  private static final int WIDTH = 96;

  private Shell() {}

  /** Returns a word, quoted unless it is plain. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Returns the assignment of an array of words, folded where it is long. */
  static List<String> array(String name, List<String> words) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(name).append("=(");
    for (String word : words) {
      String next = quoted(word);
      if (line.length() + next.length() + 1 > WIDTH) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        line.append("  ");
      }
      line.append(next).append(' ');
    }
    lines.add(line.toString().stripTrailing() + ")");
    return lines;
  }

  static List<String> array(String name, int[] numbers) {
    return array(name, Arrays.stream(numbers).mapToObj(Integer::toString).toList());
  }

  /** Returns the assignment of a variable that the environment may set, else to a word. */
  static String assignment(String name, String word) {
    return name + "=${" + name + ":-" + (word.isEmpty() ? "" : quoted(word)) + "}";
  }

  /** Returns a text as one line of comment, whatever it holds. */
  static String comment(String text) {
    return "# " + Printable.of(text);
  }
}
