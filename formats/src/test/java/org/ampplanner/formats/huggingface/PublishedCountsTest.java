package org.ampplanner.formats.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.catalog.Catalog.Kind;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.model.ModelReader;
import org.ampplanner.formats.model.ReadModel;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.unit.Precision;
import org.junit.jupiter.api.Test;

/** Parameter counts of published checkpoints, to the exact number. */
class PublishedCountsTest {
  private static final Path FOLDER = Path.of("src/test/resources/huggingface");

  static Model model(String id) {
    Problems problems = new Problems();
    Path own = FOLDER.resolve(id);
    String reference =
        TestHome.catalog().find(Kind.MODELS, id).isPresent() ? id : own.toAbsolutePath() + "";
    References references =
        new References(TestHome.catalog(), SourceFile.of(FOLDER.resolve("x.yaml")), FOLDER);
    Node node = new Node.Scalar(Location.of("test"), reference, false);
    ReadModel read = new ModelReader(name -> name, problems).read(node, references).orElse(null);
    assertThat(problems.errors()).as(id).isEmpty();
    assertThat(read).as(id).isNotNull();
    Integer sequence = read.spec().sequenceLength();
    int length = sequence == null ? 512 : sequence;
    return read.spec().resolve(new Training(1, length, Precision.BF16, Optimizer.ADAM));
  }

  @Test
  void countsAreThoseOfThePublishedCheckpoints() throws IOException {
    Map<String, Long> published = new LinkedHashMap<>();
    for (String line : Files.readAllLines(FOLDER.resolve("counts.csv"))) {
      if (!line.startsWith("#") && !line.startsWith("id,")) {
        List<String> cells = List.of(line.split(",", -1));
        published.put(cells.get(0), Long.parseLong(cells.get(1)));
      }
    }
    assertThat(published).hasSizeGreaterThanOrEqualTo(40);
    List<String> different =
        published.entrySet().stream()
            .filter(e -> model(e.getKey()).parameters() != e.getValue())
            .map(e -> e + " is counted as " + model(e.getKey()).parameters())
            .toList();
    assertThat(different).isEmpty();
  }

  /**
   * The shapes that published training runs were collected with have counts of their own: computed
   * from the shape, with a bias in the last norm and without BLOOM's norm of the embedding, or
   * rounded where there are experts. Where they differ by more, the reasons are known.
   */
  @Test
  void theCatalogueAgreesWithTheShapesOfPublishedRuns() {
    Problems problems = new Problems();
    Path file = TestHome.HOME.resolve("validation/published/models.json");
    Node.Mapping models =
        Sources.readMapping(SourceFile.of(file), "models", problems).orElseThrow();
    Map<String, String> different = new LinkedHashMap<>();
    Map<String, String> ids = new HashMap<>(); // by id and by alias
    for (CatalogEntry model : TestHome.catalog().entries(Kind.MODELS, problems)) {
      ids.put(model.id(), model.id());
      model.aliases().forEach(alias -> ids.put(alias, model.id()));
    }
    int compared = 0;
    for (Map.Entry<String, Node.Entry> entry : models.entries().entrySet()) {
      String id = ids.get(entry.getKey());
      Fields shape = new Fields((Node.Mapping) entry.getValue().value(), "a shape", new Problems());
      OptionalLong given = shape.whole("param_count", Range.POSITIVE, Long.MAX_VALUE);
      if (id == null || given.isEmpty()) {
        continue;
      }
      compared++;
      long counted = model(id).parameters();
      boolean experts = shape.node("moe").orElse(null) instanceof Node.Mapping;
      double hidden = shape.number("hidden", Range.POSITIVE).orElseThrow();
      double tolerance = experts ? 0.015 * counted : 2 * hidden;
      if (Math.abs(counted - given.getAsLong()) > tolerance) {
        different.put(id, counted + " instead of " + given.getAsLong());
      }
    }
    assertThat(compared).isGreaterThan(40);
    assertThat(different)
        .containsOnlyKeys(
            // trained with learned positions, biases and a smaller vocabulary than the checkpoints
            "mpt-7b",
            "mpt-30b",
            // the layer norms have biases, which are not counted there
            "nemotron3-8b",
            "nemotron4-15b",
            "nemotron4-340b");
  }
}
