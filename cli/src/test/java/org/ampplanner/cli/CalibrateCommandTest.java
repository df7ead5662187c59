package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CalibrateCommandTest {
  private static final String HEADER =
      "tensor_parallel,pipeline_parallel,data_parallel,micro_batch_size,layer_cuts,measured_s";
  private static final List<String> STRATEGIES =
      List.of(
          "1,2,8,1,0 15 30",
          "1,4,4,2,0 9 15 21 30",
          "2,1,8,2,0 30",
          "2,4,2,4,0 9 15 21 30",
          "4,1,4,4,0 30",
          "4,2,2,1,0 15 30",
          "4,4,1,8,0 9 15 21 30",
          "1,8,2,4,0 6 9 12 15 18 21 24 30");

  @TempDir Path folder;
  private CliRunner in = CliRunner.here();

  @BeforeEach
  void inFolder() {
    in = CliRunner.in(folder);
  }

  private Result run(String... arguments) {
    return in.run(arguments);
  }

  /** Predicts the strategies, and writes them with these times, each multiplied, as measured. */
  private void measured(String name, double... factors) throws IOException {
    List<String> rows = new ArrayList<>(List.of(HEADER));
    STRATEGIES.forEach(s -> rows.add(s + ","));
    Files.write(folder.resolve(name), rows);
    Result result =
        run(
            "evaluate",
            "amp-homogeneous",
            "--cost-model",
            "predictive",
            "-o",
            "json",
            "--strategies",
            name);
    assertThat(result.code()).as(result.err()).isZero();
    JsonNode predicted = JsonMapper.shared().readTree(result.out()).at("/strategies");
    List<String> times = new ArrayList<>(List.of(HEADER));
    for (int i = 0; i < STRATEGIES.size(); i++) {
      double seconds =
          predicted.at("/" + i + "/iteration_s").asDouble() * factors[i % factors.length];
      times.add(STRATEGIES.get(i) + "," + seconds);
    }
    Files.write(folder.resolve(name), times);
  }

  private double error(String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "evaluate",
                "amp-homogeneous",
                "--cost-model",
                "predictive",
                "-o",
                "json",
                "--strategies",
                "runs.csv"));
    all.addAll(List.of(options));
    Result result = run(all.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return JsonMapper.shared()
        .readTree(result.out())
        .at("/strategies")
        .valueStream()
        .mapToDouble(row ->
            Math.abs(
                row.at("/iteration_s").asDouble()
                        / Double.parseDouble(row.at("/measured_s").asString())
                    - 1))
        .average()
        .orElseThrow();
  }

  @Test
  void whatItWritesMakesPredictionsBetter() throws IOException {
    measured("runs.csv", 1.25, 1.22, 1.28);
    Result result = run("calibrate", "amp-homogeneous", "--data", "runs.csv", "--out", "cal.json");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("device_time.T4", "Accepted", "on runs left out");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 80, "80 columns");
    JsonNode file = JsonMapper.shared().readTree(Files.readString(folder.resolve("cal.json")));
    assertThat(file.at("/schema").asString()).isEqualTo("amp-calibration/1");
    assertThat(file.at("/fitted/runs").asInt()).isEqualTo(STRATEGIES.size());
    assertThat(file.at("/fitted/error_left_out").asDouble())
        .isLessThan(file.at("/fitted/error_before").asDouble());
    assertThat(error("--calibration", "cal.json")).isLessThan(0.4 * error());
    Result plan =
        run("plan", "amp-homogeneous", "--cost-model", "predictive", "--calibration", "cal.json");
    assertThat(plan.code()).as(plan.err()).isZero();
    Result explain =
        run(
            "explain",
            "amp-homogeneous",
            "--cost-model",
            "predictive",
            "--calibration",
            "cal.json");
    assertThat(explain.out()).contains("factors: calibrated; device_time.T4");
  }

  @Test
  void whatPredictsWorseIsNotWritten() throws IOException {
    measured("runs.csv", 1.5, 0.67, 1.02, 0.97);
    Result result = run("calibrate", "amp-homogeneous", "--data", "runs.csv", "--out", "cal.json");
    if (result.code() == 0) {
      JsonNode file = JsonMapper.shared().readTree(Files.readString(folder.resolve("cal.json")));
      assertThat(file.at("/fitted/error_left_out").asDouble())
          .isLessThanOrEqualTo(file.at("/fitted/error_before").asDouble());
    } else {
      assertThat(result.code()).isEqualTo(3);
      assertThat(result.err()).contains("not accepted", "Maybe more runs");
      assertThat(folder.resolve("cal.json")).doesNotExist();
    }
  }

  @Test
  void badDataIsExplainedWithItsLine() throws IOException {
    Files.write(
        folder.resolve("runs.csv"),
        List.of(HEADER, "1,2,8,1,0 15 30,fast", "1,2,8,1,0 15 30,-1", "1,2,9,1,0 15 30,1.5"));
    Result result = run("calibrate", "amp-homogeneous", "--data", "runs.csv");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("runs.csv:2: measured_s (fast) is not a number")
        .contains("runs.csv:3: measured_s (-1) must be positive")
        .contains("runs.csv:4: degrees")
        .doesNotContain("bug");
    Files.write(
        folder.resolve("named.csv"),
        List.of("tensor_parallel,pipeline_parallel,data_parallel,step_time", "1,2,8,1.3"));
    assertThat(run("calibrate", "amp-homogeneous", "--data", "named.csv").err())
        .contains("named.csv:1: has no column measured_s", "rename the column `step_time`");
    Files.write(folder.resolve("few.csv"), List.of(HEADER, "1,4,4,1,,"));
    assertThat(run("calibrate", "amp-homogeneous", "--data", "few.csv").err())
        .contains("few.csv: holds no timed run, a calibration needs one", "1 row without");
    assertThat(run("calibrate", "amp-homogeneous").err()).contains("--data runs.csv");
    assertThat(run("calibrate", "amp-homogeneous", "--data", "none.csv").code()).isEqualTo(2);
    assertThat(
            run("calibrate", "amp-homogeneous", "--cost-model", "amp", "--data", "runs.csv").err())
        .contains("Maybe `--cost-model predictive`");
  }
}
