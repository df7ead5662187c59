package org.ampplanner.trials.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.ampplanner.engine.Engine;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;
import org.ampplanner.trials.log.LogReader;
import org.ampplanner.trials.log.RunShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bad days of real runs, with small scripts in the place of engines. */
class EngineRunTest {
  private static final EngineRun.Limits PLENTY = limits(60, 60);
  private static final LogReader READER = LogReader.of(Engine.REFERENCE, new RunShape(8, 1000, 8));

  @TempDir private Path folder;

  private static EngineRun.Limits limits(double seconds, double silent) {
    return new EngineRun.Limits((long) (seconds * 1e9), (long) (silent * 1e9));
  }

  private record Result(EngineRun.Ended ended, RunLog log) {
    Outcome outcome() {
      return Verdict.of(ended, log, 1, 2);
    }
  }

  private Result run(String script, EngineRun.Limits limits, LongSupplier nanos)
      throws IOException {
    Path file = Files.writeString(folder.resolve("engine.sh"), script);
    RunLog log = new RunLog(READER);
    EngineRun.Ended ended =
        new EngineRun(List.of("bash", file.toString()), Map.of("AMP_GRACE_S", "1"), folder, limits)
            .run(log, nanos, () -> false);
    return new Result(ended, log);
  }

  private Result run(String script) throws IOException {
    return run(script, PLENTY, System::nanoTime);
  }

  private static void assertFailed(Result result, Failure failure) {
    assertThat(result.outcome())
        .as("%s", result.log().remark())
        .isInstanceOfSatisfying(
            Outcome.Failed.class, f -> assertThat(f.failure()).isEqualTo(failure));
  }

  @Test
  void theMedianOfTheStepsAfterTheWarmUpCounts() throws IOException {
    Result result =
        run(
            """
            echo 'step 1 loss 6.9 time_s 9.000000'
            echo 'step 2 loss 6.9 time_s 1.000000'
            echo 'step 3 loss 6.9 time_s 1.200000'
            echo 'step 4 loss 6.9 time_s 1.100000'
            echo 'peak memory_gib 3.500'
            """);
    assertThat(result.outcome()).isEqualTo(new Outcome.Measured(1.1));
    assertThat(result.log().memoryGib()).isEqualTo(3.5);
    assertThat(folder.resolve("run.log")).content().contains("time_s 1.2");
  }

  @Test
  void everyFailureHasItsName() throws IOException {
    assertFailed(run("no-such-engine"), Failure.NOT_STARTED);
    assertFailed(
        run("echo 'ssh: connect to host a port 22: Connection refused' >&2; exit 255"),
        Failure.NOT_STARTED);
    assertFailed(
        run("echo 'torch.cuda.OutOfMemoryError: CUDA out of memory'; exit 1"),
        Failure.OUT_OF_MEMORY);
    assertFailed(
        run(
            "echo 'step 1 loss 1 time_s 1.000000'; echo 'Connection closed by remote host'; exit 255"),
        Failure.LOST_NODE);
    assertFailed(run("echo all well; exit 0"), Failure.NO_STEP_TIME);
    assertFailed(run("echo 'step 1 loss 1 time_s 1.000000'; exit 3"), Failure.CRASH);
    assertFailed(run("head -c 300000 /dev/urandom; exit 1"), Failure.CRASH);
  }

  @Test
  void aRunThatSaysNothingIsEndedWithAllThatItStarted() throws IOException, InterruptedException {
    Result result =
        run(
            "sleep 600 & echo $! > child; trap '' TERM; sleep 600; sleep 600",
            limits(60, 0.5),
            System::nanoTime);
    assertFailed(result, Failure.HANG);
    assertGone(Long.parseLong(Files.readString(folder.resolve("child")).strip()));
  }

  @Test
  void aRunThatTakesTooLongSaysHowSlowItIsAtLeast() throws IOException {
    Result result =
        run("while :; do echo working; sleep 0.1; done", limits(1, 60), System::nanoTime);
    assertFailed(result, Failure.HANG);
    Result slow =
        run(
            "echo 'step 1 loss 1 time_s 1.000000'; while :; do echo working; sleep 0.1; done",
            limits(1, 60),
            System::nanoTime);
    assertThat(slow.outcome())
        .isInstanceOfSatisfying(
            Outcome.Failed.class, f -> assertThat(f.slowerThanSeconds()).isGreaterThan(0.4));
  }

  @Test
  void halfOfTheRanksDyingEndsTheOthers() throws IOException, InterruptedException {
    Result result = run("sleep 600 & echo $! > child; (exit 1) & wait $! || exit 1");
    assertFailed(result, Failure.CRASH);
    assertGone(Long.parseLong(Files.readString(folder.resolve("child")).strip()));
  }

  @Test
  void aHugeLogIsReadInLittleMemoryAndKeptInPart() throws IOException {
    Result result =
        run(
            """
            yes 'step: 1 nothing of interest on this line, but there are very many of them' \
              | head -c 100000000
            head -c 20000000 /dev/zero | tr '\\0' x
            echo
            for t in 1 2 3 4; do echo "step $t loss 1 time_s 2.000000"; done
            """);
    assertThat(result.outcome()).isEqualTo(new Outcome.Measured(2));
    assertThat(Files.size(folder.resolve("run.log"))).isLessThanOrEqualTo(32L << 20);
  }

  @Test
  void theClockIsTheOneThatItIsGiven() throws IOException {
    AtomicLong clock = new AtomicLong();
    Result result =
        run("echo hello; sleep 600", limits(100, 1000), () -> clock.addAndGet(1L << 33));
    assertThat(result.ended().end()).isEqualTo(EngineRun.End.TIMEOUT);
    assertThat(result.ended().wallSeconds()).isGreaterThan(100);
  }

  @Test
  void aStepThatSeveralRanksReportCountsOnce() throws IOException {
    Result result =
        run(
            """
            for t in 1 2 3 4; do
              for rank in 0 1 2 3; do echo "[rank$rank] step $t loss 1 time_s $t.000000"; done
            done
            """);
    assertThat(result.outcome())
        .as("2, 3 and 4 after the warm-up")
        .isEqualTo(new Outcome.Measured(3));
  }

  @Test
  void processesThatLeftTheirGroupAreEndedToo() throws IOException, InterruptedException {
    Result result =
        run(
            "setsid bash -c 'trap \"\" TERM; sleep 600; sleep 600' & echo $! > child; sleep 600",
            limits(60, 0.5),
            System::nanoTime);
    assertFailed(result, Failure.HANG);
    assertGone(Long.parseLong(Files.readString(folder.resolve("child")).strip()));
  }

  @Test
  void aKillIsImmediateAndLeavesNothing() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("engine.sh"),
            "trap '' TERM; setsid sleep 600 & echo $! > child; echo started; sleep 600; sleep 600");
    RunLog log = new RunLog(READER);
    EngineRun run =
        new EngineRun(List.of("bash", file.toString()), Map.of(), folder, limits(600, 600));
    Thread running = Thread.ofPlatform().start(() -> run.run(log, System::nanoTime, () -> false));
    for (int i = 0; i < 500 && log.remark().isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    run.kill();
    running.join(5000);
    assertThat(running.isAlive()).isFalse();
    assertGone(Long.parseLong(Files.readString(folder.resolve("child")).strip()));
    run.kill();
  }

  @Test
  void aProcessThatForkedTwiceAndIgnoresSignalsIsEndedToo()
      throws IOException, InterruptedException {
    Result result =
        run(
            "(setsid bash -c 'trap \"\" TERM INT HUP; (setsid bash -c \"trap : TERM; echo \\$\\$"
                + " > child; sleep 600; sleep 600\" &) ; sleep 600' &)\nsleep 600",
            limits(60, 1),
            System::nanoTime);
    assertFailed(result, Failure.HANG);
    assertGone(Long.parseLong(Files.readString(folder.resolve("child")).strip()));
  }

  @Test
  void aFloodOfErrorsDoesNotHideTheSteps() throws IOException {
    Result result =
        run(
            """
            yes 'warning: the same again and why' | head -c 20000000 >&2 & # lines divide pages
            for t in 1 2 3 4; do echo "step $t loss 1 time_s 2.000000"; sleep 0.1; done
            wait
            """);
    assertThat(result.outcome()).isEqualTo(new Outcome.Measured(2));
  }

  @Test
  void aLogThatCannotBeWrittenIsHeardAllTheSame() throws IOException {
    Files.createDirectory(folder.resolve("run.log"));
    Result result = run("for t in 1 2 3 4; do echo \"step $t loss 1 time_s 2.000000\"; done");
    assertThat(result.outcome()).isEqualTo(new Outcome.Measured(2));
    Files.delete(folder.resolve("run.log"));
    Files.createSymbolicLink(folder.resolve("run.log"), Path.of("/dev/full"));
    Result full = run("for t in 1 2 3 4; do echo \"step $t loss 1 time_s 2.000000\"; done");
    assertThat(full.outcome()).isEqualTo(new Outcome.Measured(2));
  }

  @Test
  void aClockThatJumpsBackEndsNothing() throws IOException {
    AtomicLong clock = new AtomicLong(1L << 50);
    Result result =
        run(
            "for t in 1 2 3 4; do echo \"step $t loss 1 time_s 2.000000\"; sleep 0.1; done",
            limits(100, 100),
            () -> clock.addAndGet(-(1L << 40)));
    assertThat(result.outcome()).isEqualTo(new Outcome.Measured(2));
  }

  private static void assertGone(long pid) throws InterruptedException {
    for (int i = 0; i < 200 && alive(pid); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(alive(pid)).isFalse();
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
