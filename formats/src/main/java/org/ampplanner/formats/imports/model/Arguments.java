package org.ampplanner.formats.imports.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.formats.source.Wording;

/**
 * Arguments by name: {@code --num-layers 24} in a shell script or alone, or keys of a YAML file at
 * any depth. Names are compared with underscores.
 *
 * @param values by name
 * @param branched arguments that stand in branches which nothing chooses, by name
 * @param open by variable why it has no value
 * @param programs the Python files that are run
 * @param file where they stand
 * @param problems where to record what is wrong
 */
record Arguments(
    Map<String, Node.Scalar> values,
    Map<String, Node.Scalar> branched,
    Map<String, String> open,
    List<String> programs,
    Location file,
    Problems problems) {
  private static final long MAX = 1L << 40;

  static Arguments empty(Location file, Problems problems) {
    return new Arguments(
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new java.util.ArrayList<>(),
        file,
        problems);
  }

  static String plain(String name) {
    return name.replaceFirst("^-+", "").replace('-', '_').toLowerCase(Locale.ROOT);
  }

  /** Adds an argument; another value for the shape than before is a problem. */
  void put(String given, Node.Scalar value) {
    String name = plain(given);
    Node.Scalar first = values.putIfAbsent(name, value);
    boolean differs = first != null && !first.text().equals(value.text());
    if (differs && Flags.role(name) == Flags.Role.SHAPE && !name.equals("type")) {
      problems.error(
          value.at(),
          name
              + " ("
              + Wording.shown(value.text())
              + ") is "
              + Wording.shown(first.text())
              + " in line "
              + first.at().line(),
          "a file that describes one model");
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Returns an argument as it is written, whether or not it has a value here. */
  Optional<Node.Scalar> raw(String... names) {
    return Stream.of(names)
        .filter(values::containsKey)
        .findFirst()
        .flatMap(name -> Optional.ofNullable(values.get(name)));
  }

  /** Returns the first of some arguments that is there; what has no value here is a problem. */
  Optional<Node.Scalar> value(String... names) {
    return raw(names).map(this::checked);
  }

  private Node.Scalar checked(Node.Scalar value) {
    if (value.text().contains("$") || value.text().contains("`")) {
      String name = value.text().replaceFirst("^[^$]*\\$\\{?(\\w+).*$", "$1");
      String why = open.get(name);
      problems.error(
          value.at(),
          Wording.shown(value.text())
              + (why == null ? " has no value in this file" : " has no value: it " + why),
          why == null ? "the number in its place" : "`" + name + "=...` alone in a copy");
    }
    return value;
  }

  String text(String... names) {
    return value(names).map(Node.Scalar::text).orElse("");
  }

  /** Returns a positive whole number. */
  OptionalLong whole(String... names) {
    for (String name : names) {
      Optional<Node.Scalar> value = value(name);
      if (value.isPresent()) {
        return value.get().text().contains("$")
            ? OptionalLong.empty()
            : Scalars.whole(value.get(), name, Range.POSITIVE, MAX, problems);
      }
    }
    return OptionalLong.empty();
  }

  /** Returns whether a switch is on: there without a value, or with a true one. */
  boolean on(String... names) {
    return Stream.of(names)
        .anyMatch(n -> raw(n).filter(v -> !v.text().matches("(?i)false|0|no|none")).isPresent());
  }

  boolean off(String... names) {
    return Stream.of(names)
        .anyMatch(n -> raw(n).filter(v -> v.text().matches("(?i)false|0|no")).isPresent());
  }

  Location at() {
    return values.values().stream().findFirst().map(Node.Scalar::at).orElse(file);
  }
}
