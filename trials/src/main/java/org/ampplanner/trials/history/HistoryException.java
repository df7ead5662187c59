package org.ampplanner.trials.history;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.sqlite.SQLiteException;

/** A history cannot be read or written; what it held before is as it was. */
public final class HistoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception with a message for users. */
  public HistoryException(String message) {
    super(message);
  }

  static HistoryException of(Path file, SQLException e) {
    return new HistoryException("history " + file + ": " + reason(e));
  }

  private static String reason(SQLException e) {
    if (e instanceof SQLiteException sqlite) {
      return switch (sqlite.getResultCode()) {
        case SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC ->
            "the disk is full; the trials recorded before are safe";
        case SQLITE_NOTADB -> "is not a history (no SQLite file)";
        case SQLITE_CORRUPT -> "is damaged";
        case SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT -> "another program holds it";
        case SQLITE_READONLY, SQLITE_READONLY_DIRECTORY, SQLITE_READONLY_DBMOVED ->
            "cannot be written: permission denied";
        case SQLITE_CANTOPEN, SQLITE_CANTOPEN_ISDIR ->
            "cannot be opened: its folder is missing or not ours to write";
        default -> plain(e);
      };
    }
    return plain(e);
  }

  private static String plain(SQLException e) {
    return String.valueOf(e.getMessage()).strip().toLowerCase(Locale.ROOT);
  }
}
