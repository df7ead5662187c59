package org.ampplanner.formats.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds a tree from a stream of events, within limits that no sensible file reaches. */
final class TreeBuilder {
  /** The deepest nesting. */
  static final int MAX_DEPTH = 64;

  /** The most values in a file. */
  static final int MAX_NODES = 2_000_000;

  /** Thrown to stop reading; the reason is recorded already. */
  static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stop() {
      super(null, null, false, false);
    }
  }

  private static final class Open {
    final Location at;
    final @Nullable Map<String, Node.Entry> entries;
    final List<Node> items = new ArrayList<>();
    @Nullable String key;
    Location keyAt;

    Open(Location at, boolean mapping) {
      this.at = at;
      this.keyAt = at;
      this.entries = mapping ? new LinkedHashMap<>() : null;
    }
  }

  private final Problems problems;
  private final Deque<Open> open = new ArrayDeque<>();
  private @Nullable Node root;
  private int nodes;

  TreeBuilder(Problems problems) {
    this.problems = problems;
  }

  boolean expectsKey() {
    Open top = open.peek();
    return top != null && top.entries != null && top.key == null;
  }

  void key(String key, Location at) {
    Open top = open.element();
    top.key = key;
    top.keyAt = at;
  }

  void start(Location at, boolean mapping) {
    if (open.size() >= MAX_DEPTH) {
      throw stop(at, "is nested more than " + MAX_DEPTH + " levels deep");
    }
    open.push(new Open(at, mapping));
  }

  void end() {
    Open top = open.pop();
    add(
        top.entries != null
            ? new Node.Mapping(top.at, top.entries)
            : new Node.Sequence(top.at, top.items));
  }

  void scalar(String text, boolean quoted, Location at) {
    add(new Node.Scalar(at, text, quoted));
  }

  private void add(Node node) {
    if (++nodes > MAX_NODES) {
      throw stop(node.at(), "holds more than " + MAX_NODES + " values");
    }
    Open top = open.peek();
    if (top == null) {
      root = node;
    } else if (top.entries == null) {
      top.items.add(node);
    } else {
      put(top, top.entries, node);
    }
  }

  private void put(Open top, Map<String, Node.Entry> entries, Node node) {
    String key = top.key == null ? "" : top.key;
    Node.Entry first = entries.putIfAbsent(key, new Node.Entry(top.keyAt, node));
    if (first != null) {
      problems.error(
          top.keyAt,
          Wording.shown(key) + " is given twice",
          first.keyAt().line() > 0
              ? "remove one of them; the first is in line " + first.keyAt().line()
              : "remove one of them");
    }
    top.key = null;
  }

  Stop stop(Location at, String message) {
    problems.error(at, message, null);
    return new Stop();
  }

  Optional<Node> root() {
    return Optional.ofNullable(root);
  }
}
