package org.ampplanner.formats.imports.shell;

import java.util.List;
import org.ampplanner.formats.imports.shell.Part.Word;
import org.jspecify.annotations.Nullable;

/** A statement of a script. */
sealed interface Statement {

  /**
   * Sets a variable.
   *
   * @param name the variable
   * @param value what it is set to
   * @param append whether it is added to what is there
   */
  record Assignment(String name, Word value, boolean append) {}

  /**
   * Assignments, and a command behind them if there are words.
   *
   * @param line where it starts
   * @param assignments in order
   * @param words the command, empty for none
   * @param document what a here-document hands to it
   * @param target the file that it writes
   */
  record Simple(
      int line,
      List<Assignment> assignments,
      List<Word> words,
      @Nullable Word document,
      @Nullable Word target)
      implements Statement {}

  /**
   * A condition with what is done where it holds.
   *
   * @param condition its last statement decides
   * @param body what is done
   */
  record Clause(List<Statement> condition, List<Statement> body) {}

  /**
   * Branches by conditions.
   *
   * @param line where it starts
   * @param clauses the first that holds is taken
   * @param otherwise what is done where none holds
   */
  record If(int line, List<Clause> clauses, List<Statement> otherwise) implements Statement {}

  /**
   * Patterns with what is done for them.
   *
   * @param patterns of which one has to match
   * @param body what is done
   */
  record Branch(List<Word> patterns, List<Statement> body) {}

  /**
   * Branches by patterns.
   *
   * @param line where it starts
   * @param subject what is compared
   * @param branches the first that matches is taken
   */
  record Case(int line, Word subject, List<Branch> branches) implements Statement {}

  /**
   * A loop over words, or one with a condition.
   *
   * @param line where it starts
   * @param name the variable of a loop over words, or null
   * @param words that it runs over
   * @param body what is repeated
   */
  record Loop(int line, @Nullable String name, List<Word> words, List<Statement> body)
      implements Statement {}

  /**
   * A function.
   *
   * @param name what it is called by
   * @param body what it does
   */
  record Function(String name, List<Statement> body) implements Statement {}

  /**
   * Two statements of which the second depends on the first.
   *
   * @param line where it starts
   * @param first always done
   * @param second done where the first succeeds, or fails
   * @param and whether it has to succeed
   */
  record Chain(int line, Statement first, Statement second, boolean and) implements Statement {}

  /**
   * Statements in brackets.
   *
   * @param body in order
   */
  record Group(List<Statement> body) implements Statement {}
}
