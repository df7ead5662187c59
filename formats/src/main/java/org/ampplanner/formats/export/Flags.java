package org.ampplanner.formats.export;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Command-line flags in order, each at most once. */
final class Flags {
  private final Map<String, List<String>> flags = new LinkedHashMap<>();

  /** Adds a flag with its values. */
  Flags add(String name, Object... values) {
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(text(value));
    }
    if (flags.put("--" + name, texts) != null) {
      throw new IllegalArgumentException("--" + name + " is given twice");
    }
    return this;
  }

  /** Adds a flag if a condition holds. */
  Flags when(boolean condition, String name, Object... values) {
    return condition ? add(name, values) : this;
  }

  boolean has(String name) {
    return flags.containsKey("--" + name);
  }

  /** Returns the flags as elements of a bash array, one flag a line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    flags.forEach((flag, values) -> {
      StringBuilder line = new StringBuilder("  ").append(flag);
      values.forEach(value -> line.append(' ').append(value));
      lines.add(line.toString());
    });
    return lines;
  }

  /** Returns a number without an exponent, and without a fraction where it has none. */
  static String plain(double number) {
    return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
  }

  /**
   * The value of a variable of the script.
   *
   * @param name of the variable
   */
  record Variable(String name) {}

  private static String text(Object value) {
    return switch (value) {
      case Double number -> plain(number);
      case Variable variable -> "\"$" + variable.name() + "\"";
      default -> Shell.quoted(String.valueOf(value));
    };
  }
}
