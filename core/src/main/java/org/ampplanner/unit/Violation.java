package org.ampplanner.unit;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a record's component.
 *
 * @param field the component's name as users write it (snake_case)
 * @param value the offending value, or null where it is missing
 * @param problem what is wrong, readable after "field (value) "
 * @param maybe what the user may have meant, or null if nothing sensible can be said
 */
public record Violation(
    String field, @Nullable Object value, String problem, @Nullable String maybe) {

  /** Returns {@code field (value) problem}, the form of every message to users. */
  public String message() {
    return value == null ? field + " " + problem : field + " (" + value + ") " + problem;
  }
}
