package org.ampplanner.cluster;

import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.ampplanner.unit.Printable;
import org.ampplanner.unit.Validation;

/**
 * Names of consecutive nodes: {@code <prefix>-<first>}, and on from there.
 *
 * @param prefix what their names start with; as a host can be named
 * @param first number of the first of them, at least 0
 * @param count how many, at least 1
 */
public record NodeNames(String prefix, int first, int count) {

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** Validates the components. */
  public NodeNames {
    new Validation()
        .named("name", prefix)
        .require(
            prefix.isBlank() || HOST.matcher(prefix).matches(),
            "name",
            Printable.of(prefix),
            "is not a name that a host can have",
            "letters, digits, dots, dashes and underscores, a letter or digit first")
        .notNegative("first", first)
        .positive("count", count)
        .throwIfInvalid();
  }

  /** Returns the name of a node by its place among them, from 0. */
  public String name(int index) {
    return prefix + "-" + (first + index);
  }

  /** Returns the place of the node of that name among them, if it is there. */
  OptionalInt find(String name) {
    int dash = name.lastIndexOf('-');
    if (dash != prefix.length() || !name.startsWith(prefix)) {
      return OptionalInt.empty();
    }
    String digits = name.substring(dash + 1);
    if (!digits.matches("0|[1-9][0-9]{0,8}")) {
      return OptionalInt.empty();
    }
    int index = Integer.parseInt(digits) - first;
    return index >= 0 && index < count ? OptionalInt.of(index) : OptionalInt.empty();
  }

  /** Returns whether a node has its name from both. */
  boolean overlaps(NodeNames other) {
    return prefix.equals(other.prefix)
        && first < other.first + other.count
        && other.first < first + count;
  }

  /** Returns the names from one place up to before another. */
  NodeNames part(int from, int to) {
    return new NodeNames(prefix, first + from, to - from);
  }

  /** Returns names for the pieces that every node is cut into. */
  NodeNames cut(int pieces) {
    return new NodeNames(prefix, first * pieces, count * pieces);
  }
}
