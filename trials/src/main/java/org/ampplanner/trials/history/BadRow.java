package org.ampplanner.trials.history;

import org.ampplanner.formats.source.Problem;

/**
 * A row of a history that is no trial and does not count.
 *
 * @param id its number in the column {@code id}
 * @param wrong what is wrong with it
 */
public record BadRow(long id, String wrong) {

  /** Returns what is to be said of it beside the name of the file. */
  public String message() {
    return "row " + id + ": " + wrong + "; it does not count";
  }

  /** Returns how it can be taken out. */
  public String maybe(String file) {
    return "`sqlite3 "
        + file
        + " \"DELETE FROM trial WHERE id = "
        + id
        + "\"`, and it is run again";
  }

  /** Returns a warning that names the file, the row, and how it can be taken out. */
  public Problem in(String file) {
    return new Problem(file, 0, message(), maybe(file));
  }
}
