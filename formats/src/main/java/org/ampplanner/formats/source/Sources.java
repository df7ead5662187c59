package org.ampplanner.formats.source;

import java.util.Locale;
import java.util.Optional;

/** Reads files into trees: JSON where the name or the content says so, else YAML 1.2. */
public final class Sources {
  private Sources() {}

  /** Reads a file, or records why it cannot be read. */
  public static Optional<Node> read(SourceFile file, Problems problems) {
    return SourceText.read(file, problems).flatMap(text -> parse(text, file, problems));
  }

  /** Reads a file that must hold a mapping at its top. */
  public static Optional<Node.Mapping> readMapping(
      SourceFile file, String what, Problems problems) {
    return mapping(read(file, problems), what, problems);
  }

  /** Reads a text that must hold a mapping at its top, as if it stood in a file. */
  public static Optional<Node.Mapping> parseMapping(
      String text, SourceFile file, String what, Problems problems) {
    return mapping(parse(text, file, problems), what, problems);
  }

  private static Optional<Node.Mapping> mapping(
      Optional<Node> node, String what, Problems problems) {
    if (node.isPresent() && node.get() instanceof Node.Mapping mapping) {
      return Optional.of(mapping);
    }
    node.ifPresent(other ->
        problems.error(
            other.at(),
            "is not " + what + ": " + other.kind() + ", not a mapping",
            "lines of the form `key: value`"));
    return Optional.empty();
  }

  /** Reads the value of an option, which stands wholly at one place. */
  public static Optional<Node> parseOption(String value, Location at, Problems problems) {
    return YamlTree.parse(value, new Positions.Fixed(at), problems);
  }

  private static Optional<Node> parse(String text, SourceFile file, Problems problems) {
    Positions positions = new Positions.InFile(file.shown());
    return isJson(text, file)
        ? JsonTree.parse(text, positions, problems)
        : YamlTree.parse(text, positions, problems);
  }

  private static boolean isJson(String text, SourceFile file) {
    String name = file.shown().toLowerCase(Locale.ROOT);
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return false;
    }
    return name.endsWith(".json") || text.stripLeading().matches("(?s)(\\{\\s*[\"}]|\\[).*");
  }
}
