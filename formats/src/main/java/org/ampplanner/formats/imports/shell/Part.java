package org.ampplanner.formats.imports.shell;

import java.util.List;

/** A part of a word. */
sealed interface Part {

  /**
   * Characters that stand for themselves.
   *
   * @param text the characters
   * @param line where they stand
   */
  record Literal(String text, int line) implements Part {}

  /**
   * What a variable holds.
   *
   * @param name the variable
   * @param operator what stands behind the name: "" for nothing, {@code :-} for a value to take
   *     where it has none, or another operator of the shell
   * @param operand the word behind the operator
   * @param line where it stands
   */
  record Variable(String name, String operator, Word operand, int line) implements Part {}

  /**
   * A sum.
   *
   * @param expression what stands between the brackets
   * @param line where it stands
   */
  record Sum(String expression, int line) implements Part {}

  /**
   * What a program prints, which only a run tells.
   *
   * @param text as it is written
   * @param line where it stands
   */
  record Printed(String text, int line) implements Part {}

  /**
   * A word of the shell.
   *
   * @param parts in order
   * @param quoted whether it is one word whatever is in it
   */
  record Word(List<Part> parts, boolean quoted) {
    static final Word EMPTY = new Word(List.of(), false);

    /** Copies the list. */
    public Word {
      parts = List.copyOf(parts);
    }

    /** Returns the word if it stands for itself, else something that is no keyword. */
    String literal() {
      return parts.size() == 1 && parts.get(0) instanceof Literal l ? l.text() : "";
    }
  }
}
