package org.ampplanner.trials.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialHistoryTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final List<String> NAMES = List.of("a", "b");

  @TempDir private Path folder;

  static HistoryEntry entry(String candidate, Outcome outcome) {
    return new HistoryEntry(
        "job",
        candidate,
        "reference",
        "{}",
        1.5,
        outcome,
        new HistoryEntry.Details(5, 0.01, Double.NaN, 12.5, "2026-11-21T12:00:00Z", null));
  }

  private Path file() {
    return folder.resolve("trials.db");
  }

  @Test
  void whatWasRecordedIsThereAgain() {
    HistoryEntry measured = entry("a", new Outcome.Measured(1.25));
    HistoryEntry failed = entry("b", new Outcome.Failed(Failure.TIMEOUT, 4.5));
    try (TrialHistory history = TrialHistory.open(file())) {
      for (HistoryEntry e : List.of(measured, failed)) {
        assertThat(history.claim(new Claim("job", e.candidate()), "reference", "{}", HOUR))
            .isTrue();
        history.record(e);
      }
    }
    try (TrialHistory history = TrialHistory.open(file())) {
      assertThat(history.finished("job")).containsExactly(measured, failed);
      assertThat(history.finished(null)).hasSize(2);
      assertThat(history.finished("another job")).isEmpty();
    }
  }

  @Test
  void twoProgramsDoNotRunTheSameCandidate() {
    Claim claim = new Claim("job", "a");
    try (TrialHistory one = TrialHistory.open(file());
        TrialHistory two = TrialHistory.open(file())) {
      assertThat(one.claim(claim, "reference", "{}", HOUR)).isTrue();
      assertThat(two.claim(claim, "reference", "{}", HOUR)).isFalse();
      assertThat(two.finished("job")).isEmpty();
      one.release(claim);
      assertThat(two.claim(claim, "reference", "{}", HOUR)).isTrue();
      two.record(entry("a", new Outcome.Measured(1)));
      assertThat(one.claim(claim, "reference", "{}", HOUR)).as("finished").isFalse();
      assertThat(one.finished("job")).hasSize(1);
    }
  }

  @Test
  void aClaimOfAnotherHostEndsWithTheLongestTimeThatItsTrialMayTake() throws SQLException {
    Claim claim = new Claim("job", "a");
    try (TrialHistory history = TrialHistory.open(file())) {
      assertThat(history.claim(claim, "reference", "{}", HOUR)).isTrue();
      execute(file(), "UPDATE trial SET owner = 'elsewhere 7 then 2999-01-01T00:00:00Z'");
      assertThat(history.claim(claim, "reference", "{}", HOUR)).isFalse();
      assertThat(history.holder(claim))
          .hasValue("process 7 on elsewhere, until 2999-01-01T00:00:00Z at most");

      execute(file(), "UPDATE trial SET owner = 'elsewhere 7 then 2020-01-01T00:00:00Z'");
      assertThat(history.claim(claim, "reference", "{}", HOUR)).isTrue();
      history.record(entry("a", new Outcome.Measured(1)));
      assertThat(history.holder(claim)).isEmpty();
    }
  }

  @Test
  void aProcessOfThisHostIsKnownByWhenItStartedWhateverTheClockSays() {
    Owner here = Owner.self(Duration.ZERO);
    assertThat(Owner.parse(here.text())).contains(here);
    assertThat(here.alive(here.host(), Instant.MAX)).as("years later").isTrue();
    assertThat(here.alive(here.host(), Instant.EPOCH)).as("the clock set back").isTrue();
    Owner reused = new Owner(here.host(), here.pid(), "another-boot:1", Instant.MAX);
    assertThat(reused.alive(here.host(), Instant.now())).as("its number used again").isFalse();
  }

  @Test
  void aTrialWithoutAClaimIsNotRecordedTwice() {
    try (TrialHistory history = TrialHistory.open(file())) {
      history.claim(new Claim("job", "a"), "reference", "{}", HOUR);
      history.record(entry("a", new Outcome.Measured(1)));
      assertThatThrownBy(() -> history.record(entry("a", new Outcome.Measured(2))))
          .isInstanceOf(HistoryException.class);
      assertThat(history.finished("job")).hasSize(1);
    }
  }

  @Test
  void aFullDiskIsSaidAndHarmsNothing() throws SQLException {
    try (TrialHistory history = TrialHistory.open(file())) {
      history.claim(new Claim("job", "a"), "reference", "{}", HOUR);
      history.record(entry("a", new Outcome.Measured(1)));
      history.claim(new Claim("job", "b"), "reference", "{}", HOUR);
      history.limitPages();
      HistoryEntry huge =
          new HistoryEntry(
              "job",
              "b",
              "reference",
              "{}",
              1,
              new Outcome.Measured(2),
              new HistoryEntry.Details(1, 0, 1, 1, "", "x".repeat(1 << 20)));
      assertThatThrownBy(() -> history.record(huge))
          .isInstanceOf(HistoryException.class)
          .hasMessageContaining("disk is full")
          .hasMessageContaining("is kept in");
      assertThat(history.finished("job")).extracting(HistoryEntry::candidate).containsExactly("a");
    }
    try (TrialHistory history = TrialHistory.open(file())) {
      assertThat(history.finished("job"))
          .as("there is room again")
          .extracting(HistoryEntry::candidate)
          .containsExactly("a", "b");
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement();
        var result = statement.executeQuery("PRAGMA integrity_check")) {
      assertThat(result.getString(1)).isEqualTo("ok");
    }
  }

  @Test
  void anythingElseIsRefusedByName() throws IOException, SQLException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "not a database at all ".repeat(99));
    assertThatThrownBy(() -> TrialHistory.open(text)).hasMessageContaining("is not a history");
    assertThatThrownBy(() -> TrialHistory.open(folder.resolve("missing/trials.db")))
        .isInstanceOf(HistoryException.class);
    Path other = folder.resolve("other.db");
    execute(other, "CREATE TABLE songs (title TEXT)");
    assertThatThrownBy(() -> TrialHistory.open(other)).hasMessageContaining("something else");
    TrialHistory.open(file()).close();
    execute(file(), "PRAGMA user_version = 9");
    assertThatThrownBy(() -> TrialHistory.open(file())).hasMessageContaining("amp-history/9");
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Records until it is killed; says each trial once it is recorded. */
  public static final class Recorder {
    private Recorder() {}

    /** Takes the file and the name of the candidates. */
    public static void main(String[] args) {
      try (TrialHistory history = TrialHistory.open(Path.of(args[0]))) {
        for (int i = 0; ; i++) {
          String candidate = args[1] + i;
          if (history.claim(new Claim("job", candidate), "reference", "{}", HOUR)) {
            history.record(entry(candidate, new Outcome.Measured(1 + i)));
            System.out.println(candidate);
          }
        }
      }
    }
  }

  @Test
  void killedAtAnyMomentNothingIsLostOrCountedTwice() throws IOException, InterruptedException {
    Random random = new Random(5);
    Set<String> said = new TreeSet<>();
    for (int round = 0; round < 3; round++) {
      List<Process> two = new ArrayList<>();
      for (String name : NAMES) {
        two.add(recorder(name, out(name, round)));
      }
      for (int p = 0; p < 2; p++) {
        int wanted = 1 + random.nextInt(20);
        while (lines(out(NAMES.get(p), round)).size() < wanted && two.get(p).isAlive()) {
          Thread.sleep(10);
        }
      }
      for (Process process : two) {
        process.destroyForcibly().waitFor();
      }
      said.addAll(lines(out("a", round)));
      said.addAll(lines(out("b", round)));
      try (TrialHistory history = TrialHistory.open(file())) {
        List<String> kept = history.finished("job").stream().map(HistoryEntry::candidate).toList();
        assertThat(kept).doesNotHaveDuplicates().containsAll(said);
        assertThat(kept.size()).isLessThanOrEqualTo(said.size() + 2 * (round + 1));
      }
    }
  }

  private Path out(String name, int round) {
    return folder.resolve(name + round + ".txt");
  }

  /** The lines that are whole. */
  private static List<String> lines(Path out) throws IOException {
    String text = Files.exists(out) ? Files.readString(out) : "";
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private Process recorder(String name, Path out) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Recorder.class.getName(),
            file().toString(),
            name)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .redirectOutput(out.toFile())
        .start();
  }

  @Test
  @Tag("sqlite")
  void usersOpenItWithSqlite3() throws IOException, InterruptedException {
    try (TrialHistory history = TrialHistory.open(file())) {
      history.claim(new Claim("job", "a"), "reference", "{}", HOUR);
      history.record(entry("a", new Outcome.Measured(1.25)));
    }
    Process process =
        new ProcessBuilder("sqlite3", file().toString(), "SELECT candidate, measured_s FROM trial")
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .isEqualTo("a|1.25");
    assertThat(process.waitFor()).isZero();
  }
}
