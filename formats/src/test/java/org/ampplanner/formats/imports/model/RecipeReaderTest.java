package org.ampplanner.formats.imports.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.junit.jupiter.api.Test;

/** Strategies of published recipes, in the dialects that people write them. */
class RecipeReaderTest {
  private static final Path FOLDER = Path.of("src/test/resources/cases/recipes");
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "tensor_parallel", "1",
          "pipeline_parallel", "1",
          "context_parallel", "1",
          "expert_parallel", "1",
          "virtual_pipeline", "1",
          "sequence_parallel", "false");

  @Test
  void eachNamesTheStrategyThatItsAuthorsRan() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<String> lines = Files.readAllLines(FOLDER.resolve("expected.csv"));
    List<String> columns = List.of(lines.get(1).split(","));
    int cells = 0;
    for (String line : lines.subList(2, lines.size())) {
      List<String> row = List.of(line.split(",", -1));
      Problems problems = new Problems();
      Optional<Recipe> recipe =
          RecipeReader.read(new SourceFile(FOLDER.resolve(row.get(0)), row.get(0)), problems);
      for (int i = 1; i < 10; i++) {
        String column = columns.get(i);
        String read =
            recipe
                .map(r -> r.strategy().getOrDefault(column, OTHERWISE.getOrDefault(column, "?")))
                .orElse("-");
        if (!row.get(i).isEmpty() && !row.get(i).equals(read)) {
          wrong.add(row.get(0) + " " + column + " " + read + ", not " + row.get(i));
        }
        cells++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cells).isGreaterThan(100);
  }
}
