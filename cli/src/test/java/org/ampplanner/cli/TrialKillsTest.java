package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ampplanner.trials.history.HistoryEntry;
import org.ampplanner.trials.history.TrialHistory;
import org.ampplanner.trials.learning.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole of {@code amp trial} killed at random moments, and its writes made to fail in turn.
 * {@code -Pfuzz} kills it 200 times and tries every size of file that it may reach.
 */
@EnabledOnOs(OS.LINUX)
class TrialKillsTest {
  private static final int KILLS = Integer.getInteger("amp.trial.kills", 2);
  private static final int LIMITS = Integer.getInteger("amp.trial.limits", 1);
  private static final int BUDGET = 4;
  private static final String ENGINE =
      """
      echo $$ >> pids
      for i in 1 2 3 4 5; do echo "step $i loss 1 time_s 2.000000"; sleep 0.05; done
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeTheJob() throws IOException {
    Files.writeString(folder.resolve("job.yaml"), RealTrialsTest.JOB);
  }

  private Process amp(String engine) throws IOException {
    return TrialProcess.start(folder, engine, "--budget", "" + BUDGET, "--candidates", "6");
  }

  private Set<String> recorded() {
    if (!Files.exists(folder.resolve("h.db"))) {
      return Set.of();
    }
    try (TrialHistory history = TrialHistory.open(folder.resolve("h.db"))) {
      List<HistoryEntry> all = history.finished(null);
      assertThat(all).allMatch(e -> e.outcome().equals(new Outcome.Measured(2)));
      Set<String> names =
          all.stream().map(HistoryEntry::candidate).collect(Collectors.toCollection(TreeSet::new));
      assertThat(names).as("none twice").hasSize(all.size());
      return names;
    }
  }

  private void assertAllGone() throws IOException, InterruptedException {
    for (String pid : TrialProcess.lines(folder.resolve("pids"))) {
      for (int i = 0; i < 1500 && engine(pid); i++) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertThat(engine(pid)).as("process %s is still there", pid).isFalse();
    }
  }

  /** Whether a number is that of an engine of ours: numbers are used again. */
  private boolean engine(String pid) throws IOException {
    try {
      return Files.readString(Path.of("/proc", pid, "cmdline")).contains(folder.toString());
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void killedAtRandomMomentsItLosesNothingAndRunsNothingTwice() throws Exception {
    Random random = new Random(20261201);
    Set<String> before = new TreeSet<>();
    int killed = 0;
    int finished = 0;
    int sinceNew = 0;
    long span = 4000;
    while (killed < KILLS) {
      long start = System.nanoTime();
      Process process = amp(ENGINE);
      boolean ended = process.waitFor(random.nextLong(1, span), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      assertAllGone();
      Set<String> now = recorded();
      assertThat(now).as("after %d kills", killed).containsAll(before);
      if (!ended) {
        killed++;
        sinceNew++;
      } else {
        assertThat(process.exitValue()).as("%s", err()).isZero();
        span = Math.max(1000, (System.nanoTime() - start) / 1_000_000);
      }
      assertThat(TrialProcess.lines(folder.resolve("started")).size())
          .as("each kill costs one run at most")
          .isBetween(now.size(), now.size() + sinceNew);
      before = now;
      if (now.size() >= BUDGET) {
        finished++;
        sinceNew = 0;
        before = Set.of();
        startAfresh();
      } else if (killed % 5 == 0) {
        span = Math.min(span * 2, 60_000); // a machine that is busy
      }
    }
    System.out.println("kills: " + killed + ", histories finished between them: " + finished);
    assertThat(TrialProcess.end(amp(ENGINE))).as("%s", err()).isZero();
    assertThat(recorded()).hasSize(BUDGET);
  }

  private void startAfresh() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> !f.endsWith("job.yaml")).toList()) {
        if (Files.isRegularFile(file)) {
          Files.delete(file);
        }
      }
    }
  }

  private List<String> err() throws IOException {
    return TrialProcess.lines(folder.resolve("err"));
  }

  /** No file of amp may grow beyond a size from its second trial on, as on a disk that is full. */
  @Test
  void everyWriteThatFailsIsSaidAndCostsOneRunAtMost() throws Exception {
    int[] sizes = {6000, 0, 1, 512, 1024, 2048, 4095, 4096, 5000, 8192, 12288, 12289, 20480, 65536};
    for (int i = 0; i < Math.min(LIMITS, sizes.length); i++) {
      String fill =
          """
          if [ $RANK = 0 ] && [ $(wc -l < started) = 2 ]; then
            p=$PPID
            until [ "$(cat /proc/$p/comm)" = java ]; do p=$(awk '{print $4}' /proc/$p/stat); done
            prlimit --pid $p --fsize=%d
          fi
          """
              .formatted(sizes[i]);
      for (String file : List.of("h.db", "started", "pids")) {
        Files.deleteIfExists(folder.resolve(file));
      }
      int code = TrialProcess.end(amp(fill + ENGINE));
      assertThat(code)
          .as("%d bytes: %s", sizes[i], err())
          .isIn(ExitCode.OK, ExitCode.OUTSIDE_PROGRAM_FAILED);
      assertThat(String.join("\n", err())).doesNotContain("bug of ours", "Exception");
      Set<String> before = recorded();
      assertThat(before).isNotEmpty();
      assertThat(TrialProcess.end(amp(ENGINE))).as("%d bytes: %s", sizes[i], err()).isZero();
      assertThat(recorded()).hasSize(BUDGET).containsAll(before);
      assertThat(TrialProcess.lines(folder.resolve("started")).size())
          .as("%d bytes", sizes[i])
          .isBetween(BUDGET, BUDGET + 1);
    }
  }
}
