package org.ampplanner.trials.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ampplanner.predictive.Spreads.Kind;
import org.junit.jupiter.api.Test;

class SpreadFitTest {
  private static final Path SPREADS =
      Path.of("../core/src/main/resources/org/ampplanner/predictive/spreads.csv");

  private static List<ErrorRow> errors() {
    return Facts.builtInTable("errors.csv").stream().map(ErrorRow::of).toList();
  }

  /** The figures are computed, not written: the fit of the errors gives the resource again. */
  @Test
  void theSpreadsAreThoseOfTheErrors() throws IOException {
    Map<String, Double> fitted = SpreadFit.of(errors());
    List<Row> stored = CsvTable.parse(Files.readString(SPREADS), "spreads.csv");

    for (Map.Entry<String, Double> value : fitted.entrySet()) {
      double there =
          stored.stream()
              .filter(row -> row.text("name").equals(value.getKey()))
              .findFirst()
              .orElseThrow()
              .number("value");
      assertThat(value.getValue())
          .as(value.getKey())
          .isCloseTo(there, within(0.02 + 0.05 * Math.abs(there)));
    }
  }

  /** Sources that neither the constants nor the spreads have seen. */
  @Test
  void intervalsHoldOnSourcesThatAreLeftOut() {
    double inside = 0;
    double sources = 0;
    double runs = 0;
    List<Row> held = Facts.builtInTable("coverage.csv");
    for (Row row : held) {
      inside += row.number("n") * row.number("inside_percent");
      runs += row.number("n");
      sources += row.number("inside_percent") / held.size();
    }

    assertThat(inside / runs).isBetween(70.0, 92.0);
    assertThat(sources).isBetween(70.0, 92.0);
    assertThat(held.stream().mapToDouble(r -> r.number("half_width_percent")).sorted().toArray())
        .satisfies(widths -> assertThat(widths[widths.length / 2]).isLessThanOrEqualTo(25));
  }

  /** Made-up sources with a known bias of each and a known spread of runs. */
  @Test
  void knownSpreadsAreFound() {
    Random random = new Random(7);
    List<ErrorRow> rows = new ArrayList<>();
    for (int s = 0; s < 60; s++) {
      double compute = 0.2 * random.nextGaussian();
      double network = 0.4 * random.nextGaussian();
      for (int i = 0; i < 20; i++) {
        double share = random.nextDouble();
        double time = share * compute - (1 - share) * network + 0.06 * random.nextGaussian();
        double[] gradient = {share, 0, 0, share - 1, 0};
        Kind kind = new Kind(true, true, false, false);
        boolean measured = i < 5;
        double peak = 0.1 * random.nextGaussian();
        double room = 0.3 * (random.nextDouble() - 0.5);
        rows.add(
            new ErrorRow(
                "s" + s,
                "r" + i,
                kind,
                time,
                gradient,
                measured ? peak : Double.NaN,
                room,
                peak < room));
      }
    }

    Map<String, Double> found = SpreadFit.of(rows);

    assertThat(found.get("residual")).isCloseTo(0.06, within(0.01));
    assertThat(found.get("factor.inter_bandwidth")).isCloseTo(0.4, within(0.12));
    assertThat(Math.hypot(found.get("factor.device_time"), found.get("common")))
        .isCloseTo(0.2, within(0.06));
    assertThat(found.get("quantile.high")).isCloseTo(1.28, within(0.2));
    assertThat(found.get("quantile.low")).isCloseTo(-1.28, within(0.2));
    assertThat(found.get("memory.deviation")).isCloseTo(0.1, within(0.02));
    assertThat(found.get("memory.bias")).isCloseTo(0, within(0.02));
  }
}
