package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  @TempDir Path folder;

  private Result run(String... arguments) {
    return CliRunner.in(folder).run(arguments);
  }

  private void plan(String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "plan",
                "--model",
                "llama3-8b",
                "--cluster",
                "2xdgx-h100",
                "--global-batch-size",
                "64",
                "-o",
                "json",
                "--out",
                "plan.json",
                "--top",
                "2"));
    arguments.addAll(List.of(more));
    Result result = run(arguments.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
  }

  @Test
  void writesTheFolderAndSaysWhereToStart() throws IOException {
    plan("--engine", "megatron");
    Result result = run("export", "plan.json", "--out", "run", "--hosts", "a.example,b.example");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).contains("written to run: start with run/README.md");
    assertThat(Files.readString(folder.resolve("run/launch.sh")))
        .contains("HOSTS=(a.example b.example)");
    assertThat(Files.readString(folder.resolve("run/README.md")))
        .contains("Nothing: this is the plan as AMP predicted it.");
    Result second = run("export", "plan.json", "--out", "run", "--rank", "2", "--quiet");
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err()).isEmpty();
  }

  @Test
  void whatSomebodyChangedStaysUnlessForced() throws IOException {
    plan("--engine", "megatron");
    assertThat(run("export", "plan.json", "--out", "run").code()).isZero();
    Files.writeString(folder.resolve("run/launch.sh"), "mine");
    Result refused = run("export", "plan.json", "--out", "run");
    assertThat(refused.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(refused.err())
        .contains("run/launch.sh: was changed since it was exported", "--force");
    assertThat(run("export", "plan.json", "--out", "run", "--force").code()).isZero();
  }

  @Test
  void saysAllThatIsWrongAtOnce() {
    plan();
    Result result =
        run(
            "export",
            "plan.json",
            "--out",
            "run",
            "--engine",
            "megatorn",
            "--launcher",
            "slrum",
            "--rank",
            "9",
            "--hosts",
            "a,b,c");
    assertThat(result.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(result.err())
        .contains("--engine: (megatorn) is not known", "Maybe megatron")
        .contains("--launcher: (slrum) is not known", "Maybe slurm")
        .contains("--rank: (9) is not one of the 2 plans")
        .contains("--hosts: names 3 hosts, but the cluster has 2 nodes");
    assertThat(run("export", "plan.json", "--out", "run").err()).contains("no --engine is given");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aConfigOfAnotherModelIsRefused() throws IOException {
    plan("--engine", "megatron");
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\": \"llama\", \"hidden_size\": 64, \"intermediate_size\": 128,"
            + " \"num_hidden_layers\": 2, \"num_attention_heads\": 4, \"vocab_size\": 100}");
    Result result = run("export", "plan.json", "--out", "run", "--model", "config.json");
    assertThat(result.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(result.err()).contains("config.json: is not the config of the plan's model");
  }

  @Test
  void anEngineThatCanRunNothingOfTheJobIsNothingFeasible() throws IOException {
    Files.writeString(
        folder.resolve("tight.yaml"),
        """
        model:
          name: tight
          layers:
            - {name: embedding, parameters: 100, output_bytes: 16384}
            - {name: block, transformer: {hidden: 4096, ffn: 16384, heads: 1}}
            - {name: head, parameters: 100, output_bytes: 100}
        cluster:
          name: small
          nodes: [{name: n, device: tiny, devices: 4, intra_node_gbps: 100, inter_node_gbps: 10}]
          devices: {tiny: {memory_gib: 4.5, memory_gbps: 900, peak_tflops: {fp16: 100}}}
        training: {global_batch_size: 4, sequence_length: 2, precision: fp16}
        search: {zero_stage: [3]}
        """);
    Result planned = run("plan", "tight.yaml", "-o", "json", "--out", "tight.json");
    assertThat(planned.code()).as(planned.err()).isZero();

    Result result = run("export", "tight.json", "--engine", "reference", "--out", "run");

    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.NOTHING_FEASIBLE);
    assertThat(result.err())
        .contains("nothing is feasible: reference can run no plan of this job")
        .contains("the plan: ")
        .contains("Maybe another --engine");
    assertThat(folder.resolve("run")).doesNotExist();
  }
}
