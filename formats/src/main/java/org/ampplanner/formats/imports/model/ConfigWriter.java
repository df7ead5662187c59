package org.ampplanner.formats.imports.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;

/** Writes arguments as the fields of a config, each with the place where it is said. */
final class ConfigWriter {
  private final Arguments arguments;
  private final Map<String, Node.Entry> config = new LinkedHashMap<>();

  ConfigWriter(Arguments arguments) {
    this.arguments = arguments;
  }

  Node.Mapping mapping(Location at) {
    return new Node.Mapping(at, config);
  }

  void put(String key, Node value) {
    config.put(key, new Node.Entry(value.at(), value));
  }

  void put(String key, Object value, Location at) {
    put(key, new Node.Scalar(at, String.valueOf(value), value instanceof String));
  }

  void flag(String key, boolean value) {
    put(key, value, arguments.at());
  }

  void list(String key, List<?> items, Location at) {
    put(
        key,
        new Node.Sequence(
            at,
            items.stream()
                .map(i -> (Node) new Node.Scalar(at, String.valueOf(i), false))
                .toList()));
  }

  /** Writes the first of some arguments that is there. */
  void copy(String key, String... names) {
    arguments.value(names).ifPresent(v -> put(key, v));
  }

  /** Writes an argument, or the default that Megatron has for it. */
  void usual(String key, long usual, String... names) {
    if (arguments.value(names).isPresent()) {
      copy(key, names);
    } else {
      put(key, usual, arguments.at());
    }
  }
}
