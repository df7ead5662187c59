package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on reliability names every kind of input, its commands and what is kept of it. */
class ReliabilityPageTest {
  private static final Path PAGE = CliRunner.REPOSITORY.resolve("docs/reliability.md");

  @Test
  void everyKindOfInputHasARow() throws IOException {
    List<String[]> rows =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.matches("\\| [a-z-]+ \\| \\d.*"))
            .map(line -> line.split("\\|"))
            .toList();
    assertThat(rows).hasSize(FuzzKind.values().length);
    Iterator<String[]> next = rows.iterator();
    for (FuzzKind kind : FuzzKind.values()) {
      String[] row = next.next();
      assertThat(row[1].strip()).isEqualTo(kind.id());
      assertThat(row[2].strip()).as(kind.id()).isEqualTo("" + kind.commands());
      assertThat(row[5].strip()).as(kind.id()).isEqualTo("" + kept(kind));
    }
  }

  private static long kept(FuzzKind kind) throws IOException {
    Path folder = Fuzz.CORPUS.resolve(kind.id());
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
