package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real runs, with a script in the place of the engine's Python. */
class RealTrialsTest {
  static final String JOB =
      """
      model:
        name: tiny
        layers:
          - {name: embedding, parameters: 36864, output_bytes: 8192}
          - {name: block, repeat: 4, transformer: {hidden: 64, ffn: 256, heads: 4}}
          - {name: head, parameters: 32896, output_bytes: 65536}
      cluster:
        name: laptop
        nodes: [{name: here, device: cpu, devices: 2, intra_node_gbps: 10}]
        devices: {cpu: {memory_gib: 4, memory_gbps: 100, peak_tflops: {fp32: 0.0005}}}
      training: {global_batch_size: 8, sequence_length: 64, precision: fp32, optimizer: sgd}
      engine: reference
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeTheJob() throws IOException {
    Files.writeString(folder.resolve("job.yaml"), JOB);
  }

  private CliRunner.Result trial(String engine, String... more) throws IOException {
    Path python = Files.writeString(folder.resolve("python"), "#!/bin/bash\n" + engine);
    assertThat(python.toFile().setExecutable(true)).isTrue();
    List<String> words =
        new ArrayList<>(List.of("trial", "job.yaml", "--hosts", "localhost", "--history", "h.db"));
    words.addAll(Arrays.asList(more));
    return CliRunner.in(folder)
        .environment(Map.of("PYTHON", python.toString(), "AMP_GRACE_S", "1"))
        .run(words.toArray(String[]::new));
  }

  private static final String STEPS =
      "[ $RANK = 0 ] || exit 0; for i in 1 2 3 4 5; do echo \"step $i loss 1 time_s $((i < 3 ? 9 : 2)).000000\"; done";

  @Test
  void theFastestMeasuredCandidateIsNamedAndKept() throws IOException {
    CliRunner.Result first = trial(STEPS, "--budget", "2");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("2.000 s measured").contains("behaves like");
    assertThat(first.err()).contains("trial 2 of 2");

    CliRunner.Result again = trial("exit 7", "--budget", "2");

    assertThat(again.code()).as("nothing is run again: %s", again.err()).isZero();
    assertThat(again.err()).contains("2 trials found in h.db");
  }

  @Test
  void failuresAreRecordedAndTheNextCandidateIsRun() throws IOException {
    CliRunner.Result result =
        trial("echo 'RuntimeError: out of memory' >&2; exit 1", "--budget", "2", "-o", "csv");

    assertThat(result.code()).isEqualTo(ExitCode.OUTSIDE_PROGRAM_FAILED);
    assertThat(result.out().lines().filter(l -> l.endsWith("out_of_memory"))).hasSize(2);
  }

  @Test
  void anEngineThatIsNotInstalledIsSaidOnceAndNotRecorded() throws IOException {
    CliRunner.Result result =
        trial("echo 'ModuleNotFoundError: No module named torch'; exit 1", "--budget", "3");

    assertThat(result.code()).isEqualTo(ExitCode.OUTSIDE_PROGRAM_FAILED);
    assertThat(result.err()).contains("cannot be started").contains("No module named torch");
    assertThat(trial(STEPS, "--budget", "1").code()).isZero();
  }

  @Test
  void aDryRunPrintsAllCommandsAndRunsNothing() throws IOException {
    CliRunner.Result result = trial("touch ran", "--budget", "2", "--dry-run");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("# trial 2").contains("train.py --plan");
    assertThat(folder.resolve("h.db")).doesNotExist();
  }

  @Test
  void aRefusedConnectionIsSaidOnceAndNotRecorded() throws IOException {
    Path ssh =
        Files.writeString(
            folder.resolve("ssh"),
            "#!/bin/bash\necho \"ssh: connect to host $1 port 22: Connection refused\" >&2; exit 255\n");
    assertThat(ssh.toFile().setExecutable(true)).isTrue();
    CliRunner.Result result =
        CliRunner.in(folder)
            .environment(Map.of("SSH", ssh.toString(), "AMP_GRACE_S", "1"))
            .run("trial", "job.yaml", "--hosts", "node7", "--budget", "2", "--history", "h.db");

    assertThat(result.code()).isEqualTo(ExitCode.OUTSIDE_PROGRAM_FAILED);
    assertThat(result.err())
        .containsOnlyOnce("cannot be started: ssh: connect to host node7 port 22");
    assertThat(trial(STEPS, "--budget", "1").code()).isZero();
  }

  @Test
  void theUsersOwnStrategiesAreRunInThePlaceOfThePlanners() throws IOException {
    Files.writeString(
        folder.resolve("mine.csv"),
        """
        tensor_parallel,pipeline_parallel,data_parallel,micro_batch_size,layer_cuts
        1,2,1,4,0 2 6
        1,2,1,4,0 2 6
        3,1,1,1,
        1,1,2,2,
        """);

    CliRunner.Result result =
        trial(STEPS, "--strategies", "mine.csv", "--budget", "9", "-o", "csv");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).contains("mine.csv:4: is no candidate");
    assertThat(result.out().lines().skip(1).map(l -> l.split(",")[0]))
        .containsExactlyInAnyOrder("1", "4");
    assertThat(result.out()).contains("0 2 6");
  }
}
