package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files that {@code docs/extending.md} leads through and the glossary names are there. */
class ExtendingTest {
  private static final Path DOCS = CliRunner.REPOSITORY.resolve("docs");

  /** {@code engine/Torchtitan}, or {@code docs/reference/engines.md}. */
  private static final Pattern NAME =
      Pattern.compile("`([a-z]+(?:/[a-z0-9-]+)*/[A-Za-z0-9.-]+)`( \\(test\\))?");

  private static final Set<String> MODULES =
      Set.of("formats", "trials", "report", "workbench", "cli");

  @Test
  void everyFileThatIsNamedExists() throws IOException {
    List<String> missing = new ArrayList<>();
    int named = 0;
    String pages =
        Files.readString(DOCS.resolve("extending.md"))
            + Files.readString(DOCS.resolve("glossary.md"));
    Matcher name = NAME.matcher(pages);
    while (name.find()) {
      named++;
      boolean test = name.group(2) != null || name.group(1).endsWith("Test");
      if (!Files.exists(CliRunner.REPOSITORY.resolve(path(name.group(1), test)))) {
        missing.add(name.group(1));
      }
    }
    assertThat(named).isGreaterThan(80);
    assertThat(missing).isEmpty();
  }

  private static String path(String name, boolean test) {
    if (name.contains(".")) {
      return name;
    }
    String first = name.substring(0, name.indexOf('/'));
    String module = MODULES.contains(first) ? first : "core";
    String sources = test ? "/src/test/java/org/ampplanner/" : "/src/main/java/org/ampplanner/";
    return module + sources + name + ".java";
  }
}
