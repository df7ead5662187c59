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

class SimulateCommandTest {
  @TempDir Path folder;

  private Result run(String... arguments) {
    return CliRunner.in(folder).run(arguments);
  }

  private void plan(String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(List.of("plan", "-o", "json", "--out", "plan.json"));
    arguments.addAll(List.of(more));
    assertThat(run(arguments.toArray(String[]::new)).code()).isZero();
  }

  @Test
  void everyPlanOfAFileTakesAsLongAsPredicted() throws IOException {
    plan("amp-het-cluster", "--cost-model", "predictive");
    JsonNode plans = JsonMapper.shared().readTree(folder.resolve("plan.json")).at("/plans");
    for (int rank = 1; rank <= plans.size(); rank++) {
      JsonNode step =
          JsonMapper.shared()
              .readTree(run("simulate", "plan.json", "--rank", rank + "", "-o", "json").out());
      assertThat(step.at("/as_predicted").asBoolean()).isTrue();
      assertThat(step.at("/predicted_s").asDouble())
          .isEqualTo(plans.at("/" + (rank - 1) + "/iteration_s").asDouble());
      assertThat(step.at("/rank").asInt()).isEqualTo(rank);
      int passes = 0;
      for (JsonNode event : step.at("/events")) {
        passes += event.path("event").asString().equals("forward") ? 1 : 0;
      }
      int stages = plans.at("/" + (rank - 1) + "/pipeline_parallel").asInt();
      int micro = plans.at("/" + (rank - 1) + "/gradient_accumulation_steps").asInt();
      int chunks = plans.at("/" + (rank - 1) + "/virtual_pipeline").asInt();
      assertThat(passes).isEqualTo(stages * chunks * micro * step.at("/replicas").size());
    }
  }

  @Test
  void thePictureFitsEightyColumnsInUnicodeAndInAscii() {
    plan("amp-het-cluster", "--cost-model", "predictive");
    for (String rank : List.of("1", "2", "3")) {
      Result result = run("simulate", "plan.json", "--rank", rank);
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.out().lines()).allMatch(line -> line.length() <= 80, "80 columns");
      assertThat(result.out()).contains("as predicted", "Critical path", "\u2588", "Memory");
      assertThat(
              CliRunner.in(folder)
                  .tty("out,ascii")
                  .run("simulate", "plan.json", "--rank", rank, "--no-color")
                  .out())
          .matches("\\p{ASCII}*")
          .contains("f forward", "B backward");
    }
  }

  @Test
  void planDrawsTheSamePictureWhenAskedForMore() {
    Result result = run("plan", "amp-het-cluster", "--cost-model", "predictive", "-v");
    assertThat(result.out()).contains("\u2592 forward", "\u2502 limit");
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 80, "80 columns");
  }

  @Test
  void theFormulaOfAmpIsSaidToBeOne() {
    plan("amp-het-cluster");
    assertThat(run("simulate", "plan.json").out())
        .contains("Approximate: the cost model amp is a formula");
  }

  @Test
  void traceAndScheduleAreWritten() throws IOException {
    plan("amp-het-cluster", "--set", "search.pipeline_parallel=[4]");
    Result result = run("simulate", "plan.json", "--trace", "t.json", "--csv", "s.csv", "--quiet");
    assertThat(result.err()).isEmpty();
    assertThat(Files.readString(folder.resolve("s.csv"))).startsWith("0F0,0F1,");
    assertThat(JsonMapper.shared().readTree(folder.resolve("t.json")).at("/traceEvents").size())
        .isGreaterThan(100);
  }

  @Test
  void oneTransferAtATimeIsNeverFaster() {
    plan("amp-het-cluster", "--cost-model", "predictive");
    JsonNode free = JsonMapper.shared().readTree(run("simulate", "plan.json", "-o", "json").out());
    JsonNode single =
        JsonMapper.shared()
            .readTree(run("simulate", "plan.json", "--one-at-a-time", "-o", "json").out());
    assertThat(single.at("/step_s").asDouble())
        .isGreaterThanOrEqualTo(free.at("/step_s").asDouble());
    assertThat(single.at("/note").asString()).contains("one transfer at a time");
  }

  @Test
  void whatIsNoPlanIsRefused() throws IOException {
    plan("amp-het-cluster");
    Result rank = run("simulate", "plan.json", "--rank", "9");
    assertThat(rank.code()).isEqualTo(2);
    assertThat(rank.err()).contains("--rank (9): is not the rank of a plan", "Maybe 1 to 5");
    assertThat(run("simulate", "nothing.json").code()).isEqualTo(2);
    Files.writeString(folder.resolve("job.yaml"), "model: gpt2-medium\n");
    Result job = run("simulate", "job.yaml");
    assertThat(job.code()).isEqualTo(2);
    assertThat(job.err()).contains("schema is missing").doesNotContain("Exception");
  }
}
