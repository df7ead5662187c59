package org.ampplanner.trials.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories that were damaged, by a disk, by hand or by another program. */
class DamagedHistoryTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("h.db");
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA ignore_check_constraints = 1");
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static void record(TrialHistory history, String candidate, Outcome outcome) {
    history.claim(new Claim("job", candidate), "reference", "{}", HOUR);
    history.record(TrialHistoryTest.entry(candidate, outcome));
  }

  private void threeTrials() {
    try (TrialHistory history = TrialHistory.open(file())) {
      record(history, "a", new Outcome.Measured(1));
      record(history, "b", new Outcome.Measured(2));
      record(history, "c", Outcome.Failed.of(Failure.CRASH));
    }
  }

  @Test
  void aRowWithoutItsMeasurementIsNamedAndTheOthersCount() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/history/measured-null.db")) {
      Files.copy(in, file());
    }
    try (TrialHistory history = TrialHistory.open(file())) {
      assertThat(history.finished(null)).hasSize(2);
      assertThat(history.bad(null)).hasSize(1);
      assertThat(history.bad(null).get(0).in("h.db").render())
          .startsWith("h.db: row 1: measured_s (null) is not a positive number; it does not count")
          .contains("DELETE FROM trial WHERE id = 1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "measured_s = NULL, measured_s (null)",
    "measured_s = 'fast', measured_s (fast)",
    "measured_s = -1, measured_s (-1",
    "measured_s = 0, measured_s (0",
    "measured_s = 9e999, measured_s (Inf",
    "measured_s = x'00ff', measured_s (",
    "status = 'done', status (done)",
    "status = 'failed', failure is missing",
    "status = x'00', status ("
  })
  void aBadRowNeverMakesAHistoryUnusable(String change, String message) throws SQLException {
    threeTrials();
    execute("UPDATE trial SET " + change + " WHERE id = 1");
    try (TrialHistory history = TrialHistory.open(file())) {
      assertThat(history.finished("job"))
          .extracting(HistoryEntry::candidate)
          .containsExactly("b", "c");
      assertThat(history.bad("job"))
          .singleElement()
          .satisfies(row -> {
            assertThat(row.id()).isEqualTo(1);
            assertThat(row.wrong()).startsWith(message);
          });
      record(history, "d", new Outcome.Measured(4));
      assertThat(history.finished("job")).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nobody", "host", "host x y", "host 1", "host -1 2", "host 1e9 2 3"})
  void aClaimWithoutAnOwnerThatWeKnowIsNotTakenOver(String owner) throws SQLException {
    threeTrials();
    execute("UPDATE trial SET status = 'running', owner = '" + owner + "' WHERE id = 1");
    Claim claim = new Claim("job", "a");
    try (TrialHistory history = TrialHistory.open(file())) {
      assertThat(history.claim(claim, "reference", "{}", HOUR)).isFalse();
      assertThat(history.holder(claim)).hasValue("a row without an owner");
      assertThat(history.finished("job")).hasSize(2);
    }
  }

  @Test
  void aHistoryWithoutItsTableIsNotMadeAnew() throws SQLException, IOException {
    threeTrials();
    execute("DROP TABLE trial");
    byte[] before = Files.readAllBytes(file());
    assertThatThrownBy(() -> TrialHistory.open(file()))
        .isInstanceOf(HistoryException.class)
        .hasMessageContaining("has no table trial any more");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "PRAGMA user_version = 0, amp-history/0 is not amp-history/1",
    "PRAGMA user_version = 2, a newer amp wrote it",
    "PRAGMA user_version = -7, amp-history/-7",
    "PRAGMA application_id = 0, is a database of something else",
    "PRAGMA application_id = 5, is a database of something else",
    "ALTER TABLE trial RENAME TO trials, has no table trial any more",
    "ALTER TABLE trial DROP COLUMN remark, has no remark"
  })
  void aHistoryOfAnotherKindIsRefusedAndLeftAsItIs(String change, String message)
      throws SQLException, IOException {
    threeTrials();
    execute(change);
    byte[] before = Files.readAllBytes(file());
    assertThatThrownBy(() -> TrialHistory.open(file()))
        .isInstanceOf(HistoryException.class)
        .hasMessageContaining(message);
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {":memory:", "a?b=c.db", "file:x.db", "a b%20c.db", "ä.db"})
  void aFileHasTheNameThatItIsGiven(String name) {
    Path named = folder.resolve(name);
    try (TrialHistory history = TrialHistory.open(named)) {
      record(history, "a", new Outcome.Measured(1));
    }
    assertThat(named).isRegularFile();
    try (TrialHistory history = TrialHistory.open(named)) {
      assertThat(history.finished("job")).hasSize(1);
    }
  }

  @Test
  void whateverIsWrittenOverItIsSaidOrReadButNeverThrownAtUsers() throws IOException {
    threeTrials();
    byte[] good = Files.readAllBytes(file());
    Random random = new Random(20261201);
    int read = 0;
    int runs = 150;
    for (int run = 0; run < runs; run++) {
      byte[] damaged = good.clone();
      for (int i = random.nextInt(40); i >= 0; i--) {
        damaged[random.nextInt(random.nextBoolean() ? damaged.length : 4096)] =
            (byte) random.nextInt(256);
      }
      Path path = folder.resolve("damaged" + run + ".db");
      Files.write(path, damaged);
      try (TrialHistory history = TrialHistory.open(path)) {
        read += history.finished(null).size() + history.bad(null).size() > 0 ? 1 : 0;
        history.claim(new Claim("job", "new"), "reference", "{}", HOUR);
      } catch (HistoryException e) {
        assertThat(e.getMessage())
            .as("run " + run)
            .contains("history ")
            .doesNotContain("Exception");
      }
    }
    assertThat(read).isBetween(1, runs - 1);
  }

  @Test
  void aFailureThatIsNotTheCandidatesGivesWayToAnotherRun() {
    for (Failure failure : Failure.values()) {
      try (TrialHistory history = TrialHistory.open(folder.resolve(failure.id()))) {
        record(history, "a", Outcome.Failed.of(failure));
        assertThat(history.claim(new Claim("job", "a"), "reference", "{}", HOUR))
            .as(failure.id())
            .isEqualTo(!failure.ofCandidate());
        if (!failure.ofCandidate()) {
          history.record(TrialHistoryTest.entry("a", new Outcome.Measured(3)));
        }
        assertThat(history.finished("job")).hasSize(1);
      }
    }
  }

  @Test
  void whatCouldNotBeRecordedIsRecordedByTheNext() throws Exception {
    try (TrialHistory history = TrialHistory.open(file())) {
      record(history, "a", new Outcome.Measured(1));
      history.claim(new Claim("job", "b"), "reference", "{}", HOUR);
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON trial BEGIN SELECT RAISE(ABORT, 'full'); END");
      }
      HistoryEntry entry = TrialHistoryTest.entry("b", new Outcome.Measured(2));
      assertThatThrownBy(() -> history.record(entry))
          .isInstanceOf(HistoryException.class)
          .hasMessageContaining("this trial is kept in");
      assertThat(history.finished("job")).hasSize(1);
    }
    execute("DROP TRIGGER full");
    try (TrialHistory history = TrialHistory.open(file())) {
      assertThat(history.finished("job"))
          .containsExactly(
              TrialHistoryTest.entry("a", new Outcome.Measured(1)),
              TrialHistoryTest.entry("b", new Outcome.Measured(2)));
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(p -> p.getFileName().toString()).toList()).isEqualTo(List.of("h.db"));
    }
  }
}
