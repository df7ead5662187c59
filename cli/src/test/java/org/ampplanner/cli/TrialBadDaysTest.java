package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ampplanner.trials.history.HistoryEntry;
import org.ampplanner.trials.history.TrialHistory;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What clusters and users do to {@code amp trial}, done to real processes of it. */
@EnabledOnOs(OS.LINUX)
class TrialBadDaysTest {
  private static final String LOG =
      "for i in 1 2 3 4 5; do echo \"step $i loss 1 time_s 2.000000\"; done\n";

  @TempDir private Path folder;

  @BeforeEach
  void writeTheJob() throws IOException {
    Files.writeString(folder.resolve("job.yaml"), RealTrialsTest.JOB);
  }

  private Process amp(String engine, String... more) throws IOException {
    Path python = folder.resolve("python");
    Files.writeString(
        python,
        "#!/bin/bash\ncd '" + folder + "'\n[ $RANK = 0 ] && echo run >> started\n" + engine);
    assertThat(python.toFile().setExecutable(true)).isTrue();
    List<String> words =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Damp.home=" + CliRunner.REPOSITORY.toAbsolutePath(),
                "org.ampplanner.cli.Amp",
                "trial",
                "job.yaml",
                "--hosts",
                "localhost",
                "--history",
                "h.db"));
    words.addAll(Arrays.asList(more));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().put("PYTHON", python.toString());
    builder.environment().put("AMP_GRACE_S", "1");
    return builder
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  private int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private List<String> lines(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private List<Outcome> recorded() {
    try (TrialHistory history = TrialHistory.open(folder.resolve("h.db"))) {
      return history.finished(null).stream().map(HistoryEntry::outcome).toList();
    }
  }

  private void await(String file, int lines) throws IOException, InterruptedException {
    for (int i = 0; i < 6000 && lines(file).size() < lines; i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(lines(file)).as("%s %s", file, lines("err")).hasSizeGreaterThanOrEqualTo(lines);
  }

  private static void assertGone(String pid) throws InterruptedException {
    for (int i = 0; i < 1000 && alive(pid); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(alive(pid)).isFalse();
  }

  private static boolean alive(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
  }

  private static void send(String signal, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  @Test
  void killedAndStartedAgainItGoesOnWhereItWas() throws Exception {
    Process killed =
        amp(
            "if [ $RANK = 0 ] && [ $(wc -l < started) = 2 ]; then\n"
                + "  echo $$ > rank; setsid sleep 900 & echo $! >> rank; wait\nfi\n"
                + LOG,
            "--budget",
            "3");
    await("rank", 2);
    send("KILL", killed);
    end(killed);
    for (String pid : lines("rank")) {
      assertGone(pid);
    }
    assertThat(recorded()).containsExactly(new Outcome.Measured(2));

    assertThat(end(amp(LOG, "--budget", "3"))).as("%s", lines("err")).isZero();

    assertThat(lines("err")).anyMatch(l -> l.contains("1 trial found in h.db"));
    assertThat(lines("started")).as("3 trials, one of them twice").hasSize(4);
    assertThat(recorded()).hasSize(3).containsOnly(new Outcome.Measured(2));
  }

  @Test
  void twoOnOneHistoryShareTheWork() throws Exception {
    Process one = amp("sleep 1\n" + LOG, "--budget", "5", "--work", "a");
    Process two = amp("sleep 1\n" + LOG, "--budget", "5", "--work", "b");
    assertThat(end(one)).isZero();
    assertThat(end(two)).isZero();

    int trials = recorded().size();
    assertThat(trials).as("each may start its last trial beside the other's").isBetween(5, 6);
    assertThat(lines("started")).as("none is run twice").hasSize(trials);
  }

  @Test
  void ctrlCIsCleanAndAnotherIsImmediate() throws Exception {
    String stubborn =
        """
        trap 'sleep 9; touch survived' TERM
        [ $RANK = 0 ] || exec sleep 900
        echo $$ > rank; setsid sleep 900 & echo $! >> rank; wait; wait
        """;
    Process process = amp(stubborn, "--budget", "1");
    await("rank", 2);
    send("INT", process);
    TimeUnit.MILLISECONDS.sleep(500);
    send("INT", process);

    assertThat(end(process)).isEqualTo(ExitCode.INTERRUPTED);
    for (String pid : lines("rank")) {
      assertGone(pid);
    }
    assertThat(folder.resolve("survived")).doesNotExist();
    assertThat(recorded()).isEmpty();

    assertThat(end(amp(LOG, "--budget", "1"))).as("its claim is free").isZero();
  }

  @Test
  void oneCtrlCKeepsWhatIsFinished() throws Exception {
    Process process =
        amp(
            "[ $RANK = 0 ] || exit 0\n"
                + "[ $(wc -l < started) = 1 ] || { echo $$ > rank; exec sleep 900; }\n"
                + LOG,
            "--budget",
            "3",
            "-o",
            "csv");
    await("rank", 1);
    send("INT", process);

    assertThat(end(process)).isEqualTo(ExitCode.INTERRUPTED);
    assertGone(lines("rank").get(0));
    assertThat(lines("out")).as("a header and a trial").hasSize(2);
    assertThat(recorded()).containsExactly(new Outcome.Measured(2));
  }

  @Test
  void aDiskThatIsFullWhileRecordingLosesNothing() throws Exception {
    String fill =
        """
        if [ $RANK = 0 ] && [ $(wc -l < started) = 2 ]; then
          p=$PPID
          until [ "$(cat /proc/$p/comm)" = java ]; do p=$(awk '{print $4}' /proc/$p/stat); done
          prlimit --pid $p --fsize=6000
        fi
        """;
    Process process = amp(fill + LOG, "--budget", "3");

    assertThat(end(process)).isEqualTo(ExitCode.OUTSIDE_PROGRAM_FAILED);
    assertThat(String.join("\n", lines("err")))
        .contains("history h.db: the disk is full", "this trial is kept in");
    assertThat(end(amp(LOG, "--budget", "3"))).isZero();
    assertThat(lines("started")).as("none is run again").hasSize(3);
    assertThat(recorded()).hasSize(3).containsOnly(new Outcome.Measured(2));
  }

  @Test
  void halfOfTheRanksDyingIsACrashAndTheNextCandidateIsRun() throws Exception {
    Process process =
        amp(
            "if [ $RANK = 0 ] && [ ! -e rank ]; then echo $$ > rank; exec sleep 900; fi\n"
                + "if [ $RANK != 0 ] && [ ! -e dead ]; then touch dead\n"
                + "  until [ -e rank ]; do sleep 0.1; done\n"
                + "  echo 'rank 1: segmentation fault'; exit 139; fi\n"
                + LOG,
            "--budget",
            "2");

    assertThat(end(process)).as("%s", lines("err")).isZero();
    assertGone(lines("rank").get(0));
    assertThat(recorded())
        .containsExactly(Outcome.Failed.of(Failure.CRASH), new Outcome.Measured(2));
    assertThat(lines("err")).anyMatch(l -> l.contains("crash (rank 1: segmentation fault)"));
  }

  @Test
  void aLogWithoutAStepTimeIsAFailureOfItsOwn() throws Exception {
    assertThat(end(amp("echo all is well", "--budget", "1")))
        .isEqualTo(ExitCode.OUTSIDE_PROGRAM_FAILED);
    assertThat(recorded()).containsExactly(Outcome.Failed.of(Failure.NO_STEP_TIME));
  }

  @Test
  void whatAHostDidIsNotTheCandidatesAndEndsTheTrialsWhenItGoesOn() throws Exception {
    String locked =
        "[ $RANK = 0 ] || exec sleep 60\necho 'n1:1:2 [0] misc/ibvwrap.cc:278 NCCL WARN Call to ibv_reg_mr_iova2 failed with error"
            + " Cannot allocate memory'; exit 1\n";
    assertThat(end(amp(locked, "--budget", "4"))).isEqualTo(ExitCode.OUTSIDE_PROGRAM_FAILED);
    assertThat(lines("started")).as("two, not four").hasSize(2);
    assertThat(String.join("\n", lines("err")))
        .contains("host (n1:1:2", "not the candidate's", "runs fail for what is not theirs");
    assertThat(recorded()).hasSize(2).containsOnly(Outcome.Failed.of(Failure.HOST));

    assertThat(end(amp(LOG, "--budget", "4"))).as("%s", lines("err")).isZero();
    assertThat(lines("started")).as("those two are run again").hasSize(6);
    assertThat(recorded()).hasSize(4).containsOnly(new Outcome.Measured(2));
  }

  @Test
  void aSickRunAmongHealthyOnesIsLeftOutAndTheNextIsRun() throws Exception {
    String xid =
        """
        if [ $RANK = 0 ] && [ $(wc -l < started) = 1 ]; then
          echo 'NVRM: Xid (PCI:0000:3b:00): 79, pid=1, GPU has fallen off the bus.'; exit 1
        fi
        """;
    assertThat(end(amp(xid + LOG, "--budget", "2", "-o", "csv"))).as("%s", lines("err")).isZero();
    assertThat(lines("out")).as("a header and two trials").hasSize(3);
    assertThat(recorded())
        .containsExactly(
            Outcome.Failed.of(Failure.HARDWARE), new Outcome.Measured(2), new Outcome.Measured(2));
  }
}
