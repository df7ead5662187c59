package org.ampplanner.formats.imports.model;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.imports.TextLines.Line;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;

/**
 * Arguments by name: {@code --num-layers 24} in a shell script or alone, with the script's own
 * variables filled in, or keys of a YAML file at any depth. Names are compared with underscores.
 */
final class Arguments {
  private static final Pattern VARIABLE =
      Pattern.compile(
          "(?:^|[\\s;(])(?:export\\s+)?([A-Za-z_]\\w*)="
              + "(?:\"([^\"]*)\"|'([^']*)'|(\\$\\(\\([^()]*\\)\\)|[^\\s;)(]+))");
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_]\\w*)(?::-([^}]*))?\\}|\\$([A-Za-z_]\\w*)");
  private static final Pattern PRODUCT =
      Pattern.compile(
          "\\$\\(\\(\\s*\\$?\\{?(\\w{1,40})\\}?\\s*([*/+-])\\s*\\$?\\{?(\\w{1,40})\\}?\\s*\\)\\)");
  private static final Pattern FLAG = Pattern.compile("--([a-zA-Z][\\w-]*)(?:=(.*))?");

  private final Map<String, Node.Scalar> values = new LinkedHashMap<>();
  private final Problems problems;

  private Arguments(Problems problems) {
    this.problems = problems;
  }

  static Arguments ofScript(TextLines text, Problems problems) {
    Arguments arguments = new Arguments(problems);
    Map<String, String> variables = new HashMap<>();
    for (Line line : text.filled()) {
      if (!line.text().startsWith("#")) {
        arguments.line(line, variables);
      }
    }
    return arguments;
  }

  static Arguments ofTree(Node.Mapping tree, Problems problems) {
    Arguments arguments = new Arguments(problems);
    arguments.walk(tree);
    return arguments;
  }

  private void walk(Node.Mapping tree) {
    tree.entries()
        .forEach((key, entry) -> {
          if (entry.value() instanceof Node.Mapping inner) {
            walk(inner);
          } else if (entry.value() instanceof Node.Scalar scalar && !scalar.isNull()) {
            put(plain(key), scalar);
          }
        });
  }

  private void line(Line line, Map<String, String> variables) {
    Matcher assignment = VARIABLE.matcher(line.text());
    while (assignment.find()) {
      String value =
          Optional.ofNullable(assignment.group(2))
              .or(() -> Optional.ofNullable(assignment.group(3)))
              .orElseGet(() -> assignment.group(4));
      if (value.length() < 1000 && variables.size() < 10_000) {
        variables.put(assignment.group(1), filled(value, variables));
      }
    }
    String all = filled(line.text(), variables);
    String[] used = all.replaceAll("[\"'()\\\\]", " ").strip().split("\\s+");
    for (int i = 0; i < used.length; i++) {
      Matcher flag = FLAG.matcher(used[i]);
      if (flag.matches()) {
        boolean next = i + 1 < used.length && !used[i + 1].startsWith("--");
        String value = flag.group(2) != null ? flag.group(2) : next ? used[i + 1] : "true";
        put(plain(flag.group(1)), new Node.Scalar(line.at(), value, false));
      }
    }
  }

  private static String filled(String text, Map<String, String> variables) {
    Matcher m = REFERENCE.matcher(computed(text, variables));
    StringBuilder out = new StringBuilder();
    while (m.find()) {
      String name = m.group(1) == null ? m.group(3) : m.group(1);
      String fallback = m.group(2) == null ? m.group() : m.group(2);
      m.appendReplacement(out, Matcher.quoteReplacement(variables.getOrDefault(name, fallback)));
    }
    m.appendTail(out);
    return out.toString();
  }

  /** Works out the sums and products of two numbers or variables. */
  private static String computed(String text, Map<String, String> variables) {
    Matcher m = PRODUCT.matcher(text);
    StringBuilder out = new StringBuilder();
    while (m.find()) {
      String left = variables.getOrDefault(m.group(1), m.group(1));
      String right = variables.getOrDefault(m.group(3), m.group(3));
      if (!left.matches("\\d{1,9}") || !right.matches("\\d{1,9}")) {
        continue;
      }
      long a = Long.parseLong(left);
      long b = Long.parseLong(right);
      long value =
          switch (m.group(2).charAt(0)) {
            case '*' -> a * b;
            case '/' -> b == 0 ? 0 : a / b;
            case '+' -> a + b;
            default -> a - b;
          };
      m.appendReplacement(out, Long.toString(value));
    }
    m.appendTail(out);
    return out.toString();
  }

  private static String plain(String name) {
    return name.replaceFirst("^-+", "").replace('-', '_').toLowerCase(Locale.ROOT);
  }

  private void put(String name, Node.Scalar value) {
    Node.Scalar first = values.putIfAbsent(name, value);
    if (first != null && !first.text().equals(value.text()) && Megatron.SHAPE.contains(name)) {
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

  Optional<Node.Scalar> value(String... names) {
    return List.of(names).stream()
        .filter(values::containsKey)
        .findFirst()
        .flatMap(name -> Optional.ofNullable(values.get(name)))
        .map(this::checked);
  }

  private Node.Scalar checked(Node.Scalar value) {
    if (value.text().contains("$")) {
      problems.error(
          value.at(),
          Wording.shown(value.text()) + " has no value in this file",
          "the number in its place");
    }
    return value;
  }

  /** Returns whether a switch is on: there without a value, or with a true one. */
  boolean on(String name) {
    return value(name).filter(v -> !v.text().matches("(?i)false|0|no")).isPresent();
  }

  boolean off(String name) {
    return value(name).filter(v -> v.text().matches("(?i)false|0|no")).isPresent();
  }

  Location at() {
    return values.values().stream().findFirst().map(Node.Scalar::at).orElseThrow();
  }
}
