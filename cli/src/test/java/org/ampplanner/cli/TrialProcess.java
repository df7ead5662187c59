package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes of {@code amp trial} with a script in the place of the engine. */
final class TrialProcess {
  private TrialProcess() {}

  /**
   * Starts one on {@code job.yaml} and {@code h.db}; the engine says in {@code started} that it
   * ran.
   */
  static Process start(Path folder, String engine, String... more) throws IOException {
    Path python = folder.resolve("python");
    Path next = folder.resolve("python.next");
    Files.writeString(
        next, "#!/bin/bash\ncd '" + folder + "'\n[ $RANK = 0 ] && echo run >> started\n" + engine);
    assertThat(next.toFile().setExecutable(true)).isTrue();
    Files.move(next, python, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    List<String> words =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Damp.home=" + CliRunner.REPOSITORY.toAbsolutePath(),
                "org.ampplanner.cli.Amp",
                "trial",
                "job.yaml",
                "--hosts",
                "localhost",
                "--history",
                "h.db"));
    words.addAll(Arrays.asList(more));
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().put("PYTHON", python.toString());
    builder.environment().put("AMP_GRACE_S", "1");
    return builder
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
