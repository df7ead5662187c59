package org.ampplanner.trials.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a history file holds, and whether a file is one. */
final class HistorySchema {
  static final int VERSION = 1;
  private static final int APPLICATION = 0x414d5048; // "AMPH"

  private static final String TABLE =
      """
      CREATE TABLE trial (
        id INTEGER PRIMARY KEY,
        job TEXT NOT NULL,
        candidate TEXT NOT NULL,
        engine TEXT NOT NULL,
        plan TEXT NOT NULL,
        predicted_s REAL,
        status TEXT NOT NULL CHECK (status IN ('running', 'measured', 'failed')),
        owner TEXT,
        measured_s REAL CHECK (
          status <> 'measured' OR (measured_s IS NOT NULL AND measured_s > 0 AND measured_s < 9e999)
        ),
        steps INTEGER,
        spread_s REAL,
        memory_gib REAL,
        failure TEXT CHECK (status <> 'failed' OR failure IS NOT NULL),
        slower_than_s REAL,
        remark TEXT,
        started_at TEXT,
        wall_s REAL,
        UNIQUE (job, candidate)
      )\
      """;

  private static final List<String> COLUMNS =
      List.of(
          "id",
          "job",
          "candidate",
          "engine",
          "plan",
          "predicted_s",
          "status",
          "owner",
          "measured_s",
          "steps",
          "spread_s",
          "memory_gib",
          "failure",
          "slower_than_s",
          "remark",
          "started_at",
          "wall_s");

  private HistorySchema() {}

  /**
   * Makes the table in a file that holds nothing; leaves any other file as it is.
   *
   * @throws HistoryException if the file is something else, of another version, or lacks its table
   */
  static void prepare(Path file, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int application = number(statement, "PRAGMA application_id");
      int changes = number(statement, "PRAGMA schema_version");
      if (application == APPLICATION) {
        check(file, statement);
      } else if (application != 0 || changes > 0) {
        throw new HistoryException("history " + file + ": is a database of something else");
      } else {
        statement.execute(TABLE);
        statement.execute("PRAGMA application_id = " + APPLICATION);
        statement.execute("PRAGMA user_version = " + VERSION);
      }
    }
  }

  private static void check(Path file, Statement statement) throws SQLException {
    int version = number(statement, "PRAGMA user_version");
    if (version != VERSION) {
      throw new HistoryException(
          "history "
              + file
              + ": amp-history/"
              + version
              + " is not amp-history/"
              + VERSION
              + (version > VERSION ? "; a newer amp wrote it" : "; its version was changed"));
    }
    Set<String> missing = new TreeSet<>(COLUMNS);
    missing.removeAll(columns(statement));
    if (missing.size() == COLUMNS.size()) {
      throw new HistoryException(
          "history "
              + file
              + ": has no table trial any more; its trials are not made anew"
              + "\n  Maybe a copy of it, or another --history");
    } else if (!missing.isEmpty()) {
      throw new HistoryException(
          "history " + file + ": its table trial has no " + String.join(", ", missing));
    }
  }

  private static List<String> columns(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet row = statement.executeQuery("SELECT name FROM pragma_table_info('trial')")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  static int number(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getInt(1) : 0;
    }
  }
}
