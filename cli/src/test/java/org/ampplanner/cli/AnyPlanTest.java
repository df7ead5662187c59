package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every command takes a plan whose stages or shares differ, as it takes any other. */
class AnyPlanTest {
  private static final String ALL = "--set=search.parts=all";

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  /** Three fast devices and two slow ones, and a batch that five do not divide. */
  @BeforeEach
  void writeTheJob() throws IOException {
    Files.createDirectory(folder.resolve("tiny"));
    Files.writeString(
        folder.resolve("tiny/config.json"),
        "{\"model_type\": \"gpt2\", \"n_embd\": 64, \"n_layer\": 4, \"n_head\": 4,"
            + " \"vocab_size\": 512, \"n_positions\": 32}");
    Files.writeString(
        folder.resolve("job.yaml"),
        """
        model: tiny/config.json
        cluster:
          name: odd
          nodes:
            - {name: a, count: 1, device: Fast, devices: 3, intra_node_gbps: 800, inter_node_gbps: 100}
            - {name: b, count: 1, device: Slow, devices: 2, intra_node_gbps: 800, inter_node_gbps: 100}
          devices:
            Fast: {memory_gib: 8, memory_gbps: 800, peak_tflops: {fp32: 0.05}}
            Slow: {memory_gib: 8, memory_gbps: 400, peak_tflops: {fp32: 0.02}}
        training: {global_batch_size: 64, sequence_length: 32, precision: fp32, optimizer: sgd}
        engine: reference
        """);
  }

  private Result run(String... arguments) {
    return CliRunner.in(folder).run(arguments);
  }

  private JsonNode planned(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("plan", "job.yaml", "-o", "json", "--out", "plan.json", "--quiet"));
    arguments.addAll(List.of(more));
    Result result = run(arguments.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return JSON.readTree(folder.resolve("plan.json").toFile());
  }

  @Test
  void aPlanWithUnevenSharesStandsInTheRanking() throws IOException {
    JsonNode tree = planned(ALL);
    JsonNode plan = tree.path("plans").get(0);
    assertThat(plan.path("micro_batches").isArray()).isTrue();
    assertThat(plan.path("gradient_accumulation_steps").isNull()).isTrue();
    double step = plan.path("iteration_s").asDouble();
    assertThat(step).isLessThan(planned().path("plans").get(0).path("iteration_s").asDouble());
    double terms = plan.path("breakdown_s").valueStream().mapToDouble(JsonNode::asDouble).sum();
    assertThat(terms).isCloseTo(step, within(1e-9 * step));
    JsonNode parts = tree.path("optimality").path("parts");
    assertThat(parts.valueStream().map(part -> part.path("part").asString()))
        .containsExactly("uniform", "uneven_shares", "differing_stages");
    assertThat(parts.get(1).path("proven").asBoolean()).isTrue();
    assertThat(parts.get(1).path("lower_bound_s").asDouble()).isLessThanOrEqualTo(step);
    assertThat(run("plan", "job.yaml", ALL).out())
        .contains("replicas with", "uneven_shares: nothing faster than plan 1");
  }

  @Test
  void everyCommandTakesIt() throws IOException {
    double step = planned(ALL).path("plans").get(0).path("iteration_s").asDouble();
    assertThat(seconds("explain", "plan.json").path("plan").path("iteration_s").asDouble())
        .isEqualTo(step);
    assertThat(run("explain", "plan.json").out()).contains("uneven shares");
    assertThat(seconds("simulate", "plan.json").path("step_s").asDouble())
        .isCloseTo(step, within(1e-9 * step));
    assertThat(run("report", "plan.json", "--out", "plan.html").err()).contains("written");
    assertThat(Files.readString(folder.resolve("plan.html"))).contains("uneven shares");
    assertThat(run("plan", "job.yaml", ALL, "-o", "csv", "--out", "plans.csv").code()).isZero();
    JsonNode rows = seconds("evaluate", "job.yaml", "--strategies", "plans.csv").path("strategies");
    assertThat(rows.get(0).path("iteration_s").asDouble()).isEqualTo(step);
    assertThat(rows.get(0).path("micro_batches").asString()).isNotEmpty();
    JsonNode compared = seconds("compare", "job.yaml", ALL).path("comparison").get(0);
    assertThat(compared.path("plans").get(0).path("iteration_s").asDouble()).isEqualTo(step);
    assertThat(run("plan", "job.yaml", ALL, "--search-log", "log.jsonl").code()).isZero();
    assertThat(Files.readString(folder.resolve("log.jsonl")))
        .contains("\"part\":\"uneven_shares\"", "\"part\":\"differing_stages\"");
    assertThat(run("trial", "job.yaml", ALL, "--dry-run").out()).isNotEmpty();
  }

  @Test
  void stagesWithDegreesOfTheirOwnAreEvaluatedSimulatedAndCalibrated() throws IOException {
    Files.writeString(
        folder.resolve("rows.csv"),
        """
        tensor_parallel,pipeline_parallel,data_parallel,micro_batch_size,layer_cuts,placement,measured_s
        2 1,2,1 2,2 1,0 3 6,a-0:0 a-0:1 b-0:0 b-0:1,0.2
        1,1,4,1,0 6,a-0:0 a-0:1 b-0:0 b-0:1,0.1
        1,2,2,1,0 3 6,a-0:0 a-0:1 b-0:0 b-0:1,0.1
        """);
    JsonNode rows = seconds("evaluate", "job.yaml", "--strategies", "rows.csv").path("strategies");
    assertThat(rows.valueStream().map(row -> row.path("error").asString(""))).containsOnly("");
    assertThat(rows.get(0).path("iteration_s").asDouble()).isPositive();
    Result calibrated = run("calibrate", "job.yaml", "--data", "rows.csv", "-o", "json");
    assertThat(calibrated.err()).doesNotContain("Exception");
    assertThat(calibrated.code()).as(calibrated.err()).isIn(0, 3);
  }

  @Test
  void whatCannotBeRunIsSaid() throws IOException {
    JsonNode parts =
        planned("--engine", "megatron", "--set", "training.precision=bf16", ALL)
            .path("optimality")
            .path("parts");
    assertThat(parts.get(1).path("excluded").asString())
        .startsWith("engine megatron: Megatron-Core has one");
    planned(ALL);
    Result nearest = run("export", "plan.json", "--engine", "deepspeed", "--out", "run");
    assertThat(nearest.err()).contains("cannot express the plan");
    assertThat(Files.readString(folder.resolve("run/README.md"))).contains("What changed:");
  }

  @Test
  void aPlanThatDoesNotFitTogetherIsRefused() throws IOException {
    planned(ALL);
    String text = Files.readString(folder.resolve("plan.json"));
    int at = text.indexOf("\"micro_batches\"");
    int open = text.indexOf('[', at);
    String broken = text.substring(0, open) + "[7]" + text.substring(text.indexOf(']', open) + 1);
    Files.writeString(folder.resolve("plan.json"), broken);
    Result result = run("explain", "plan.json");
    assertThat(result.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(result.err()).contains("plan.json:");
  }

  private JsonNode seconds(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-o", "json"));
    Result result = run(all.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return JSON.readTree(result.out());
  }

  @Test
  @Tag("torch")
  void theReferenceTrainerComputesTheLossesOfTheUniformPlan()
      throws IOException, InterruptedException {
    JsonNode tree = planned(ALL);
    assertThat(run("export", "plan.json", "--out", "differing").code()).isZero();
    int ranks = tree.path("plans").get(0).path("placement").size();
    JsonNode uniform = planned();
    assertThat(run("export", "plan.json", "--out", "uniform").code()).isZero();
    List<Double> expected =
        losses("uniform", uniform.path("plans").get(0).path("placement").size());
    List<Double> losses = losses("differing", ranks);
    assertThat(losses).hasSize(3).doesNotHaveDuplicates();
    for (int step = 0; step < 3; step++) {
      assertThat(losses.get(step)).isCloseTo(expected.get(step), within(1e-6));
    }
  }

  private List<Double> losses(String export, int ranks) throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    List<Process> processes = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      ProcessBuilder builder =
          new ProcessBuilder(
                  "/usr/bin/python3",
                  CliRunner.REPOSITORY.resolve("trials/reference/train.py").toString(),
                  "--plan",
                  folder.resolve(export).resolve("plan.json").toString(),
                  "--steps",
                  "3",
                  "--dtype",
                  "float64")
              .redirectErrorStream(true);
      Stream.of(
              "RANK=" + rank,
              "WORLD_SIZE=" + ranks,
              "MASTER_ADDR=127.0.0.1",
              "MASTER_PORT=" + port,
              "GLOO_SOCKET_IFNAME=lo")
          .map(setting -> setting.split("="))
          .forEach(setting -> builder.environment().put(setting[0], setting[1]));
      processes.add(builder.start());
    }
    String out =
        new String(processes.get(0).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    for (Process process : processes) {
      assertThat(process.waitFor()).as(out).isZero();
    }
    return out.lines()
        .filter(line -> line.startsWith("step "))
        .map(line -> Double.parseDouble(line.split(" ")[3]))
        .toList();
  }
}
