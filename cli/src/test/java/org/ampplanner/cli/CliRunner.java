package org.ampplanner.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Runs commands inside the test's own process. */
final class CliRunner {
  static final Path REPOSITORY = Path.of("..");

  /** What a command did. */
  record Result(int code, String out, String err) {}

  private final Path workingDirectory;
  private Map<String, String> environment = Map.of("LANG", "C.UTF-8");
  private String tty = "";

  private CliRunner(Path workingDirectory) {
    this.workingDirectory = workingDirectory;
  }

  static CliRunner in(Path workingDirectory) {
    return new CliRunner(workingDirectory);
  }

  static CliRunner here() {
    return new CliRunner(REPOSITORY);
  }

  CliRunner environment(Map<String, String> variables) {
    environment = variables;
    return this;
  }

  CliRunner tty(String streams) {
    tty = streams;
    return this;
  }

  Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Host host =
        new Host(
            REPOSITORY,
            workingDirectory,
            environment,
            tty,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            System::nanoTime,
            new Interrupts());
    int code = Amp.run(host, arguments);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
