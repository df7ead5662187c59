package org.ampplanner.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.ampplanner.cost.CostEstimate.MemoryUse;
import org.ampplanner.cost.Spread;
import org.ampplanner.explain.Knowing;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.search.ExactPlanner;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.junit.jupiter.api.Test;

class PlanDoubtTest {
  private static final Spread SPREAD =
      new Spread(
          List.of("device_time.X", "inter_bandwidth"),
          new double[][] {{0.04, 0}, {0, 0.09}},
          0.05,
          0.02,
          new Spread.Quantiles(-1.2, 1.3),
          new Spread.Peak(-0.02, 0.1, 1.28));

  private static PlanDoubt doubt(double seconds, double compute, double network) {
    return new PlanDoubt(seconds, new double[] {compute, -network}, SPREAD, new MemoryUse(70, 80));
  }

  @Test
  void aPredictionLiesInItsInterval() {
    PlanDoubt doubt = doubt(10, 0.8, 0.2);

    assertThat(doubt.deviation())
        .isCloseTo(Math.sqrt(0.64 * 0.04 + 0.04 * 0.09 + 0.0025), within(1e-12));
    assertThat(doubt.lowSeconds()).isLessThan(10);
    assertThat(doubt.highSeconds())
        .isCloseTo(10 * Math.exp(0.02 + 1.3 * doubt.deviation()), within(1e-9));
  }

  /** What is off for both plans alike does not tell them apart. */
  @Test
  void anErrorThatTwoPlansShareCancels() {
    PlanDoubt one = doubt(10, 0.8, 0.2);
    PlanDoubt alike = doubt(11.5, 0.8, 0.2);
    PlanDoubt other = doubt(11.5, 0.2, 0.8);

    assertThat(one.deviationOfRatio(alike)).isCloseTo(Math.sqrt(2) * 0.05, within(1e-12));
    assertThat(one.level(alike)).isFalse();
    assertThat(one.level(other)).isTrue();
    assertThat(one.highSeconds()).isGreaterThan(alike.seconds());
  }

  @Test
  void thePeakMayBeHigherThanPredicted() {
    PlanDoubt doubt = doubt(10, 1, 0);

    assertThat(doubt.highBytes().orElseThrow())
        .isCloseTo(70 * Math.exp(-0.02 + 0.128), within(1e-9));
    assertThat(doubt.roomDeviations().orElseThrow())
        .isCloseTo((Math.log(80.0 / 70) + 0.02) / 0.1, within(1e-9));
  }

  /** On random jobs: shares of the doubt add up, and no measurement adds to it. */
  @Test
  void whatADoubtIsMadeOfAddsUpAndMeasuringNeverAddsToIt() {
    int seen = 0;
    for (int seed = 0; seed < 20; seed++) {
      RandomPredictive random = new RandomPredictive(new SplittableRandom(seed));
      PredictiveCostModel model = random.model(4, 6);
      SearchOutcome found =
          new ExactPlanner(true)
              .search(new SearchRequest(model, random.constraints(), 3, 1, 1), SearchControl.NONE);
      Doubts doubts = new Doubts(model);
      for (Plan plan : found.plans()) {
        PlanDoubt doubt = doubts.of(plan).orElseThrow();
        Knowing knowing = Knowing.of(doubt);
        assertThat(doubt.lowSeconds())
            .as("seed %d", seed)
            .isPositive()
            .isLessThan(doubt.seconds())
            .isLessThan(doubt.highSeconds());
        assertThat(knowing.shares().stream().mapToDouble(Knowing.Share::share).sum())
            .as("seed %d", seed)
            .isCloseTo(1, within(0.05));
        assertThat(knowing.measurements())
            .as("seed %d", seed)
            .allMatch(m -> m.deviation() <= doubt.deviation() * (1 + 1e-9));
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(20);
  }
}
