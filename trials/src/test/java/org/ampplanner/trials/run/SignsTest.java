package org.ampplanner.trials.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.ampplanner.engine.Engine;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;
import org.ampplanner.trials.log.LogReader;
import org.ampplanner.trials.log.RunShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines that engines, libraries and systems really print tell why a run failed. */
class SignsTest {

  /** A log with what became of its run. */
  private record Case(String header, List<String> lines) {
    Failure failure() {
      return Failure.of(header.split(" ")[0]);
    }

    int exitCode() {
      return Integer.parseInt(header.split(" ")[1]);
    }

    LogReader reader() {
      String name = header.split(" ")[2];
      Engine engine =
          Stream.of(Engine.values()).filter(e -> e.id().equals(name)).findFirst().orElseThrow();
      return LogReader.of(engine, new RunShape(8, 1000, 8));
    }

    Failure verdict(List<String> said, EngineRun.End end) {
      RunLog log = new RunLog(reader());
      said.forEach(log::accept);
      Outcome outcome = Verdict.of(new EngineRun.Ended(end, exitCode(), 9), log, 1, 2);
      return ((Outcome.Failed) outcome).failure();
    }

    @Override
    public String toString() {
      return header;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = SignsTest.class.getResourceAsStream("/logs/failures.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String block : text.split("\n== ")) {
        List<String> lines = block.lines().toList();
        cases.add(new Case(lines.get(0), lines.subList(1, lines.size())));
      }
    }
    return cases.subList(1, cases.size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aLogTellsWhyItsRunFailed(Case of) {
    assertThat(of.verdict(of.lines(), EngineRun.End.EXITED)).isEqualTo(of.failure());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theOrderInWhichRanksPrintDoesNotMatter(Case of) {
    Random random = new Random(20261201);
    for (int i = 0; i < 5; i++) {
      List<String> said = new ArrayList<>(of.lines());
      Collections.shuffle(said, random);
      assertThat(of.verdict(said, EngineRun.End.EXITED)).as("%s", said).isEqualTo(of.failure());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void prefixesOfLaunchersDoNotMatter(Case of) {
    for (String prefix : List.of("[1,0]<stdout>:", "n1: ", "[default3]:", "3: ", "\u001b[31m")) {
      List<String> said = of.lines().stream().map(line -> prefix + line).toList();
      assertThat(of.verdict(said, EngineRun.End.EXITED)).as(prefix).isEqualTo(of.failure());
    }
  }

  @Test
  void aRunThatStandsStillSinceOneRankFailedFailedForThat() throws IOException {
    for (Case of : cases()) {
      Failure failure = of.verdict(of.lines(), EngineRun.End.SILENT);
      assertThat(failure).as(of.header()).isIn(of.failure(), Failure.HANG);
      if (EnumSet.of(Failure.OUT_OF_MEMORY, Failure.HARDWARE).contains(of.failure())) {
        assertThat(failure).as(of.header()).isEqualTo(of.failure());
      }
    }
  }

  @Test
  void everySignHasAFormThatShowsItAndNoOther() {
    for (boolean hosts : new boolean[] {true, false}) {
      for (Sign sign : Signs.of(hosts).all()) {
        assertThat(Signs.of(hosts).in(sign.example())).as(sign.toString()).contains(sign);
        assertThat(sign.source()).isNotBlank();
      }
    }
  }

  @Test
  void whatSaysMostComesFirst() {
    List<Failure> causes =
        Signs.of(true).all().stream().filter(Sign::cause).map(Sign::failure).distinct().toList();
    assertThat(causes)
        .containsExactly(
            Failure.HARDWARE,
            Failure.LOST_NODE,
            Failure.HOST,
            Failure.OUT_OF_MEMORY,
            Failure.CRASH,
            Failure.HANG,
            Failure.NOT_STARTED);
  }

  @Test
  void aFloodOfWordsCostsLittleAndHidesNoSign() {
    RunLog log = new RunLog(LogReader.of(Engine.MEGATRON, new RunShape(8, 1000, 8)));
    for (int i = 0; i < 200_000; i++) {
      log.accept("WARNING: token indices sequence length is longer than " + i + " for this model");
    }
    log.accept("RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling x");
    Outcome outcome = Verdict.of(new EngineRun.Ended(EngineRun.End.EXITED, 1, 9), log, 1, 2);
    assertThat(outcome).isEqualTo(Outcome.Failed.of(Failure.OUT_OF_MEMORY));
    assertThat(log.remark()).contains("CUBLAS_STATUS_ALLOC_FAILED");
  }
}
