package org.ampplanner.trials.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A trial history: a SQLite file with a row a candidate. A finished trial is one transaction that
 * is on disk when {@link #record} returns; a process that is killed leaves at most a claim, which
 * its successor takes over. Several programs may use one file at a time.
 */
public final class TrialHistory implements AutoCloseable {
  private static final int VERSION = 1;
  private static final int APPLICATION = 0x414d5048; // "AMPH"
  private static final int BUSY_MILLIS = 30_000;

  private static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS trial (
        id INTEGER PRIMARY KEY,
        job TEXT NOT NULL,
        candidate TEXT NOT NULL,
        engine TEXT NOT NULL,
        plan TEXT NOT NULL,
        predicted_s REAL,
        status TEXT NOT NULL CHECK (status IN ('running', 'measured', 'failed')),
        owner TEXT,
        measured_s REAL CHECK (status <> 'measured' OR measured_s > 0),
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

  private final Path file;
  private final Connection connection;
  private final Owner self;

  private TrialHistory(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
    this.self = Owner.self(Duration.ZERO);
  }

  /**
   * Opens a history and makes it if it is missing.
   *
   * @throws HistoryException if it cannot be opened, is no history, or of a later version
   */
  public static TrialHistory open(Path file) {
    Properties settings = new Properties();
    settings.setProperty("busy_timeout", Integer.toString(BUSY_MILLIS));
    settings.setProperty("synchronous", "FULL");
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, settings);
      TrialHistory history = new TrialHistory(file, connection);
      try {
        history.transaction(history::prepare);
      } catch (HistoryException e) {
        connection.close();
        throw e;
      }
      return history;
    } catch (SQLException e) {
      throw HistoryException.of(file, e);
    }
  }

  private boolean prepare() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int application = number(statement, "PRAGMA application_id");
      int version = number(statement, "PRAGMA user_version");
      int tables = number(statement, "SELECT count(*) FROM sqlite_schema");
      if (application == APPLICATION && version != VERSION) {
        throw new HistoryException(
            "history "
                + file
                + ": amp-history/"
                + version
                + " is not amp-history/"
                + VERSION
                + "; a newer amp wrote it");
      } else if (application != APPLICATION && tables > 0) {
        throw new HistoryException("history " + file + ": is a database of something else");
      }
      statement.execute(SCHEMA);
      statement.execute("PRAGMA application_id = " + APPLICATION);
      statement.execute("PRAGMA user_version = " + VERSION);
      return true;
    }
  }

  private static int number(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getInt(1) : 0;
    }
  }

  /** A piece of work on the database. */
  private interface Work<T> {
    T run() throws SQLException;
  }

  /** Locks the file at once, so that what is read is still true when it is written. */
  private <T> T transaction(Work<T> work) {
    boolean done = false;
    try {
      execute("BEGIN IMMEDIATE");
      try {
        T result = work.run();
        execute("COMMIT");
        done = true;
        return result;
      } finally {
        if (!done) {
          rollBack();
        }
      }
    } catch (SQLException e) {
      throw HistoryException.of(file, e);
    }
  }

  private void rollBack() {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      // an error such as a full disk has rolled back already
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Returns the finished trials of a job, or of all jobs if it is null, in the order of recording.
   */
  public List<HistoryEntry> finished(@Nullable String job) {
    return transaction(() -> {
      List<HistoryEntry> entries = new ArrayList<>();
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT * FROM trial WHERE status <> 'running' AND (? IS NULL OR job = ?)"
                  + " ORDER BY id")) {
        select.setString(1, job);
        select.setString(2, job);
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            entries.add(entry(row));
          }
        }
      }
      return entries;
    });
  }

  private static HistoryEntry entry(ResultSet row) throws SQLException {
    Outcome outcome =
        row.getString("status").equals("measured")
            ? new Outcome.Measured(row.getDouble("measured_s"))
            : new Outcome.Failed(
                Failure.of(row.getString("failure")), row.getDouble("slower_than_s"));
    return new HistoryEntry(
        row.getString("job"),
        row.getString("candidate"),
        row.getString("engine"),
        row.getString("plan"),
        real(row, "predicted_s"),
        outcome,
        new HistoryEntry.Details(
            row.getInt("steps"),
            row.getDouble("spread_s"),
            real(row, "memory_gib"),
            row.getDouble("wall_s"),
            String.valueOf(row.getString("started_at")),
            row.getString("remark")));
  }

  private static double real(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? Double.NaN : value;
  }

  /**
   * Takes the right to run a candidate. It is not given if the candidate is finished, or if a
   * process runs it that is alive or, on another host, may still be.
   *
   * @param longest how long the run may take: after it, other hosts may take the right over
   * @return whether it was given
   */
  public boolean claim(Claim claim, String engine, String plan, Duration longest) {
    return transaction(() -> {
      Optional<Row> row = row(claim);
      if (row.isPresent() && !(row.get().running() && !alive(row.get()))) {
        return false;
      }
      delete(claim);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO trial (job, candidate, engine, plan, status, owner)"
                  + " VALUES (?, ?, ?, ?, 'running', ?)")) {
        insert.setString(1, claim.job());
        insert.setString(2, claim.candidate());
        insert.setString(3, engine);
        insert.setString(4, plan);
        insert.setString(5, Owner.self(longest).text());
        insert.executeUpdate();
      }
      return true;
    });
  }

  /** Returns who runs a candidate, in words, or nothing if nobody does. */
  public Optional<String> holder(Claim claim) {
    return transaction(() ->
        row(claim)
            .filter(Row::running)
            .map(row -> Owner.parse(row.owner))
            .map(o ->
                "process "
                    + o.pid()
                    + " on "
                    + o.host()
                    + (o.host().equals(self.host()) ? "" : ", until " + o.until() + " at most")));
  }

  /** What a row says of its state. */
  private record Row(boolean running, String owner) {}

  private Optional<Row> row(Claim claim) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT status, owner FROM trial WHERE job = ? AND candidate = ?")) {
      select.setString(1, claim.job());
      select.setString(2, claim.candidate());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Row(row.getString(1).equals("running"), String.valueOf(row.getString(2))))
            : Optional.empty();
      }
    }
  }

  private boolean alive(Row row) {
    return Owner.parse(row.owner).alive(self.host(), Instant.now());
  }

  /** Gives a claim back: the trial was interrupted. */
  public void release(Claim claim) {
    transaction(() -> {
      delete(claim);
      return true;
    });
  }

  private void delete(Claim claim) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM trial WHERE job = ? AND candidate = ? AND status = 'running'")) {
      delete.setString(1, claim.job());
      delete.setString(2, claim.candidate());
      delete.executeUpdate();
    }
  }

  /** Records a finished trial whose candidate this process has claimed. */
  public void record(HistoryEntry e) {
    transaction(() -> {
      try (PreparedStatement update =
          connection.prepareStatement(
              """
              UPDATE trial SET status = ?, owner = NULL, measured_s = ?, failure = ?,
                slower_than_s = ?, predicted_s = ?, steps = ?, spread_s = ?, memory_gib = ?,
                wall_s = ?, started_at = ?, remark = ?
              WHERE job = ? AND candidate = ? AND status = 'running'
                AND instr(owner, ?) = 1\
              """)) {
        bind(update, e);
        update.setString(12, e.job());
        update.setString(13, e.candidate());
        update.setString(14, self.identity());
        if (update.executeUpdate() != 1) {
          throw new SQLException("the claim on this trial is gone");
        }
      }
      return true;
    });
  }

  private static void bind(PreparedStatement update, HistoryEntry e) throws SQLException {
    switch (e.outcome()) {
      case Outcome.Measured m -> {
        update.setString(1, "measured");
        update.setDouble(2, m.seconds());
        update.setNull(3, java.sql.Types.VARCHAR);
        update.setNull(4, java.sql.Types.REAL);
      }
      case Outcome.Failed f -> {
        update.setString(1, "failed");
        update.setNull(2, java.sql.Types.REAL);
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
      update.setNull(index, java.sql.Types.REAL);
    } else {
      update.setDouble(index, value);
    }
  }

  /** Lets the file grow no more, as on a full disk. */
  void limitPages() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA max_page_count = " + number(statement, "PRAGMA page_count"));
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw HistoryException.of(file, e);
    }
  }
}
