package org.ampplanner.formats.source;

import java.util.List;
import java.util.stream.Collectors;

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
