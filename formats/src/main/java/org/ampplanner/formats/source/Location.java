package org.ampplanner.formats.source;

/**
 * Where something stands.
 *
 * @param source the file as the user named it, or the option
 * @param line from 1; 0 where there are no lines, as in an option
 * @param column from 1; 0 where it is unknown
 * @param option whether {@code source} is a command-line option that shows its value already
 */
public record Location(String source, int line, int column, boolean option) {

  /** Returns a place in a file. */
  public static Location in(String file, int line, int column) {
    return new Location(file, line, column, false);
  }

  /** Returns a file as a whole. */
  public static Location of(String file) {
    return new Location(file, 0, 0, false);
  }

  /** Returns an option, as the user gave it. */
  public static Location ofOption(String option) {
    return new Location(option, 0, 0, true);
  }
}
