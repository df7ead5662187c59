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

class NonUniformPlansTest {
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
  void thePlanIsMarkedAndStandsApart() throws IOException {
    JsonNode tree = planned("--non-uniform");
    JsonNode section = tree.path("non_uniform");
    JsonNode plan = section.path("plan");
    assertThat(section.path("searched").asBoolean()).isTrue();
    assertThat(plan.path("non_uniform").asBoolean()).isTrue();
    double uniform = tree.path("plans").get(0).path("iteration_s").asDouble();
    double step = plan.path("iteration_s").asDouble();
    assertThat(step).isLessThan(uniform);
    assertThat(section.path("gain").asDouble()).isCloseTo(1 - step / uniform, within(1e-12));
    double terms = plan.path("breakdown_s").valueStream().mapToDouble(JsonNode::asDouble).sum();
    assertThat(terms).isCloseTo(step, within(1e-9 * step));
    assertThat(section.path("optimality").path("lower_bound_s").asDouble())
        .isLessThanOrEqualTo(step);

    assertThat(section.path("optimality").path("proven").asBoolean()).isTrue();

    Result table = run("plan", "job.yaml", "--non-uniform");
    assertThat(table.out()).contains("Non-uniform plan", "less than plan 1", "its own space");
    Result explained = run("explain", "plan.json", "--non-uniform", "-o", "json");
    assertThat(explained.code()).as(explained.err()).isZero();
    assertThat(JSON.readTree(explained.out()).path("iteration_s").asDouble()).isEqualTo(step);
    assertThat(run("explain", "plan.json", "--non-uniform").out())
        .contains("What every stage does", "What the end of the step waits for");
    assertThat(run("report", "plan.json", "--out", "plan.html").code()).isZero();
  }

  @Test
  void whatCannotBeRunIsSaid() throws IOException {
    JsonNode section =
        planned("--engine", "megatron", "--set", "training.precision=bf16", "--non-uniform")
            .path("non_uniform");
    assertThat(section.path("searched").asBoolean()).isFalse();
    assertThat(section.path("reason").asString())
        .startsWith("engine megatron: Megatron-Core has one");
    Result export =
        run("export", "plan.json", "--non-uniform", "--engine", "reference", "--out", "run");
    assertThat(export.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(export.err()).contains("plan.json holds no non-uniform plan");

    planned("--non-uniform");
    Result refused =
        run("export", "plan.json", "--non-uniform", "--engine", "deepspeed", "--out", "run");
    assertThat(refused.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(refused.err()).contains("(deepspeed) cannot run the non-uniform plan");
    assertThat(folder.resolve("run")).doesNotExist();

    JsonNode nobody = planned().path("non_uniform");
    assertThat(nobody.path("reason").asString()).contains("neither --non-uniform");
    assertThat(run("explain", "plan.json", "--non-uniform").code())
        .isEqualTo(ExitCode.INVALID_INPUT);
  }

  @Test
  void aPlanThatDoesNotFitTogetherIsRefused() throws IOException {
    planned("--non-uniform");
    String text = Files.readString(folder.resolve("plan.json"));
    int at = text.indexOf("\"replica_micro_batches\"");
    int open = text.indexOf('[', at);
    String broken = text.substring(0, open) + "[7]" + text.substring(text.indexOf(']', open) + 1);
    Files.writeString(folder.resolve("plan.json"), broken);
    Result result = run("explain", "plan.json", "--non-uniform");
    assertThat(result.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(result.err()).contains("plan.json:");
  }

  @Test
  @Tag("torch")
  void theReferenceTrainerComputesTheLossesOfTheUniformPlan()
      throws IOException, InterruptedException {
    JsonNode tree = planned("--non-uniform");
    assertThat(run("export", "plan.json", "--non-uniform", "--out", "differing").code()).isZero();
    assertThat(run("export", "plan.json", "--out", "uniform").code()).isZero();
    int ranks = tree.path("non_uniform").path("plan").path("placement").size();
    List<Double> expected = losses("uniform", tree.path("plans").get(0).path("placement").size());
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
