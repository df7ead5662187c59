package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sizes that {@code CONTRIBUTING.md} promises, of all modules, tests and scripts included. */
class SizesTest {
  private static final int FILE_LINES = 400;
  private static final int METHOD_LINES = 39;
  private static final int COMPONENTS = 8;

  /** Scripts that are copied to another machine as they are, each alone. */
  private static final List<String> ALONE =
      List.of("profiler/amp_profile.py", "trials/reference/train.py");

  private static final int ALONE_LINES = 500;

  private static final List<String> SCRIPTS = List.of("profiler", "trials", "validation");

  private static SourceSizes sizes;

  @BeforeAll
  static void measure() throws IOException {
    List<String> folders = new ArrayList<>(SCRIPTS);
    try (Stream<Path> modules = Files.list(CliRunner.REPOSITORY)) {
      modules
          .filter(module -> Files.isDirectory(module.resolve("src")))
          .map(module -> module.getFileName() + "/src")
          .filter(folder -> !folder.startsWith("trials/"))
          .forEach(folders::add);
    }
    sizes = SourceSizes.of(CliRunner.REPOSITORY, folders);
  }

  @Test
  void filesAreShort() {
    assertThat(sizes.files()).hasSizeGreaterThan(500);
    List<String> tooLong = new ArrayList<>();
    sizes
        .files()
        .forEach((file, lines) -> {
          if (lines > (ALONE.contains(file) ? ALONE_LINES : FILE_LINES)) {
            tooLong.add(lines + " " + file);
          }
        });
    assertThat(tooLong).isEmpty();
  }

  @Test
  void methodsAreShort() {
    assertThat(above(sizes.methods(), METHOD_LINES)).isEmpty();
  }

  @Test
  void recordsAreSmall() {
    assertThat(above(sizes.records(), COMPONENTS)).isEmpty();
  }

  private static List<String> above(Map<String, Integer> sizes, int limit) {
    List<String> above = new ArrayList<>();
    sizes.forEach((name, size) -> {
      if (size > limit) {
        above.add(size + " " + name);
      }
    });
    return above;
  }
}
