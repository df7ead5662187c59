package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code trials/emulated/run.py} measured, against what is predicted today. */
class EmulatedClusterTest {
  private static final Pattern SUMMARY =
      Pattern.compile(
          "MAPE ([0-9.]+) %.*Spearman ([0-9.]+),\\s+regret@1 ([0-9.]+)", Pattern.DOTALL);

  @Test
  void strategiesOfAMixedClusterAreRankedRight() {
    CliRunner.Result result =
        CliRunner.here()
            .run(
                "evaluate",
                "trials/emulated/mixed.yaml",
                "--strategies",
                "trials/emulated/measured.csv");

    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("n 15 of 15 rows");
    Matcher summary = SUMMARY.matcher(result.err());
    assertThat(summary.find()).as(result.err()).isTrue();
    assertThat(Double.parseDouble(summary.group(1))).as("MAPE, percent").isLessThan(4);
    assertThat(Double.parseDouble(summary.group(2))).as("Spearman").isGreaterThan(0.95);
    assertThat(Double.parseDouble(summary.group(3))).as("regret@1").isEqualTo(1);
  }

  @Test
  void whereNodesCannotBeBuiltTheBenchmarkSaysWhyAndMeasuresNothing(@TempDir Path nothing)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "/usr/bin/python3",
                CliRunner.REPOSITORY.resolve("trials/emulated/run.py").toString(),
                "--out",
                nothing.resolve("measured.csv").toString())
            .redirectErrorStream(true);
    builder.environment().put("PATH", nothing.toString());
    Process process = builder.start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .toLowerCase(Locale.ROOT);

    assertThat(process.waitFor()).isZero();
    assertThat(said).startsWith("run.py: skipped: ");
    assertThat(nothing.resolve("measured.csv")).doesNotExist();
  }
}
