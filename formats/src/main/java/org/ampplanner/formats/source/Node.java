package org.ampplanner.formats.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value in a file, with the place where it stands. */
public sealed interface Node {

  /** Returns where it stands. */
  Location at();

  /** Returns {@code subject (value)} for a message, or the subject alone where that says more. */
  String named(String subject);

  /** Returns what kind of value it is, with an article. */
  String kind();

  /** Returns a tree of maps, lists and plain values that wholly stands at one place. */
  static Node of(Object tree, Location at) {
    return switch (tree) {
      case Map<?, ?> map -> {
        Map<String, Entry> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> entries.put(String.valueOf(key), new Entry(at, of(value, at))));
        yield new Mapping(at, entries);
      }
      case List<?> list -> new Sequence(at, list.stream().map(item -> of(item, at)).toList());
      case String text -> new Scalar(at, text, true);
      default -> new Scalar(at, String.valueOf(tree), false);
    };
  }

  /**
   * A mapping.
   *
   * @param at where it starts
   * @param entries in the order of the file
   */
  record Mapping(Location at, Map<String, Entry> entries) implements Node {
    /** Copies the map, keeping its order. */
    public Mapping {
      entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String named(String subject) {
      return subject;
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /**
   * A key with its value.
   *
   * @param keyAt where the key stands
   * @param value the value
   */
  record Entry(Location keyAt, Node value) {}

  /**
   * A list.
   *
   * @param at where it starts
   * @param items in order
   */
  record Sequence(Location at, List<Node> items) implements Node {
    /** Copies the list. */
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String named(String subject) {
      return subject;
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /**
   * Anything else, as it is written.
   *
   * @param at where it stands
   * @param text the characters, without quotes
   * @param quoted whether it is text by its quotes, whatever it looks like
   */
  record Scalar(Location at, String text, boolean quoted) implements Node {
    @Override
    public String named(String subject) {
      return subject + " (" + Wording.shown(quoted ? "\"" + text + "\"" : text) + ")";
    }

    @Override
    public String kind() {
      return isNull() ? "empty" : "a single value";
    }

    /** Returns whether it stands for no value. */
    public boolean isNull() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }
  }
}
