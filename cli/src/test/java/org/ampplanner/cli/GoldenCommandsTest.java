package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What other commands make of some jobs, recorded as in {@link GoldenPlansTest}. */
class GoldenCommandsTest {
  private static final String EXPERTS =
      "--model mixtral-8x7b --cluster 4xdgx-h100 --global-batch-size 256";

  @TempDir Path folder;

  private static Result run(String... parts) {
    List<String> arguments = new ArrayList<>();
    for (String part : parts) {
      arguments.addAll(List.of(part.split(" ")));
    }
    Result result = CliRunner.in(GoldenFolder.PATH).run(arguments.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    return result;
  }

  private static ObjectNode withoutJob(String text) {
    ObjectNode document = (ObjectNode) GoldenFolder.JSON.readTree(text);
    document.remove("job");
    return document;
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "evaluate-mixed, amp-het-cluster",
    "evaluate-megatron, " + EXPERTS + " --engine megatron"
  })
  void evaluations(String name, String job) throws IOException {
    Result result = run("evaluate", job, "--strategies " + name + ".csv -o json");
    ObjectNode document = withoutJob(result.out());
    document.set("said", GoldenFolder.JSON.valueToTree(result.err().lines().toList()));
    GoldenFolder.check(name, document);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "explain-mixed, amp-het-cluster, 'tp=2,pp=4'",
    "explain-experts, " + EXPERTS + ", 'tp=2,pp=2,ep=8,recompute=full'"
  })
  void explanations(String name, String job, String versus) throws IOException {
    Result result = run("explain", job, "--versus " + versus, "-o json --threads 1 --quiet");
    GoldenFolder.check(name, withoutJob(result.out()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "simulate-links, links.yaml",
    "simulate-zero-bubble, --model gpt2-xl --cluster aws-4xp3 --global-batch-size 64 --precision"
        + " fp16 --set search.schedule=zero_bubble --set search.pipeline_parallel=[4]"
  })
  void simulations(String name, String job) throws IOException {
    run("plan", job, "-o json --threads 1 --top 1 --quiet --out", file("plan.json"));
    Result result =
        run("simulate", file("plan.json"), "-o json --quiet --trace", file("trace.json"));
    ObjectNode document = withoutJob(result.out());
    document.set(
        "trace", GoldenFolder.JSON.readTree(Files.readString(folder.resolve("trace.json"))));
    GoldenFolder.check(name, document);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "log-mixed, amp-het-cluster",
    "log-experts, " + EXPERTS + " --engine megatron --set search.schedule=1f1b"
  })
  void logsOfSearches(String name, String job) throws IOException {
    run("plan", job, "--threads 1 --quiet --search-log", file("log.jsonl"));
    ObjectNode counts = GoldenFolder.JSON.createObjectNode();
    ArrayNode shown = GoldenFolder.JSON.createArrayNode();
    ArrayNode all = GoldenFolder.JSON.createArrayNode();
    for (String line : Files.readAllLines(folder.resolve("log.jsonl"))) {
      JsonNode event = GoldenFolder.JSON.readTree(line);
      String kind = event.path("event").asString();
      counts.put(kind, counts.path(kind).asInt() + 1);
      all.add(event);
      if (kind.equals("enumerated") || kind.equals("costed") || kind.equals("improved")) {
        shown.add(event);
      }
    }
    ObjectNode document = GoldenFolder.JSON.createObjectNode();
    document.set("count", counts);
    document.set("costed_and_improved", shown);
    document.set("all", all);
    GoldenFolder.check(name, document);
  }
}
