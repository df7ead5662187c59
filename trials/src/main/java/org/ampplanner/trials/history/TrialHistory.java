package org.ampplanner.trials.history;

import java.io.IOException;
import java.nio.file.Files;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.ampplanner.trials.learning.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A trial history: a SQLite file with a row a candidate. A finished trial is one transaction that
 * is on disk when {@link #record} returns; a process that is killed leaves at most a claim, which
 * its successor takes over. Several programs may use one file at a time. What a disk that is full
 * keeps from being recorded is recorded by whoever opens the history next ({@link Receipt}).
 */
public final class TrialHistory implements AutoCloseable {
  private static final int BUSY_MILLIS = 30_000;
  private static final String OVER =
      "('"
          + Arrays.stream(Failure.values())
              .filter(f -> !f.ofCandidate())
              .map(Failure::id)
              .collect(Collectors.joining("', '"))
          + "')";

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
    SqliteLibrary.load();
    Properties settings = new Properties();
    settings.setProperty("busy_timeout", Integer.toString(BUSY_MILLIS));
    settings.setProperty("synchronous", "FULL");
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + address(file), settings);
      TrialHistory history = new TrialHistory(file, connection);
      try {
        history.transaction(() -> {
          HistorySchema.prepare(file, connection);
          return true;
        });
        history.enterReceipts();
      } catch (HistoryException e) {
        connection.close();
        throw e;
      }
      return history;
    } catch (SQLException e) {
      throw HistoryException.of(file, e);
    }
  }

  /** A path as SQLite takes it whatever stands in it: {@code ?} begins options otherwise. */
  private static String address(Path file) {
    return file.toAbsolutePath().toUri().toString().replaceFirst("/$", "");
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
   * Returns the finished trials of a job, or of all jobs if it is null, in the order of recording;
   * without rows that are no trials.
   */
  public List<HistoryEntry> finished(@Nullable String job) {
    return List.copyOf(rows(job).values());
  }

  /** Returns the same by their column {@code id}. */
  public Map<Long, HistoryEntry> rows(@Nullable String job) {
    return transaction(() -> HistoryRows.read(connection, job)).entries();
  }

  /** Returns the rows of a job, or of all jobs if it is null, that are no trials. */
  public List<BadRow> bad(@Nullable String job) {
    return transaction(() -> HistoryRows.read(connection, job)).bad();
  }

  /**
   * Takes the right to run a candidate, and room for its outcome. It is not given if the candidate
   * is finished, or if a process runs it that is alive or, on another host, may still be. A failure
   * that was not the candidate's gives way to another run.
   *
   * @param longest how long the run may take: after it, other hosts may take the right over
   * @return whether it was given
   * @throws HistoryException if there is no room to record what becomes of it
   */
  public boolean claim(Claim claim, String engine, String plan, Duration longest) {
    enterReceipts();
    long row = transaction(() -> insert(claim, engine, plan, longest));
    if (row < 0) {
      return false;
    }
    try {
      Receipt.of(file, row).reserve();
      return true;
    } catch (IOException e) {
      release(claim);
      throw new HistoryException(
          "history " + file + ": no room for another trial (" + e.getMessage() + ")");
    }
  }

  private long insert(Claim claim, String engine, String plan, Duration longest)
      throws SQLException {
    Optional<Row> row = row(claim);
    if (row.isPresent() && !free(row.get())) {
      return -1;
    }
    delete(claim);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO trial (job, candidate, engine, plan, status, owner)"
                + " VALUES (?, ?, ?, ?, 'running', ?) RETURNING id")) {
      insert.setString(1, claim.job());
      insert.setString(2, claim.candidate());
      insert.setString(3, engine);
      insert.setString(4, plan);
      insert.setString(5, Owner.self(longest).text());
      try (ResultSet id = insert.executeQuery()) {
        return id.next() ? id.getLong(1) : -1;
      }
    }
  }

  /** Returns who runs a candidate, in words, or nothing if nobody does. */
  public Optional<String> holder(Claim claim) {
    return transaction(() ->
        row(claim)
            .filter(Row::running)
            .map(row -> Owner.parse(row.owner).map(this::shown).orElse("a row without an owner")));
  }

  private String shown(Owner o) {
    String until = o.host().equals(self.host()) ? "" : ", until " + o.until() + " at most";
    return "process " + o.pid() + " on " + o.host() + until;
  }

  /**
   * What a row says of its state.
   *
   * @param running whether it is a claim
   * @param owner who has it
   * @param over whether it failed for what was not its own
   */
  private record Row(long id, boolean running, String owner, boolean over) {}

  private Optional<Row> row(Claim claim) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id, status = 'running', owner, status = 'failed' AND failure IN "
                + OVER
                + " FROM trial WHERE job = ? AND candidate = ?")) {
      select.setString(1, claim.job());
      select.setString(2, claim.candidate());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row(row)) : Optional.empty();
      }
    }
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong(1), row.getBoolean(2), String.valueOf(row.getString(3)), row.getBoolean(4));
  }

  /** Whether a row stands in nobody's way; one that says nothing we know does. */
  private boolean free(Row row) {
    return row.over || (row.running && dead(row));
  }

  private boolean dead(Row row) {
    return Owner.parse(row.owner).map(o -> !o.alive(self.host(), Instant.now())).orElse(false);
  }

  /** Records the outcomes that processes which are gone could not. */
  private void enterReceipts() {
    List<Row> running =
        transaction(() -> {
          List<Row> rows = new ArrayList<>();
          try (Statement statement = connection.createStatement();
              ResultSet row =
                  statement.executeQuery(
                      "SELECT id, 1, owner, 0 FROM trial WHERE status = 'running'")) {
            while (row.next()) {
              rows.add(row(row));
            }
          }
          return rows;
        });
    for (Row row : running) {
      Receipt receipt = Receipt.of(file, row.id);
      boolean mine = row.owner.startsWith(self.identity());
      if (Files.exists(receipt.file()) && (mine || dead(row))) {
        Optional<Receipt.Content> content =
            receipt.read().filter(c -> !c.owner().isEmpty() && row.owner.startsWith(c.owner()));
        content.ifPresent(c -> transaction(() -> FinishedRow.write(connection, row.id, c)));
        if (content.isPresent() || !mine) {
          receipt.discard();
        }
      }
    }
  }

  /** Gives a claim back: the trial was interrupted. */
  public void release(Claim claim) {
    transaction(() -> {
      row(claim).filter(Row::running).ifPresent(row -> Receipt.of(file, row.id).discard());
      delete(claim);
      return true;
    });
  }

  private void delete(Claim claim) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM trial WHERE job = ? AND candidate = ?"
                + " AND (status = 'running' OR (status = 'failed' AND failure IN "
                + OVER
                + "))")) {
      delete.setString(1, claim.job());
      delete.setString(2, claim.candidate());
      delete.executeUpdate();
    }
  }

  /**
   * Records a finished trial whose candidate this process has claimed.
   *
   * @throws HistoryException if it cannot be; it says whether the outcome is kept all the same
   */
  public void record(HistoryEntry e) {
    Row row =
        transaction(() -> row(new Claim(e.job(), e.candidate())))
            .filter(r -> r.running && r.owner.startsWith(self.identity()))
            .orElseThrow(() ->
                new HistoryException("history " + file + ": the claim on this trial is gone"));
    Receipt receipt = Receipt.of(file, row.id);
    Receipt.Content content =
        new Receipt.Content(self.identity(), e.predictedSeconds(), e.outcome(), e.details());
    boolean kept = true;
    try {
      receipt.fill(content);
    } catch (IOException full) {
      kept = false;
    }
    try {
      transaction(() -> FinishedRow.write(connection, row.id, content));
    } catch (HistoryException failed) {
      throw new HistoryException(
          failed.getMessage()
              + (kept
                  ? "; this trial is kept in " + receipt.file() + " and recorded with the next run"
                  : "; this trial could not be kept"));
    }
    receipt.discard();
  }

  /** Lets the file grow no more, as on a full disk. */
  void limitPages() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "PRAGMA max_page_count = " + HistorySchema.number(statement, "PRAGMA page_count"));
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
