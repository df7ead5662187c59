package org.ampplanner.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example that programs start from, as its users compile and run it. */
class FrontDoorTest {
  private static final Path HOME = Path.of("..");
  private static final Path EXAMPLE = HOME.resolve("examples/FirstPlan.java");

  @Test
  void theExampleHasTenLinesAndStandsInTheReadme() throws IOException {
    assertThat(Files.readAllLines(EXAMPLE)).hasSizeLessThanOrEqualTo(10);
    assertThat(Files.readString(HOME.resolve("README.md")))
        .contains("```java\n" + Files.readString(EXAMPLE) + "```\n");
  }

  /** On the module path, so that it sees what is exported and nothing else. */
  @Test
  void theExampleRuns() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                modules(),
                "--add-modules",
                "org.ampplanner.workbench",
                EXAMPLE.toString(),
                HOME.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    List<Double> seconds = said.lines().map(Double::valueOf).toList();
    assertThat(seconds).hasSize(2);
    assertThat(seconds.get(0)).isPositive().isLessThan(seconds.get(1));
  }

  private static String modules() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> !path.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
