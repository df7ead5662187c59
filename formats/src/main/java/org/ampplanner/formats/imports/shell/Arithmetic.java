package org.ampplanner.formats.imports.shell;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** Works out sums of whole numbers and variables, as the shell does; empty where it cannot. */
final class Arithmetic {
  private static final List<List<String>> OPERATORS =
      List.of(
          List.of("||"),
          List.of("&&"),
          List.of("==", "!="),
          List.of("<=", ">=", "<", ">"),
          List.of("+", "-"),
          List.of("*", "/", "%"));
  private static final int DEPTH = 50;

  private final String text;
  private final Function<String, OptionalLong> variables;
  private int at;
  private int depth;
  private boolean failed;

  private Arithmetic(String text, Function<String, OptionalLong> variables) {
    this.text = text;
    this.variables = variables;
  }

  static OptionalLong of(String text, Function<String, OptionalLong> variables) {
    Arithmetic sum = new Arithmetic(text.replaceAll("\\s", ""), variables);
    long value = sum.level(0);
    return sum.failed || sum.at < sum.text.length() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private long level(int level) {
    if (level == OPERATORS.size()) {
      return single();
    }
    long left = level(level + 1);
    while (!failed) {
      String operator =
          OPERATORS.get(level).stream().filter(o -> text.startsWith(o, at)).findFirst().orElse("");
      if (operator.isEmpty()) {
        return left;
      }
      at += operator.length();
      left = apply(operator, left, level(level + 1));
    }
    return left;
  }

  private long apply(String operator, long a, long b) {
    return switch (operator) {
      case "||" -> a != 0 || b != 0 ? 1 : 0;
      case "&&" -> a != 0 && b != 0 ? 1 : 0;
      case "==" -> a == b ? 1 : 0;
      case "!=" -> a != b ? 1 : 0;
      case "<=" -> a <= b ? 1 : 0;
      case ">=" -> a >= b ? 1 : 0;
      case "<" -> a < b ? 1 : 0;
      case ">" -> a > b ? 1 : 0;
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> b == 0 ? fail() : a / b;
      default -> b == 0 ? fail() : a % b;
    };
  }

  private long fail() {
    failed = true;
    return 0;
  }

  private long single() {
    if (at >= text.length() || ++depth > DEPTH) {
      return fail();
    }
    char c = text.charAt(at);
    if (c == '(') {
      at++;
      long inner = level(0);
      if (at >= text.length() || text.charAt(at++) != ')') {
        return fail();
      }
      depth--;
      return inner;
    }
    if (c == '-' || c == '!') {
      at++;
      long value = single();
      return c == '-' ? -value : value == 0 ? 1 : 0;
    }
    depth--;
    return operand();
  }

  private long operand() {
    int start = at;
    while (at < text.length() && isPart(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at).replaceAll("[${}]", "");
    if (word.matches("\\d{1,15}")) {
      return Long.parseLong(word);
    }
    OptionalLong value = word.isEmpty() ? OptionalLong.empty() : variables.apply(word);
    return value.isPresent() ? value.getAsLong() : fail();
  }

  private static boolean isPart(char c) {
    return Character.isLetterOrDigit(c) || "${}_".indexOf(c) >= 0;
  }
}
