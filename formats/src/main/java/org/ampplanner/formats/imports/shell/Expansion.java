package org.ampplanner.formats.imports.shell;

import java.util.OptionalLong;
import java.util.Set;
import org.ampplanner.formats.imports.shell.Part.Word;

/** Fills in what variables hold; what has no value stays as it is written, and open. */
final class Expansion {
  private static final int DEPTH = 20;

  private final State state;
  private final Set<String> used;
  private int depth;

  /**
   * Starts with the variables of a state.
   *
   * @param used to which the names are added that a word uses
   */
  Expansion(State state, Set<String> used) {
    this.state = state;
    this.used = used;
  }

  Value of(Word word) {
    Value all = Value.EMPTY;
    for (Part part : word.parts()) {
      all = all.and(of(part));
    }
    return all;
  }

  /** Returns whether a word is one variable that the file never sets and that is no argument. */
  boolean unset(Word word) {
    return word.parts().stream().allMatch(p -> isUnset(p))
        && word.parts().stream().anyMatch(Part.Variable.class::isInstance);
  }

  private boolean isUnset(Part part) {
    return switch (part) {
      case Part.Variable v ->
          v.operator().isEmpty()
              && Character.isLetter(v.name().charAt(0))
              && !state.values.containsKey(v.name())
              && !state.open.containsKey(v.name());
      case Part.Literal l -> l.text().isEmpty();
      case Part.Sum s -> false;
      case Part.Printed p -> false;
    };
  }

  private Value of(Part part) {
    return switch (part) {
      case Part.Literal l -> Value.of(l.text(), l.line());
      case Part.Printed p -> Value.open(p.text(), p.line());
      case Part.Variable v -> variable(v);
      case Part.Sum s -> {
        OptionalLong sum = Arithmetic.of(s.expression(), this::number);
        yield sum.isPresent()
            ? Value.of(Long.toString(sum.getAsLong()), s.line())
            : Value.open("$((" + s.expression() + "))", s.line());
      }
    };
  }

  private Value variable(Part.Variable v) {
    used.add(v.name());
    Value held = state.values.get(v.name());
    boolean branched = state.open.containsKey(v.name());
    Value open = Value.open("$" + v.name(), v.line());
    boolean empty = held != null && v.operator().startsWith(":") && held.text().isEmpty();
    if (++depth > DEPTH) {
      return open;
    }
    Value value =
        switch (v.operator()) {
          case ":-", "-", ":=", "=" ->
              branched ? open : held == null || empty ? of(v.operand()) : held;
          case ":+", "+" -> branched ? open : held == null || empty ? Value.EMPTY : of(v.operand());
          default -> held == null ? open : held;
        };
    depth--;
    if (v.operator().endsWith("=") && !branched) {
      state.set(v.name(), value);
    }
    return value;
  }

  /** Returns the whole number that a variable holds. */
  OptionalLong number(String name) {
    used.add(name);
    Value held = state.values.get(name);
    return held == null || held.open() || !held.text().strip().matches("-?\\d{1,15}")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(held.text().strip()));
  }
}
