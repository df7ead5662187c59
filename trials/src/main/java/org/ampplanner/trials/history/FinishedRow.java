package org.ampplanner.trials.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.ampplanner.trials.learning.Outcome;

/** Turns a claim into a finished trial. */
final class FinishedRow {
  private FinishedRow() {}

  /** Returns whether the row was still a claim of the process that ran the trial. */
  static boolean write(Connection connection, long id, Receipt.Content content)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            UPDATE trial SET status = ?, owner = NULL, measured_s = ?, failure = ?,
              slower_than_s = ?, predicted_s = ?, steps = ?, spread_s = ?, memory_gib = ?,
              wall_s = ?, started_at = ?, remark = ?
            WHERE id = ? AND status = 'running' AND instr(owner, ?) = 1\
            """)) {
      bind(update, content);
      update.setLong(12, id);
      update.setString(13, content.owner());
      return update.executeUpdate() == 1;
    }
  }

  private static void bind(PreparedStatement update, Receipt.Content e) throws SQLException {
    switch (e.outcome()) {
      case Outcome.Measured m -> {
        update.setString(1, "measured");
        update.setDouble(2, m.seconds());
        update.setNull(3, Types.VARCHAR);
        update.setNull(4, Types.REAL);
      }
      case Outcome.Failed f -> {
        update.setString(1, "failed");
        update.setNull(2, Types.REAL);
        update.setString(3, f.failure().id());
        update.setDouble(4, f.slowerThanSeconds());
      }
    }
    HistoryEntry.Details d = e.details();
    real(update, 5, e.predictedSeconds());
    update.setInt(6, d.steps());
    update.setDouble(7, d.spreadSeconds());
    real(update, 8, d.memoryGib());
    update.setDouble(9, d.wallSeconds());
    update.setString(10, d.startedAt());
    update.setString(11, d.remark());
  }

  private static void real(PreparedStatement update, int index, double value) throws SQLException {
    if (Double.isNaN(value)) {
      update.setNull(index, Types.REAL);
    } else {
      update.setDouble(index, value);
    }
  }
}
