package org.ampplanner.formats.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.model.ReadModel;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.unit.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Parameters of models with random configs, as the transformers library itself counts them: it has
 * built every one of them (5.18, on PyTorch's meta device), with what it saves beside parameters to
 * correct the balance of experts. {@code AMP_LIBRARY_COUNTS} names another file.
 */
class LibraryCountsTest {
  private static final Path FOLDER = Path.of("src/test/resources/huggingface");

  @TempDir Path folder;

  @Test
  void countsAreThoseOfTheModelsThatTheLibraryBuilds() throws IOException {
    String other = System.getenv("AMP_LIBRARY_COUNTS");
    check(other == null ? FOLDER.resolve("library.jsonl") : Path.of(other), 300, 80);
  }

  /** Sizes as published, or the library's defaults; {@code recent.py} writes the file. */
  @Test
  void countsOfRecentModelsAreExact() throws IOException {
    check(FOLDER.resolve("recent.jsonl"), 60, 40);
  }

  private void check(Path counted, int least, int kinds) throws IOException {
    List<String> different = new ArrayList<>();
    TreeSet<String> types = new TreeSet<>();
    int cases = 0;
    for (String line : Files.readAllLines(counted)) {
      int comma = line.indexOf(',');
      long expected = Long.parseLong(line.substring("{\"parameters\": ".length(), comma));
      String config = line.substring(line.indexOf(':', comma) + 1, line.length() - 1);
      Path file = folder.resolve("config.json");
      Files.writeString(file, config, StandardCharsets.UTF_8);
      Problems problems = new Problems();
      Optional<ReadModel> read =
          new ModelReader(name -> name, problems).read(new SourceFile(file, "config.json"));
      String type = config.replaceFirst("(?s).*\"model_type\": \"([^\"]+)\".*", "$1");
      types.add(type);
      cases++;
      String said =
          problems.errors().stream().map(Problem::message).toList()
              + ""
              + problems.warnings().stream().map(Problem::message).toList();
      long parameters =
          read.map(r ->
                  r.spec()
                      .resolve(new Training(1, 64, Precision.BF16, Optimizer.ADAM))
                      .parameters())
              .orElse(-1L);
      if (parameters != expected) {
        different.add(type + ": " + parameters + ", not " + expected + " " + said + " " + config);
      } else if (said.contains("counted without") || said.contains("not known")) {
        different.add(type + ": " + said);
      }
    }
    assertThat(different).isEmpty();
    assertThat(cases).isGreaterThan(least);
    assertThat(types).hasSizeGreaterThan(kinds);
  }
}
