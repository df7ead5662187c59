package org.ampplanner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ampplanner.cli.CliRunner.Result;
import org.junit.jupiter.api.Test;

/** The published costs through the command that users would check them with. */
class GoldenEvaluationTest {

  @Test
  void evaluateReproducesAllPublishedCosts() {
    Map<String, String> files =
        Map.of(
            "amp-homogeneous", "homogeneous",
            "amp-het-cluster", "het_cluster",
            "amp-het-model", "het_model");
    int[] matched = {0};
    files.forEach((job, file) -> {
      Result result =
          CliRunner.here()
              .run(
                  "evaluate",
                  job,
                  "--cost-model",
                  "amp",
                  "--strategies",
                  "validation/amp/" + file + ".csv",
                  "-o",
                  "csv");
      assertThat(result.code()).as(result.err()).isZero();
      List<String> lines = result.out().lines().toList();
      List<String> header = Arrays.asList(lines.get(0).split(",", -1));
      int published = header.indexOf("amp_predicted_s");
      int ours = header.indexOf("iteration_s");
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",", -1);
        assertThat(Double.parseDouble(cells[ours]))
            .as("%s: %s", job, line)
            .isCloseTo(Double.parseDouble(cells[published]), within(1e-4));
        matched[0]++;
      }
    });
    assertThat(matched[0]).isEqualTo(171);
  }
}
