package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
