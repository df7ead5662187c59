package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the profiler on the CPU, and plans with what it measured. */
@Tag("torch")
class ProfilerTest {
  @TempDir Path folder;

  private record Run(int code, String said) {}

  private Run python(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), said);
  }

  private Run profile(String degrees) throws IOException, InterruptedException {
    Path script = CliRunner.REPOSITORY.resolve("profiler/amp_profile.py").toAbsolutePath();
    return python(
        script.toString(),
        "--hidden",
        "64",
        "--ffn",
        "256",
        "--heads",
        "4",
        "--layers",
        "3",
        "--vocabulary",
        "1000",
        "--sequence-length",
        "32",
        "--tensor-parallel",
        "1",
        degrees,
        "--repeats",
        "3",
        "--warm-up",
        "1",
        "--device",
        "cpu",
        "--device-name",
        "T4");
  }

  @Test
  void whatItMeasuresIsAProfileAndARunGoesOnWhereItStopped()
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no /usr/bin/python3");
    assumeTrue(python("-c", "import torch").code() == 0, "no PyTorch: ./check --install");
    Run first = profile("2");
    assertThat(first.code()).as(first.said()).isZero();
    Run second = profile("3");
    assertThat(second.said()).contains("measured already").contains("left out");
    CliRunner.Result imported =
        CliRunner.in(folder).run("import", "profile", "profile.json", "-o", "csv");
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out()).contains("T4,fp32,1,1,5,").contains("T4,fp32,2,1,5,");
  }
}
