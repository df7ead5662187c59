package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ampplanner.cli.CliRunner.Result;
import org.ampplanner.cli.terminal.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  private static final String JOB = "amp-homogeneous";

  @TempDir Path folder;

  @Test
  void theNameOfAFileSaysItsForm() throws IOException {
    assertThat(written("plan", JOB, "--quiet", "--out", "x.json")).startsWith("{");
    assertThat(written("plan", JOB, "--quiet", "--out", "x.csv")).contains(",iteration_s,");
    assertThat(written("plan", JOB, "--quiet", "--out", "x.json", "-o", "yaml"))
        .doesNotStartWith("{");
    assertThat(written("plan", JOB, "--quiet", "--out", "x.txt")).contains("samples/s");
  }

  private String written(String... arguments) throws IOException {
    Result result = CliRunner.in(folder).run(arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return Files.readString(folder.resolve(arguments[4]));
  }

  @Test
  void standardOutputThatTakesNothingIsAnError() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    Host host =
        new Host(
            CliRunner.REPOSITORY,
            folder,
            Map.of(),
            "",
            new PrintStream(full, false, StandardCharsets.UTF_8),
            System.err,
            System::nanoTime,
            new Interrupts());
    assertThat(Amp.run(host, "catalog", "devices")).isEqualTo(ExitCode.INVALID_INPUT);
    assertThat(Amp.run(host, "--version")).isEqualTo(ExitCode.INVALID_INPUT);
  }

  @Test
  void aPlanThatWasNotFoundInTimeReplacesNone() throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.json"), "a good plan");
    Interrupts interrupts = new Interrupts();
    interrupts.finished();
    interrupts.onShutdown();
    Host host =
        new Host(
            CliRunner.REPOSITORY,
            folder,
            Map.of(),
            "",
            System.out,
            System.err,
            System::nanoTime,
            interrupts);
    int code = Amp.run(host, "plan", JOB, "--out", plan.toString());
    assertThat(code).isEqualTo(ExitCode.INTERRUPTED);
    String now = Files.readString(plan);
    assertThat(now.equals("a good plan") || now.contains("\"rank\"")).as(now).isTrue();
  }

  @Test
  void aNameDoesNotSteerATerminal() {
    assertThat(
            Format.onlyOurEscapes("a\u001b]0;title\u0007b\u001b[2Jc\u202ed\u001b[1me\u001b[0m\n"))
        .isEqualTo("a?]0;title?b?[2Jc?d\u001b[1me\u001b[0m\n");
  }
}
