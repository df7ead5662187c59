package org.ampplanner.formats.source;

import java.util.List;
import java.util.stream.Collectors;
import org.ampplanner.unit.InvalidValueException;
import org.jspecify.annotations.Nullable;

/** Thrown when input is invalid; holds every problem that was found, not the first only. */
public final class ProblemsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How many problems a message spells out; the others are counted. */
  private static final int SHOWN = 100;

  private final transient List<Problem> problems;

  /** Makes an exception of at least one problem. */
  public ProblemsException(List<Problem> problems) {
    super(render(problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * Returns one about a single thing that is wrong.
   *
   * @param where the file as the user named it, or an option
   * @param message what is wrong
   * @param maybe what may have been meant, or null
   */
  public static ProblemsException of(String where, String message, @Nullable String maybe) {
    return new ProblemsException(List.of(new Problem(where, 0, message, maybe)));
  }

  /** Returns one about values that do not go, all of them given in one place. */
  public static ProblemsException of(String where, InvalidValueException invalid) {
    return new ProblemsException(
        invalid.violations().stream()
            .map(v -> new Problem(where, 0, v.message(), v.maybe()))
            .toList());
  }

  /** Returns all problems, by file and line. */
  public List<Problem> problems() {
    return problems;
  }

  private static String render(List<Problem> problems) {
    String shown =
        problems.stream()
            .limit(SHOWN)
            .map(Problem::render)
            .collect(Collectors.joining(System.lineSeparator()));
    int more = problems.size() - SHOWN;
    return more <= 0 ? shown : shown + System.lineSeparator() + "... and " + more + " more";
  }
}
