package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs every command of the guide and of the README, with the files that the guide shows. */
class GuideTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)(?: (\\S+))?\\n(.*?)^```$");
  private static final Pattern EXIT = Pattern.compile("# exit code (\\d+)");

  @Test
  void everyCommandOfTheGuideWorks(@TempDir Path folder) throws IOException {
    assertThat(runAll(CliRunner.REPOSITORY.resolve("docs/guide/README.md"), folder))
        .hasSizeGreaterThan(12);
  }

  @Test
  void everyCommandOfTheReadmeWorks(@TempDir Path folder) throws IOException {
    assertThat(runAll(CliRunner.REPOSITORY.resolve("README.md"), folder)).hasSizeGreaterThan(4);
  }

  private static List<String> runAll(Path page, Path folder) throws IOException {
    Files.createSymbolicLink(
        folder.resolve("validation"), CliRunner.REPOSITORY.resolve("validation").toAbsolutePath());
    List<String> run = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(page));
    while (block.find()) {
      if (block.group(1).equals("console")) {
        for (String line : block.group(3).split("\n")) {
          if (line.startsWith("$ ./amp ")) {
            runOne(line.substring("$ ./amp ".length()), folder);
            run.add(line);
          }
        }
      } else if (block.group(2) != null) {
        Path file = folder.resolve(block.group(2));
        Files.createDirectories(file.getParent());
        Files.writeString(file, block.group(3));
      }
    }
    return run;
  }

  private static void runOne(String line, Path folder) {
    Matcher exit = EXIT.matcher(line);
    int expected = exit.find() ? Integer.parseInt(exit.group(1)) : 0;
    String command = line.replaceFirst("\\s+#.*", "").strip();
    CliRunner.Result result = CliRunner.in(folder).run(words(command));
    assertThat(result.code()).as("%s%n%s%s", line, result.out(), result.err()).isEqualTo(expected);
  }

  /** Splits at blanks outside braces, as the guide writes its arguments. */
  private static String[] words(String command) {
    return command.split(" +(?![^{]*})");
  }
}
