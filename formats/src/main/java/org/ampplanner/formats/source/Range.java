package org.ampplanner.formats.source;

/** Which numbers a field takes. */
public enum Range {
  /** Greater than zero. */
  POSITIVE("must be positive"),
  /** Zero or greater. */
  NOT_NEGATIVE("must not be negative"),
  /** Any. */
  ANY("must be a number");

  private final String requirement;

  Range(String requirement) {
    this.requirement = requirement;
  }

  /** Returns what the field asks for, readable after {@code field (value)}. */
  String requirement() {
    return requirement;
  }

  /** Returns whether a number of that sign is allowed. */
  boolean allows(int signum) {
    return switch (this) {
      case POSITIVE -> signum > 0;
      case NOT_NEGATIVE -> signum >= 0;
      case ANY -> true;
    };
  }
}
