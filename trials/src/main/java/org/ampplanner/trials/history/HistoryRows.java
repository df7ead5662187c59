package org.ampplanner.trials.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Rows of finished trials. What any program may have written into a row is not trusted: a row that
 * is none of ours is left out and named, and the others count.
 *
 * @param entries those that can be read, by the column {@code id}, in the order of recording
 * @param bad what is wrong with the others
 */
record HistoryRows(Map<Long, HistoryEntry> entries, List<BadRow> bad) {

  HistoryRows {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    bad = List.copyOf(bad);
  }

  /** Reads the finished trials of a job, or of all jobs if it is null. */
  static HistoryRows read(Connection connection, @Nullable String job) throws SQLException {
    Map<Long, HistoryEntry> entries = new LinkedHashMap<>();
    List<BadRow> bad = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT * FROM trial WHERE status IS NOT 'running' AND (? IS NULL OR job = ?)"
                + " ORDER BY id")) {
      select.setString(1, job);
      select.setString(2, job);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Optional<String> wrong = wrong(row);
          if (wrong.isPresent()) {
            bad.add(new BadRow(row.getLong("id"), wrong.get()));
          } else {
            entries.put(row.getLong("id"), entry(row));
          }
        }
      }
    }
    return new HistoryRows(entries, bad);
  }

  private static Optional<String> wrong(ResultSet row) throws SQLException {
    for (String column : List.of("job", "candidate", "engine", "plan", "status")) {
      if (row.getString(column) == null) {
        return Optional.of(column + " is missing");
      }
    }
    String status = row.getString("status");
    if (status.equals("failed")) {
      return row.getString("failure") == null
          ? Optional.of("failure is missing")
          : Optional.empty();
    }
    if (!status.equals("measured")) {
      return Optional.of("status (" + shown(status) + ") is not running, measured or failed");
    }
    double seconds = real(row, "measured_s");
    return seconds > 0 && Double.isFinite(seconds)
        ? Optional.empty()
        : Optional.of(
            "measured_s (" + shown(row.getString("measured_s")) + ") is not a positive number");
  }

  private static String shown(@Nullable String value) {
    String text = value == null ? "null" : value.replaceAll("\\p{Cntrl}", " ");
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private static HistoryEntry entry(ResultSet row) throws SQLException {
    Outcome outcome =
        row.getString("status").equals("measured")
            ? new Outcome.Measured(real(row, "measured_s"))
            : new Outcome.Failed(
                Failure.of(row.getString("failure")), orNone(real(row, "slower_than_s")));
    return new HistoryEntry(
        row.getString("job"),
        row.getString("candidate"),
        row.getString("engine"),
        row.getString("plan"),
        real(row, "predicted_s"),
        outcome,
        new HistoryEntry.Details(
            Math.max(0, row.getInt("steps")),
            orNone(real(row, "spread_s")),
            real(row, "memory_gib"),
            orNone(real(row, "wall_s")),
            String.valueOf(row.getString("started_at")),
            row.getString("remark")));
  }

  private static double orNone(double value) {
    return value >= 0 && Double.isFinite(value) ? value : 0;
  }

  /** Returns a number that is at least 0, else NaN: text in such a column is no number. */
  private static double real(ResultSet row, String column) throws SQLException {
    return row.getObject(column) instanceof Number n
            && n.doubleValue() >= 0
            && Double.isFinite(n.doubleValue())
        ? n.doubleValue()
        : Double.NaN;
  }
}
