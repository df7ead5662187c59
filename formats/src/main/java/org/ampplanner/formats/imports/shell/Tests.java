package org.ampplanner.formats.imports.shell;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Decides conditions: {@code [ ]}, {@code [[ ]]}, {@code test}; empty where only a run tells. */
final class Tests {
  private final List<Value> words;
  private int at;

  private Tests(List<Value> words) {
    this.words = words;
  }

  /** Decides what stands between the brackets. */
  static Optional<Boolean> decide(List<Value> words) {
    Tests tests = new Tests(words);
    Optional<Boolean> decided = tests.either();
    return tests.at < words.size() ? Optional.empty() : decided;
  }

  private Optional<Boolean> either() {
    Optional<Boolean> left = both();
    while (takes("-o") || takes("||")) {
      Optional<Boolean> right = both();
      left = known(left, true) || known(right, true) ? Optional.of(true) : all(left, right, false);
    }
    return left;
  }

  private Optional<Boolean> both() {
    Optional<Boolean> left = single();
    while (takes("-a") || takes("&&")) {
      Optional<Boolean> right = single();
      left =
          known(left, false) || known(right, false) ? Optional.of(false) : all(left, right, true);
    }
    return left;
  }

  private static boolean known(Optional<Boolean> value, boolean expected) {
    return value.isPresent() && value.get() == expected;
  }

  private static Optional<Boolean> all(Optional<Boolean> a, Optional<Boolean> b, boolean value) {
    return a.isPresent() && b.isPresent() ? Optional.of(value) : Optional.empty();
  }

  private boolean takes(String operator) {
    boolean there = at < words.size() && words.get(at).text().equals(operator);
    at += there ? 1 : 0;
    return there;
  }

  private Optional<Boolean> single() {
    if (takes("!")) {
      return single().map(b -> !b);
    }
    if (takes("(")) {
      Optional<Boolean> inner = either();
      takes(")");
      return inner;
    }
    if (at >= words.size()) {
      return Optional.empty();
    }
    Value first = words.get(at++);
    String operator = first.text();
    boolean unary = operator.matches("-[a-zA-Z]") && at < words.size() && !comparesNext();
    if (unary) {
      Value operand = words.get(at++);
      return switch (operator) {
        case "-z" -> operand.open() ? Optional.empty() : Optional.of(operand.text().isEmpty());
        case "-n" -> operand.open() ? Optional.empty() : Optional.of(!operand.text().isEmpty());
        default -> Optional.empty();
      };
    }
    if (comparesNext()) {
      String comparison = words.get(at++).text();
      Value second = at < words.size() ? words.get(at++) : Value.EMPTY;
      return compare(first, comparison, second);
    }
    return first.open() ? Optional.empty() : Optional.of(!first.text().isEmpty());
  }

  private boolean comparesNext() {
    return at < words.size()
        && words.get(at).text().matches("==?|!=|=~|<|>|-eq|-ne|-lt|-le|-gt|-ge");
  }

  private static Optional<Boolean> compare(Value left, String comparison, Value right) {
    if (left.open() || right.open()) {
      return Optional.empty();
    }
    return switch (comparison) {
      case "=", "==" -> Optional.of(matches(left.text(), right.text()));
      case "!=" -> Optional.of(!matches(left.text(), right.text()));
      case "-eq", "-ne", "-lt", "-le", "-gt", "-ge" ->
          numbers(left.text(), comparison, right.text());
      default -> Optional.empty();
    };
  }

  private static Optional<Boolean> numbers(String left, String comparison, String right) {
    Function<String, OptionalLong> none = name -> OptionalLong.empty();
    OptionalLong a = Arithmetic.of(left, none);
    OptionalLong b = Arithmetic.of(right, none);
    if (a.isEmpty() || b.isEmpty()) {
      return Optional.empty();
    }
    int order = Long.compare(a.getAsLong(), b.getAsLong());
    return Optional.of(
        switch (comparison) {
          case "-eq" -> order == 0;
          case "-ne" -> order != 0;
          case "-lt" -> order < 0;
          case "-le" -> order <= 0;
          case "-gt" -> order > 0;
          default -> order >= 0;
        });
  }

  /** Returns whether a text matches a pattern with {@code *} and {@code ?}. */
  static boolean matches(String text, String pattern) {
    int t = 0;
    int p = 0;
    int star = -1;
    int from = 0;
    while (t < text.length()) {
      char c = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && c == '*') {
        star = p++;
        from = t;
      } else if (p < pattern.length() && (c == '?' || c == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++from;
      } else {
        return false;
      }
    }
    return pattern.substring(p).chars().allMatch(c -> c == '*');
  }
}
