package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ImportClusterCommandTest {
  private static final Path SAMPLES =
      CliRunner.REPOSITORY.resolve("formats/src/test/resources/imports/cluster");

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("hostfile"), "node1 slots=8\nnode2 slots=8\n");
    Files.copy(SAMPLES.resolve("hostfile-nccl/one-node.log"), folder.resolve("one-node.log"));
  }

  @Test
  void theTableFitsEightyColumnsAndNamesSources() {
    Result result = CliRunner.in(folder).run("import", "cluster", "hostfile", "one-node.log");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("imported: 2 x 8 A100-SXM-80GB")
        .contains("one-node.log:17-39")
        .contains("default");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(result.err()).contains("no file says node.inter_node_gbps");
  }

  @Test
  void whatIsWrittenIsACluster() throws IOException {
    assertThat(
            CliRunner.in(folder)
                .run("import", "cluster", "hostfile", "one-node.log", "--out", "cluster.yaml")
                .code())
        .isZero();
    assertThat(Files.readString(folder.resolve("cluster.yaml"))).contains("provenance:");
    Result plan =
        CliRunner.in(folder)
            .run(
                "plan",
                "--model",
                "gpt2",
                "--cluster",
                "cluster.yaml",
                "--global-batch-size",
                "64");
    assertThat(plan.code()).as(plan.err()).isZero();
    JsonNode json =
        JsonMapper.shared()
            .readTree(
                CliRunner.in(folder)
                    .run("import", "cluster", "hostfile", "one-node.log", "-o", "json")
                    .out());
    assertThat(json.at("/nodes/0/intra_node_gbps").asInt()).isEqualTo(1840);
  }

  @Test
  void aPlanTakesAHostfile() {
    Result plan =
        CliRunner.in(folder)
            .run(
                "plan",
                "--model",
                "gpt2",
                "--cluster",
                "hostfile",
                "--device",
                "T4",
                "--global-batch-size",
                "64");
    assertThat(plan.code()).as(plan.err()).isZero();
    assertThat(plan.out()).contains("2 x 8 T4");
    assertThat(plan.err()).contains("node.inter_node_gbps").contains("no file says it");
    Result unknown =
        CliRunner.in(folder)
            .run("plan", "--model", "gpt2", "--cluster", "hostfile", "--global-batch-size", "64");
    assertThat(unknown.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(unknown.err()).contains("hostfile:1: no file says which devices node1");
  }

  @Test
  void foldersOfTheUserComeFirstAndConflictsAreSaid() throws IOException {
    Path devices = Files.createDirectories(folder.resolve("mine/devices"));
    Files.writeString(
        devices.resolve("Z900.yaml"),
        "memory_gib: 64\nmemory_gbps: 16000\npeak_tflops: {bf16: 400}\ndescription: \"ours\"\n");
    Files.writeString(
        devices.resolve("T4.yaml"), "memory_gib: 15\nmemory_gbps: 2560\npeak_tflops: {fp16: 65}\n");
    Result listed = CliRunner.in(folder).run("catalog", "devices", "--catalog", "mine");
    assertThat(listed.code()).as(listed.err()).isZero();
    assertThat(listed.out()).contains("Z900").contains("H100-SXM");
    assertThat(listed.err()).contains("T4.yaml: takes the place of the built-in T4");
    Result shown =
        CliRunner.in(folder)
            .environment(Map.of("AMP_CATALOG", "mine"))
            .run("catalog", "devices", "T4", "--quiet");
    assertThat(shown.out()).contains("memory_gib: 15");
    Result wrong = CliRunner.in(folder).run("catalog", "--catalog", "nowhere");
    assertThat(wrong.code()).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(wrong.err()).contains("--catalog (nowhere): is not a folder");
  }

  @Test
  void theCatalogueIsSearched() {
    Result found = CliRunner.here().run("catalog", "nodes", "--search", "aws h200");
    assertThat(found.out())
        .contains("p5en.48xlarge")
        .contains("2026-11")
        .doesNotContain("dgx-h200");
    assertThat(CliRunner.here().run("catalog", "--search", "no such thing").code())
        .isEqualTo(ExitCode.INVALID_INPUT);
  }
}
