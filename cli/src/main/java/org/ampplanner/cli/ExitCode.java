package org.ampplanner.cli;

/** What the process says when it ends. */
final class ExitCode {
  static final int OK = 0;
  static final int OUR_BUG = 1;
  static final int INVALID_INPUT = 2;
  static final int NOTHING_FEASIBLE = 3;
  static final int OUTSIDE_PROGRAM_FAILED = 4;
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
