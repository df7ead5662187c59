package org.ampplanner.formats.source;

import org.jspecify.annotations.Nullable;

/**
 * One thing to tell the user about a file: an error or a warning.
 *
 * @param file the file as the user named it, or an option
 * @param line from 1; 0 where there is none
 * @param message {@code what (the value) is wrong}
 * @param maybe what may have been meant, or null if nothing sensible can be said
 */
public record Problem(String file, int line, String message, @Nullable String maybe) {

  /** Keeps every part to what prints and to a length that can be read, wherever it was made. */
  public Problem {
    file = Wording.message(file);
    message = Wording.message(message);
    maybe = maybe == null ? null : Wording.message(maybe);
  }

  /** Returns {@code file:line: message}, and {@code Maybe ...} on a second line. */
  public String render() {
    String where = line > 0 ? file + ":" + line : file;
    String first = where + ": " + message;
    return maybe == null ? first : first + System.lineSeparator() + "  Maybe " + maybe;
  }
}
