package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code amp plan -o json} answers for the jobs in {@code golden-plans/cases.txt}, to the last
 * digit: that a change of structure changes no plan. A change that is meant to is recorded with
 *
 * <pre>
 * AMP_RECORD=1 ./mvnw -Dquickly -pl cli -am test -Dtest=GoldenPlansTest,GoldenCommandsTest \
 *   -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * and explained where it is committed.
 */
class GoldenPlansTest {
  private static final String DIFFER = "--non-uniform";

  /** What the plan of a job whose stages may differ is compared by, whatever the form it has. */
  private static final List<String> FIGURES =
      List.of(
          "schedule",
          "recompute",
          "zero_stage",
          "sequence_parallel",
          "replica_micro_batches",
          "layer_cuts",
          "placement",
          "iteration_s",
          "breakdown_s",
          "memory_gib");

  private static final List<String> STAGE_FIGURES =
      List.of(
          "layers",
          "tensor_parallel",
          "data_parallel",
          "micro_batch_size",
          "compute_s",
          "memory_gib");

  /** A line of the list. */
  record Case(String name, List<String> arguments) {
    @Override
    public String toString() {
      return name;
    }

    Result run() {
      List<String> all = new ArrayList<>(List.of("plan"));
      all.addAll(arguments);
      all.addAll(List.of("-o", "json", "--threads", "1", "--top", "3", "--quiet"));
      return CliRunner.in(GoldenFolder.PATH).run(all.toArray(String[]::new));
    }
  }

  private static Stream<Case> all() throws IOException {
    return Files.readAllLines(GoldenFolder.PATH.resolve("cases.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(": ", 2))
        .map(parts -> new Case(parts[0], List.of(parts[1].split(" "))));
  }

  static Stream<Case> alike() throws IOException {
    return all().filter(c -> !c.arguments().contains(DIFFER));
  }

  static Stream<Case> differing() throws IOException {
    return all().filter(c -> c.arguments().contains(DIFFER));
  }

  /** Without the job, which the tests of documents compare, and what stages that differ gain. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("alike")
  void plansOfStagesThatAreAlike(Case job) throws IOException {
    Result result = job.run();
    ObjectNode document = (ObjectNode) GoldenFolder.JSON.readTree(result.out());
    document.remove(List.of("job", "non_uniform"));
    if (result.code() != ExitCode.OK) {
      document.put("exit_code", result.code());
      document.set("said", GoldenFolder.JSON.valueToTree(result.err().lines().toList()));
    }
    GoldenFolder.check(job.name(), document);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("differing")
  void plansOfStagesThatMayDiffer(Case job) throws IOException {
    Result result = job.run();
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    JsonNode document = GoldenFolder.JSON.readTree(result.out());
    JsonNode section = document.path("non_uniform");
    ObjectNode figures = GoldenFolder.JSON.createObjectNode();
    figures.put("alike_s", document.path("plans").path(0).path("iteration_s").asDouble());
    copy(List.of("searched", "reason", "candidates", "complete", "optimality"), section, figures);
    if (section.path("plan").isObject()) {
      copy(FIGURES, section.path("plan"), figures);
      List<ObjectNode> stages = new ArrayList<>();
      for (JsonNode stage : section.path("plan").path("stages")) {
        stages.add(copy(STAGE_FIGURES, stage, GoldenFolder.JSON.createObjectNode()));
      }
      figures.putArray("stages").addAll(stages);
    }
    GoldenFolder.check(job.name(), figures);
  }

  private static ObjectNode copy(List<String> names, JsonNode from, ObjectNode to) {
    for (String name : names) {
      if (from.has(name)) {
        to.set(name, from.get(name));
      }
    }
    return to;
  }
}
