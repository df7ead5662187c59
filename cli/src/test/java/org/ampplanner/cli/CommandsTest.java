package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandsTest {

  @Test
  void planFindsAPlanNoWorseThanTheOriginalAndProvesIt() {
    JsonNode plan = json("plan", "amp-homogeneous", "--cost-model", "amp", "-o", "json");
    assertThat(plan.at("/schema").asString()).isEqualTo("amp-plan/1");
    assertThat(plan.at("/optimality/proven").asBoolean()).isTrue();
    assertThat(plan.at("/optimality/gap").asDouble()).isZero();
    assertThat(plan.at("/plans/0/iteration_s").asDouble()).isLessThanOrEqualTo(1.2443 + 1e-4);
    int infeasible = plan.at("/search/infeasible").asInt();
    assertThat(plan.at("/search/candidates").asInt() - infeasible).isEqualTo(161);
  }

  @Test
  void theTableFitsEightyColumnsAndStartsWithTheWinner() {
    for (String example : List.of("amp-homogeneous", "amp-het-cluster", "amp-het-model")) {
      for (String command : List.of("plan", "compare")) {
        Result result = CliRunner.here().run(command, example);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 80, "80 columns");
      }
    }
    assertThat(CliRunner.here().run("plan", "amp-het-cluster").out()).contains("Proven best");
  }

  @Test
  void colourComesOnlyWithATerminal() {
    assertThat(CliRunner.here().run("plan", "amp-het-cluster").out()).doesNotContain("\u001b[");
    assertThat(CliRunner.here().tty("out").run("plan", "amp-het-cluster").out())
        .contains("\u001b[");
    assertThat(CliRunner.here().tty("out").run("plan", "amp-het-cluster", "--no-color").out())
        .doesNotContain("\u001b[");
  }

  @Test
  void asciiLocalesGetAscii() {
    Result result = CliRunner.here().tty("ascii").run("plan", "amp-het-cluster");
    assertThat(result.out()).matches("\\p{ASCII}*");
  }

  @Test
  void compareRunsAllPlannersAndNoneBeatsExact() {
    JsonNode all = json("compare", "amp-het-cluster", "-o", "json");
    JsonNode planners = all.at("/comparison");
    assertThat(planners.valueStream().map(p -> p.at("/search/planner").asString()))
        .containsExactly("exact", "amp", "megatron", "random", "annealing");
    double exact = planners.at("/0/plans/0/iteration_s").asDouble();
    planners.forEach(
        p -> assertThat(p.at("/plans/0/iteration_s").asDouble()).isGreaterThan(exact - 1e-9));
  }

  @Test
  void anythingButTheWallTimeIsTheSameForAnyNumberOfThreads() {
    for (String planner : List.of("exact", "amp", "megatron", "random", "annealing")) {
      String one = planText(planner, "1");
      String three = planText(planner, "3");
      assertThat(three).as(planner).isEqualTo(one);
    }
  }

  private static String planText(String planner, String threads) {
    Result result =
        CliRunner.here()
            .run(
                "plan",
                "amp-het-cluster",
                "--set",
                "search.planner=" + planner,
                "--threads",
                threads,
                "--seed",
                "5",
                "-o",
                "json");
    assertThat(result.code()).isZero();
    return result.out().replaceAll("\"wall_s\" ?: ?[0-9.eE-]+", "");
  }

  @Test
  void whatPlanWritesAsCsvEvaluateReadsToTheSameTimes(@TempDir Path folder) {
    CliRunner here = CliRunner.in(folder);
    assertThat(here.run("plan", "amp-het-cluster", "-o", "csv", "--out", "p.csv").code()).isZero();
    Result again = here.run("evaluate", "amp-het-cluster", "--strategies", "p.csv", "-o", "json");
    assertThat(again.code()).as(again.err()).isZero();
    JsonNode rows = JsonMapper.shared().readTree(again.out()).at("/strategies");
    JsonNode plans = json("plan", "amp-het-cluster", "-o", "json").at("/plans");
    assertThat(rows).hasSameSizeAs(plans);
    for (int i = 0; i < plans.size(); i++) {
      assertThat(rows.at("/" + i + "/iteration_s").asDouble())
          .isEqualTo(plans.at("/" + i + "/iteration_s").asDouble());
    }
  }

  @Test
  void theSearchLogTellsWhatBecameOfEveryStrategy(@TempDir Path folder) throws IOException {
    Result result =
        CliRunner.in(folder).run("plan", "amp-het-cluster", "--search-log", "log.jsonl", "-v");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("16  divisibility: ").contains("  bound");
    List<JsonNode> events =
        Files.readAllLines(folder.resolve("log.jsonl")).stream()
            .map(JsonMapper.shared()::readTree)
            .toList();
    assertThat(events.get(0).at("/event").asString()).isEqualTo("improved"); // a plan comes first
    assertThat(events.get(1).at("/event").asString()).isEqualTo("enumerated");
    assertThat(events.get(1).propertyNames())
        .containsExactly("t_s", "event", "candidates", "feasible");
    assertThat(count(events, "bounded")).isEqualTo(161);
    assertThat(count(events, "costed") + count(events, "pruned"))
        .isEqualTo(count(events, "bounded"));
    assertThat(count(events, "improved")).isPositive();
  }

  private static long count(List<JsonNode> events, String name) {
    return events.stream().filter(e -> e.at("/event").asString().equals(name)).count();
  }

  @Test
  void aTimeLimitOfNothingStillGivesAPlanAndAValidGap() {
    JsonNode plan =
        json("plan", "amp-homogeneous", "--time-limit", "0", "--top", "50", "-o", "json");
    assertThat(plan.at("/plans")).isNotEmpty();
    assertThat(plan.at("/search/complete").asBoolean()).isFalse();
    assertThat(plan.at("/optimality/lower_bound_s").asDouble())
        .isLessThanOrEqualTo(plan.at("/plans/0/iteration_s").asDouble());
  }

  @Test
  void nothingFeasibleIsExitCodeThreeWithReasonsAndAWayOut() {
    Result result =
        CliRunner.here().run("plan", "amp-homogeneous", "--set", "search.tensor_parallel=[8]");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("divisibility: tensor_parallel (8)")
        .contains("Maybe leave out search.tensor_parallel");
  }

  @Test
  void wrongUsageIsExitCodeTwoWithASuggestion() {
    Result command = CliRunner.here().run("plann", "amp-homogeneous");
    assertThat(command.code()).isEqualTo(2);
    assertThat(command.err()).contains("plan");
    Result option = CliRunner.here().run("plan", "amp-homogeneous", "--tpo", "3");
    assertThat(option.code()).isEqualTo(2);
    assertThat(option.err()).contains("--top");
    Result job = CliRunner.here().run("plan", "amp-homogenous");
    assertThat(job.code()).isEqualTo(2);
    assertThat(job.err()).contains("Maybe").contains("amp-homogeneous");
    Result none = CliRunner.here().run("plan");
    assertThat(none.code()).isEqualTo(2);
    Result top = CliRunner.here().run("plan", "amp-homogeneous", "--top", "0");
    assertThat(top.code()).isEqualTo(2);
    assertThat(top.err()).contains("top (0) must be positive");
    Result time = CliRunner.here().run("plan", "amp-homogeneous", "--time-limit", "soon");
    assertThat(time.code()).isEqualTo(2);
    assertThat(time.err()).contains("(soon) is not a duration");
  }

  @Test
  void evaluateKeepsRowsColumnsAndOrderAndExplainsBadOnes(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("s.csv"),
        """
        note,tensor_parallel,pipeline_parallel,data_parallel,micro_batch_size
        first,1,4,4,1
        bad product,1,4,3,1
        bad batch,1,4,4,3
        "with, comma",2,2,4,2
        """);
    Result result =
        CliRunner.in(folder)
            .run("evaluate", "amp-homogeneous", "--strategies", "s.csv", "-o", "csv");
    assertThat(result.code()).as(result.err()).isZero();
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0))
        .startsWith("note,tensor_parallel,pipeline_parallel,data_parallel,micro_batch_size")
        .contains(
            ",iteration_s,compute_s,bubble_s,tp_comm_s,pp_comm_s,dp_comm_s,optimizer_s,other_s,"
                + "memory_gib,memory_limit_gib,fits,iteration_s_low,iteration_s_high,memory_gib_high,"
                + "fits_probability,error,chosen_layer_cuts");
    assertThat(lines.get(1)).startsWith("first,1,4,4,1,").endsWith(",0 9 15 21 30");
    assertThat(lines.get(2)).startsWith("bad product,").contains("12").contains("16");
    assertThat(lines.get(3)).startsWith("bad batch,").contains("global_batch_size");
    assertThat(lines.get(4)).startsWith("\"with, comma\",2,2,4,2,");
  }

  @Test
  void resultsGoToFilesAsAWhole(@TempDir Path folder) throws IOException {
    CliRunner here = CliRunner.in(folder);
    assertThat(here.run("plan", "amp-het-model", "-o", "yaml", "--out", "plan.yaml").out())
        .isEmpty();
    assertThat(Files.readString(folder.resolve("plan.yaml"))).contains("amp-plan/1");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
    Result nowhere = here.run("plan", "amp-het-model", "--out", "no/such/plan.txt");
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err()).contains("no/such/plan.txt").contains("folder does not exist");
  }

  @Test
  void helpNamesEveryCommandAndFitsEightyColumns() {
    Result help = CliRunner.here().run("--help");
    assertThat(help.code()).isZero();
    for (String command : List.of("plan", "evaluate", "compare", "catalog")) {
      assertThat(help.out()).contains(command);
      Result one = CliRunner.here().run(command, "--help");
      assertThat(one.code()).isZero();
      assertThat(one.out().lines()).allMatch(line -> line.length() <= 80, "80 columns");
    }
  }

  private static JsonNode json(String... arguments) {
    Result result = CliRunner.here().run(arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return JsonMapper.shared().readTree(result.out());
  }

  @Test
  void evaluateSaysWhatTheEngineCannotRun(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("rows.csv"),
        "tensor_parallel,pipeline_parallel,data_parallel,schedule\n2,4,2,gpipe\n2,4,2,1f1b\n");
    Result result =
        CliRunner.in(folder)
            .run(
                "evaluate",
                "--model",
                "llama3-8b",
                "--cluster",
                "2xdgx-h100",
                "--engine",
                "megatron",
                "--global-batch-size",
                "64",
                "--strategies",
                "rows.csv",
                "-o",
                "csv");
    assertThat(result.code()).as(result.err()).isZero();
    List<String> lines = result.out().lines().toList();
    assertThat(lines.get(1)).contains("megatron: schedule (gpipe): Megatron-Core has 1F1B");
    assertThat(lines.get(2)).doesNotContain("megatron:");
  }
}
