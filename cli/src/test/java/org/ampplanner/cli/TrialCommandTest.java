package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class TrialCommandTest {
  private static final String RECORDED = "validation/amp/homogeneous.csv";

  @TempDir private Path folder;

  @Test
  void aReplayNamesTheBestEveryTrialAndTheRegret() {
    CliRunner.Result result =
        CliRunner.in(CliRunner.REPOSITORY)
            .run("trial", "amp-homogeneous", "--replay", RECORDED, "--budget", "5", "-o", "json");

    assertThat(result.code()).as(result.err()).isZero();
    JsonNode tree = new ObjectMapper().readTree(result.out());
    assertThat(tree.get("schema").asString()).isEqualTo("amp-trial/1");
    assertThat(tree.get("best").get("layer_cuts").asString()).isEqualTo("0 9 15 21 30");
    assertThat(tree.get("best").get("measured_s").asDouble()).isEqualTo(1.2);
    assertThat(tree.get("regret").asDouble()).isEqualTo(1.0);
    assertThat(tree.get("trials")).hasSize(5);
    for (JsonNode trial : tree.get("trials")) {
      assertThat(trial.get("tensor_parallel").isInt()).isTrue();
      assertThat(trial.get("measured_s").isNull()).isNotEqualTo(trial.get("failure").isNull());
    }
  }

  @Test
  void thePapersWayGoesDownTheListOfPredictions() {
    CliRunner.Result result =
        CliRunner.in(CliRunner.REPOSITORY)
            .run(
                "trial",
                "amp-homogeneous",
                "--replay",
                RECORDED,
                "--budget",
                "3",
                "--strategy",
                "top-k",
                "-o",
                "csv");

    assertThat(result.out().lines().skip(1))
        .extracting(line -> line.split(",")[0])
        .containsExactly("1", "2", "3");
    assertThat(result.out()).contains("out_of_memory");
  }

  @Test
  void badRecordsAreSaidByLine() throws IOException {
    Files.writeString(
        folder.resolve("runs.csv"),
        """
        tensor_parallel,pipeline_parallel,data_parallel,measured_s
        1,1,16,1.3
        1,2,8,fast
        1,4,4,-1
        """);

    CliRunner.Result result =
        CliRunner.in(folder).run("trial", "amp-homogeneous", "--replay", "runs.csv");

    assertThat(result.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(result.err())
        .contains("runs.csv:3: measured_s (fast)")
        .contains("runs.csv:4: measured_s (-1)");
  }

  @Test
  void aRecordWithoutTimesIsNoRecord() throws IOException {
    Files.writeString(folder.resolve("runs.csv"), "tensor_parallel,measured_s\n1,\n");

    CliRunner.Result result =
        CliRunner.in(folder).run("trial", "amp-homogeneous", "--replay", "runs.csv");

    assertThat(result.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(result.err()).contains("no measured time");
  }

  @Test
  void onlyFailuresWithinTheBudgetAreSaidAndNothingIsFeasible() throws IOException {
    Files.writeString(
        folder.resolve("runs.csv"),
        """
        tensor_parallel,pipeline_parallel,data_parallel,measured_s,failure
        1,1,16,,oom
        4,4,1,2.5,
        """);

    CliRunner.Result result =
        CliRunner.in(folder)
            .run("trial", "amp-homogeneous", "--replay", "runs.csv", "--budget", "1");

    assertThat(result.code()).isEqualTo(ExitCode.NOTHING_FEASIBLE);
    assertThat(result.out()).contains("out of memory");
  }

  @Test
  void whatTrialsTeachIsKeptForTheNextPlan() {
    Path file = folder.resolve("cal.json").toAbsolutePath();
    CliRunner.Result few = replay(file, "2");
    assertThat(few.code()).as(few.err()).isZero();
    assertThat(few.err()).contains("calibration written to").contains("too few trials");
    assertThat(file).exists();

    CliRunner.Result enough = replay(file, "12");
    assertThat(enough.err()).contains("calibration written to");
    CliRunner.Result plan =
        CliRunner.here()
            .run(
                "plan",
                "amp-homogeneous",
                "--cost-model",
                "predictive",
                "--calibration",
                file.toString());
    assertThat(plan.code()).as(plan.err()).isZero();
  }

  private static CliRunner.Result replay(Path calibration, String budget) {
    return CliRunner.here()
        .run(
            "trial",
            "amp-homogeneous",
            "--replay",
            RECORDED,
            "--budget",
            budget,
            "--calibration-out",
            calibration.toString());
  }

  @Test
  void aStrategyThatIsMeasuredTwiceIsOneCandidateWithTheMedian() throws IOException {
    Files.writeString(
        folder.resolve("runs.csv"),
        """
        note,micro_batch_size,measured_s,data_parallel,tensor_parallel,pipeline_parallel
        a,1,1.0,16,1,1
        b,1,,16,1,1
        c,1,1.4,16,1,1
        d,1,2.0,4,4,1
        e,1,,5,5,5
        """);

    CliRunner.Result result =
        CliRunner.in(folder)
            .run("trial", "amp-homogeneous", "--replay", "runs.csv", "-o", "json", "--budget", "9");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err())
        .contains("runs.csv:3: names the strategy of row 1 again")
        .contains("runs.csv:6: is no candidate");
    JsonNode tree = new ObjectMapper().readTree(result.out());
    assertThat(tree.get("trials")).hasSize(2);
    assertThat(tree.at("/best/measured_s").asDouble()).isEqualTo(1.2);
    assertThat(tree.get("regret").asDouble()).isEqualTo(1);
  }

  /** Any cells at all give a result or a message with the line, never a stack trace. */
  private static final List<String> CELLS =
      List.of(
          "",
          "1",
          "2",
          "4",
          "16",
          "0",
          "-1",
          "1e9",
          "nan",
          "inf",
          "oom",
          "1.3",
          "\"a,b\"",
          "x y",
          "99999999999999999999",
          "\u00e9",
          " 2 ",
          "true");

  private static final List<String> COLUMNS =
      List.of(
          "tensor_parallel",
          "pipeline_parallel",
          "data_parallel",
          "micro_batch_size",
          "measured_s",
          "failure",
          "schedule",
          "layer_cuts",
          "placement",
          "other");

  private static String garbage(Random random) {
    StringBuilder text = new StringBuilder();
    List<String> header = new ArrayList<>(COLUMNS);
    Collections.shuffle(header, random);
    header = header.subList(0, 1 + random.nextInt(COLUMNS.size()));
    text.append(String.join(",", header)).append('\n');
    for (int row = random.nextInt(6); row > 0; row--) {
      for (int c = 0; c < header.size(); c++) {
        boolean sane = random.nextInt(3) > 0;
        String cell = sane ? "1" : CELLS.get(random.nextInt(CELLS.size()));
        text.append(c == 0 ? "" : ",").append(cell);
      }
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void recordsOfGarbageAreResultsOrMessages() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 40; round++) {
      String text = garbage(random);
      Files.writeString(folder.resolve("runs.csv"), text);
      CliRunner.Result result =
          CliRunner.in(folder)
              .run("trial", "amp-homogeneous", "--replay", "runs.csv", "--budget", "3");
      assertThat(result.code())
          .as("round %d%n%s%n%s", round, text, result.err())
          .isIn(ExitCode.OK, ExitCode.INVALID_INPUT, ExitCode.NOTHING_FEASIBLE);
      if (result.code() == ExitCode.INVALID_INPUT) {
        assertThat(result.err()).as("round %d", round).contains("runs.csv");
      }
    }
  }
}
