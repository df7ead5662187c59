package org.ampplanner.formats.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.source.ProblemsException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One file for each kind of bad input, in {@code resources/bad}. What must be said of it stands at
 * its end, in comments that start with {@code #!}. {@code AMP_RECORD=1} writes what is said now;
 * review the difference.
 */
class BadJobsTest {
  private static final Path FOLDER = TestHome.HOME.resolve("formats/src/test/resources/bad");

  private static final String MARK = "#! ";

  @TestFactory
  Stream<DynamicTest> everyKindOfBadInputIsNamed() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> sorted = files.sorted().toList();
      assertThat(sorted).hasSizeGreaterThan(70);
      return sorted.stream().map(file -> DynamicTest.dynamicTest(name(file), () -> check(file)));
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static void check(Path file) throws IOException {
    String text = Files.readString(file);
    String said = said(file);
    if (System.getenv("AMP_RECORD") != null) {
      Files.writeString(
          file,
          text.lines()
                  .filter(l -> !l.startsWith(MARK))
                  .map(l -> l + "\n")
                  .collect(Collectors.joining())
              + said.lines().map(l -> MARK + l + "\n").collect(Collectors.joining()));
      return;
    }
    String expected =
        text.lines()
            .filter(l -> l.startsWith(MARK))
            .map(l -> l.substring(MARK.length()))
            .collect(Collectors.joining("\n"));
    assertThat(said).isEqualTo(expected).isNotEmpty();
  }

  private static String said(Path file) {
    try {
      TestHome.read(FOLDER, name(file));
      return "";
    } catch (ProblemsException e) {
      String found = String.join("\n", e.getMessage().lines().toList());
      return found.replace(TestHome.HOME + "/", "").replace(name(file) + ":", "");
    }
  }
}
