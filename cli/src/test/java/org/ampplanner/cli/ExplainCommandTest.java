package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {
  private static final String[] LLAMA = {
    "--model", "llama3-8b", "--cluster", "2xdgx-h100", "--global-batch-size", "128"
  };

  private static JsonNode json(CliRunner in, String... arguments) {
    Result result = in.run(arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return JsonMapper.shared().readTree(result.out());
  }

  private static String[] explain(String... more) {
    return java.util.stream.Stream.of(new String[] {"explain"}, LLAMA, more)
        .flatMap(java.util.Arrays::stream)
        .toArray(String[]::new);
  }

  @Test
  void everyViewOfTheStepAddsUpToIt() {
    for (String[] command :
        List.of(new String[] {"explain", "amp-het-cluster", "-o", "json"}, explain("-o", "json"))) {
      JsonNode tree = json(CliRunner.here(), command);
      double step = tree.at("/plan/iteration_s").asDouble();
      double path =
          tree.at("/critical_path")
              .valueStream()
              .mapToDouble(i -> i.at("/seconds").asDouble())
              .sum();
      assertThat(path).isCloseTo(step, within(1e-6 * step));
      for (JsonNode stage : tree.at("/stages")) {
        double sum = 0;
        for (String term :
            List.of("compute_s", "tp_comm_s", "dp_comm_s", "optimizer_s", "other_s", "waiting_s")) {
          sum += stage.at("/" + term).asDouble();
        }
        assertThat(sum).isCloseTo(step, within(1e-6 * step));
      }
      assertThat(tree.at("/sensitivity").size()).isGreaterThan(3);
      assertThat(tree.at("/provenance").size()).isGreaterThan(1);
      assertThat(tree.at("/provenance/0").propertyNames())
          .containsExactly("subject", "origin", "detail");
    }
  }

  @Test
  void memoryAddsUpByCategory() {
    JsonNode tree = json(CliRunner.here(), explain("-o", "json"));
    for (JsonNode stage : tree.at("/stages")) {
      JsonNode memory = stage.at("/memory");
      double sum = 0;
      for (String category :
          List.of(
              "parameters",
              "gradients",
              "optimizer_state",
              "activations",
              "workspace",
              "reserve")) {
        sum += memory.at("/" + category + "_gib").asDouble();
      }
      assertThat(sum).isCloseTo(memory.at("/total_gib").asDouble(), within(1e-9));
    }
  }

  @Test
  void tablesFitEightyColumns() {
    for (String[] command :
        List.of(
            new String[] {"explain", "amp-het-cluster", "--versus", "2"},
            new String[] {"explain", "amp-homogeneous", "--versus", "tp=4,pp=4"},
            explain("--versus", "tp=8,pp=2"),
            explain("--strategy", "tp=1,pp=1,mbs=8,recompute=none,zero=0"))) {
      Result result = CliRunner.here().run(command);
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.out().lines()).allMatch(line -> line.length() <= 80, "80 columns");
    }
  }

  @Test
  void versusSaysTermByTermWhatEvaluateSays(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("s.csv"),
        "tensor_parallel,pipeline_parallel,data_parallel,micro_batch_size,layer_cuts\\n4,4,1,1,0 9 15 21 30\\n"
            .replace("\\n", "\n"));
    CliRunner in = CliRunner.in(folder);
    JsonNode row =
        json(in, "evaluate", "amp-homogeneous", "--strategies", "s.csv", "-o", "json")
            .at("/strategies/0");
    JsonNode versus =
        json(
                in,
                "explain",
                "amp-homogeneous",
                "--versus",
                "tp=4,pp=4,dp=1,mbs=1,cuts=0 9 15 21 30",
                "-o",
                "json")
            .at("/versus");
    assertThat(versus.at("/plan/iteration_s").asDouble())
        .isEqualTo(row.at("/iteration_s").asDouble());
    for (JsonNode term : versus.at("/terms")) {
      assertThat(term.at("/versus_seconds").asDouble())
          .isEqualTo(row.at("/" + term.at("/term").asString() + "_s").asDouble());
      assertThat(term.at("/difference").asDouble())
          .isCloseTo(
              term.at("/versus_seconds").asDouble() - term.at("/seconds").asDouble(),
              within(1e-12));
    }
  }

  @Test
  void aStoredPlanIsExplainedAsItWasPredicted(@TempDir Path folder) {
    CliRunner in = CliRunner.in(folder);
    for (String form : List.of("json", "yaml")) {
      String file = "plan." + form;
      assertThat(in.run("plan", "amp-het-cluster", "-o", form, "--out", file).code()).isZero();
      JsonNode plan = json(in, "plan", "amp-het-cluster", "-o", "json");
      Result second = in.run("explain", file, "--rank", "2", "-o", "json");
      assertThat(second.err()).isEmpty();
      assertThat(JsonMapper.shared().readTree(second.out()).at("/plan/iteration_s").asDouble())
          .isEqualTo(plan.at("/plans/1/iteration_s").asDouble());
    }
    Result over = in.run("explain", "plan.json", "--calibration", "c.json");
    assertThat(over.code()).isEqualTo(2);
    assertThat(over.err()).contains("plan.json: is a plan");
  }

  @Test
  void aPlanOfOptionsAloneFindsItsJobAgain(@TempDir Path folder) {
    CliRunner in = CliRunner.in(folder);
    String[] plan = explain("-o", "json", "--out", "p.json", "--set", "search.tensor_parallel=[2]");
    plan[0] = "plan";
    assertThat(in.run(plan).code()).isZero();
    assertThat(json(in, "explain", "p.json", "-o", "json").at("/plan/tensor_parallel").asInt())
        .isEqualTo(2);
  }

  @Test
  void whatDoesNotFitIsExplainedWithAWayOut() {
    JsonNode misfit =
        json(
                CliRunner.here(),
                explain("--strategy", "tp=1,pp=1,mbs=8,recompute=none,zero=0", "-o", "json"))
            .at("/misfit");
    assertThat(misfit.at("/missing_gib").asDouble()).isPositive();
    assertThat(misfit.at("/ways_out/0/changes").size()).isPositive();
  }

  @Test
  void wrongNamesAreExplained(@TempDir Path folder) throws IOException {
    CliRunner here = CliRunner.in(folder);
    Result name = here.run("explain", "amp-homogeneous", "--versus", "tpp=8,pp");
    assertThat(name.code()).isEqualTo(2);
    assertThat(name.err()).contains("tpp is no choice", "Maybe pp", "`tp=8,pp=4`");
    Result product = here.run("explain", "amp-homogeneous", "--versus", "tp=4,pp=4,dp=4");
    assertThat(product.code()).isEqualTo(2);
    Result rank = here.run("explain", "amp-homogeneous", "--rank", "0");
    assertThat(rank.code()).isEqualTo(2);
    Files.writeString(folder.resolve("p.json"), "{\"schema\": \"amp-plan/2\", \"plans\": []}");
    Result version = here.run("explain", "p.json");
    assertThat(version.code()).isEqualTo(2);
    assertThat(version.err()).contains("amp-plan/2").contains("newer version");
  }

  @Test
  void csvHoldsANumberARow() {
    Result result = CliRunner.here().run("explain", "amp-het-cluster", "-o", "csv");
    assertThat(result.out().lines().findFirst())
        .contains("section,name,stage,count,seconds,gib,ratio,text");
    assertThat(result.out()).contains("\ncritical_path,forward,0,1,").contains("\nsensitivity,");
  }

  @Test
  void evaluatedRowsThatDoNotFitSayWhereAndWhatWould(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("s.csv"),
        """
        tensor_parallel,pipeline_parallel,data_parallel,micro_batch_size,recompute,zero_stage
        1,1,16,8,none,0
        1,2,8,8,none,0
        2,2,4,1,full,1
        """);
    String[] evaluate = explain("--strategies", "s.csv", "-o", "json");
    evaluate[0] = "evaluate";
    JsonNode rows = json(CliRunner.in(folder), evaluate).at("/strategies");
    assertThat(rows.at("/0/fits").asBoolean()).isFalse();
    assertThat(rows.at("/0/memory_advice").asString())
        .contains("stage 0 needs ", "too much; most is ", " fits at ");
    assertThat(rows.at("/1/fits").asBoolean()).isFalse();
    assertThat(rows.at("/1/chosen_layer_cuts").asString()).startsWith("0 ").endsWith(" 34");
    assertThat(rows.at("/2/fits").asBoolean()).isTrue();
    assertThat(rows.at("/2").has("memory_advice")).isFalse();
  }

  @Test
  void whereNothingFitsPlanNamesTheClosestAndWhatWouldFit() {
    Result result =
        CliRunner.here()
            .run(
                "plan",
                "--model",
                "llama3-70b",
                "--cluster",
                "4xdgx-h100",
                "--global-batch-size",
                "64",
                "--set",
                "search.micro_batch_size=16",
                "--set",
                "search.recompute=none");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err())
        .contains("by memory: ", "closest to fitting: tp ", "GiB too much", "most is ")
        .contains("Maybe ", "predicted at ");
    Result tooSmall =
        CliRunner.here()
            .run(
                "plan",
                "--model",
                "llama3-70b",
                "--cluster",
                "1xdgx-h100",
                "--global-batch-size",
                "64");
    assertThat(tooSmall.code()).isEqualTo(3);
    assertThat(tooSmall.err()).contains("Maybe more devices, or larger ones");
  }

  @Test
  void memoryThatIsReservedIsLeftFree() {
    JsonNode usual = json(CliRunner.here(), explain("-o", "json"));
    JsonNode less =
        json(CliRunner.here(), explain("--set", "search.memory_reserve_gib=30", "-o", "json"));
    double limit = usual.at("/stages/0/memory/limit_gib").asDouble();
    assertThat(less.at("/stages/0/memory/limit_gib").asDouble())
        .isCloseTo(limit - 30, within(1e-6));
    for (JsonNode stage : less.at("/stages")) {
      assertThat(stage.at("/memory/total_gib").asDouble()).isLessThanOrEqualTo(limit - 30);
    }
  }
}
