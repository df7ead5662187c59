package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Interrupts a real process in the middle of a search that would take minutes. */
class InterruptTest {
  private static final long SEED = 3;

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void ctrlCGivesTheBestSoFarAndExitCode130(@TempDir Path folder) throws Exception {
    writeLongJob(folder);
    Path out = folder.resolve("out.json");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Damp.home=" + CliRunner.REPOSITORY.toAbsolutePath(),
                "org.ampplanner.cli.Amp",
                "plan",
                folder.resolve("job.yaml").toString(),
                "--set",
                "search.planner=amp",
                "-o",
                "json")
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assumeTrue(!process.waitFor(5, TimeUnit.SECONDS), "the machine is too fast for this test");
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    JsonNode plan = JsonMapper.shared().readTree(Files.readString(out));
    assertThat(plan.at("/search/complete").asBoolean(true)).isFalse();
    assertThat(plan.at("/plans")).isNotEmpty();
    assertThat(plan.at("/optimality/lower_bound_s").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(plan.at("/plans/0/iteration_s").asDouble());
  }

  private static void writeLongJob(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    StringBuilder model = new StringBuilder("name: long\nlayers:\n");
    for (int i = 0; i < 140; i++) {
      model.append(
          "  - {name: l"
              + i
              + ", parameters: 1000, output_bytes: 1000, time_ms: {T4: {forward: "
              + random.nextDouble()
              + "}}}\n");
    }
    Files.writeString(folder.resolve("model.yaml"), model);
    List<String> job =
        List.of(
            "model: model.yaml",
            "cluster: {name: c, nodes: [{name: n, count: 16, device: T4, devices: 4,"
                + " intra_node_gbps: 50, inter_node_gbps: 25}]}",
            "training: {global_batch_size: 4096, sequence_length: 8, precision: fp16}",
            "cost_model: amp");
    Files.write(folder.resolve("job.yaml"), job);
  }
}
