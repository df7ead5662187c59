package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The plans of {@code docs/plausibility.md}: a command with three arguments for well-known models
 * on different clusters. {@code AMP_RECORD=plausibility} plans all of them again with the launcher
 * and writes the table; the verdicts in {@code validation/plausibility.csv} are written by hand.
 */
class PlausibilityTest {
  private static final Path CSV = CliRunner.REPOSITORY.resolve("validation/plausibility.csv");
  private static final Path PAGE = CliRunner.REPOSITORY.resolve("docs/plausibility.md");
  private static final JsonMapper JSON = new JsonMapper();

  /** Every so many rows are planned by the test. */
  private static final int SAMPLED = 7;

  /** How much slower than the first plan the recorded one may have become. */
  private static final double TOLERANCE = 1.05;

  private static String[] arguments(PlausibilityRow row) {
    return new String[] {
      "plan",
      "--model",
      row.model(),
      "--cluster",
      row.cluster(),
      "--global-batch-size",
      "512",
      "--quiet",
      "-o",
      "json",
      "--top",
      "10"
    };
  }

  private static List<PlausibilityRow> rows() throws IOException {
    try (Stream<String> lines = Files.lines(CSV)) {
      return lines.skip(1).map(PlausibilityRow::parse).toList();
    }
  }

  @Test
  @DisabledIfEnvironmentVariable(named = "AMP_RECORD", matches = ".*")
  void thePageShowsTheTableAndEveryPlanHasAVerdict() throws IOException {
    List<PlausibilityRow> rows = rows();
    assertThat(rows.stream().map(PlausibilityRow::model).distinct())
        .hasSizeGreaterThanOrEqualTo(10);
    assertThat(rows.stream().map(PlausibilityRow::cluster).distinct())
        .hasSizeGreaterThanOrEqualTo(5);
    assertThat(rows).noneMatch(r -> r.verdict().isBlank());
    assertThat(Files.readString(PAGE)).isEqualTo(PlausibilityPage.of(rows));
  }

  @Test
  @DisabledIfEnvironmentVariable(named = "AMP_RECORD", matches = ".*")
  void aSampleOfThePlansIsStillTheBestOrCloseToIt() throws IOException {
    List<PlausibilityRow> rows = rows();
    for (int i = 0; i < rows.size(); i += SAMPLED) {
      PlausibilityRow row = rows.get(i);
      CliRunner.Result result = CliRunner.here().run(arguments(row));
      assertThat(result.code()).as(row.toString() + result.err()).isEqualTo(row.fits() ? 0 : 3);
      if (row.fits()) {
        JsonNode plans = JSON.readTree(result.out()).get("plans");
        double first = plans.get(0).get("iteration_s").asDouble();
        List<String> close = new ArrayList<>();
        for (JsonNode plan : plans) {
          if (plan.get("iteration_s").asDouble() <= TOLERANCE * first) {
            close.add(PlausibilityRow.plan(plan));
          }
        }
        assertThat(close).as(row.toString()).contains(row.answer().plan());
      }
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "AMP_RECORD", matches = "plausibility")
  void record() throws IOException, InterruptedException {
    List<PlausibilityRow> recorded = new ArrayList<>();
    for (PlausibilityRow row : rows()) {
      List<String> command = new ArrayList<>();
      command.add(CliRunner.REPOSITORY.resolve("amp").toAbsolutePath().normalize().toString());
      command.addAll(List.of(arguments(row)));
      Path out = Files.createTempFile("plan", ".json");
      Path err = Files.createTempFile("plan", ".txt");
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat(process.exitValue()).as(Files.readString(err)).isIn(0, 3);
      recorded.add(
          process.exitValue() == 0
              ? row.planned(JSON.readTree(Files.readString(out)), seconds)
              : row.infeasible(Files.readString(err), seconds));
    }
    List<String> lines = new ArrayList<>(List.of(PlausibilityRow.HEADER));
    recorded.forEach(r -> lines.add(r.line()));
    Files.writeString(CSV, String.join("\n", lines) + "\n");
    Files.writeString(PAGE, PlausibilityPage.of(recorded));
    Map<Boolean, Long> counts =
        recorded.stream()
            .collect(
                java.util.stream.Collectors.partitioningBy(
                    PlausibilityRow::fits, java.util.stream.Collectors.counting()));
    System.out.println(String.format(Locale.ROOT, "plausibility: %s", counts));
  }
}
