package org.ampplanner.unit;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown by the constructor of an input record; holds everything that is wrong with it. */
public final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /** Makes an exception of at least one violation. */
  public InvalidValueException(List<Violation> violations) {
    super(violations.stream().map(Violation::message).collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  /** Returns what is wrong, in the order of the record's components. */
  public List<Violation> violations() {
    return violations;
  }
}
