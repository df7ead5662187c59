package org.ampplanner.formats.imports.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ampplanner.formats.model.ModelDocument;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.model.ReadModel;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.junit.jupiter.api.Test;

/** Small inputs as people have them: read to the exact parameter, or refused by name. */
class ModelCasesTest {
  private static final Path FOLDER = Path.of("src/test/resources/cases/models");

  @Test
  void eachIsReadExactlyOrRefusedByName() throws IOException {
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    for (String line : Files.readAllLines(FOLDER.resolve("expected.csv"))) {
      if (line.startsWith("#") || line.startsWith("file,")) {
        continue;
      }
      String[] cells = line.split(",", 3);
      Problems problems = new Problems();
      Optional<ReadModel> read =
          new ModelReader(n -> n, problems)
              .read(new SourceFile(FOLDER.resolve(cells[0]), cells[0]));
      String said =
          Stream.concat(problems.errors().stream(), problems.warnings().stream())
              .map(Problem::render)
              .toList()
              .toString();
      String counted = read.map(r -> ModelDocument.resolve(r.spec()).parameters() + "").orElse("-");
      boolean right =
          (cells[1].isEmpty() ? !counted.equals("-") : counted.equals(cells[1]))
              && said.matches("(?s).*" + cells[2] + ".*");
      cases++;
      if (!right) {
        wrong.add(cells[0] + ": " + counted + " " + said);
      }
    }
    assertThat(cases).isGreaterThan(20);
    assertThat(wrong).isEmpty();
  }
}
