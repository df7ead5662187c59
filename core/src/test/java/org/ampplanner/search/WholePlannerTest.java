package org.ampplanner.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.ampplanner.fixtures.PlainPlanner;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.space.SearchConstraints;
import org.junit.jupiter.api.Test;

/** The whole planner under the predictive model, seen from outside. */
class WholePlannerTest {
  private static final long SEED = 2211;
  private static final int CASES = 100;
  private static final double ROUNDING = 1e-9;

  @Test
  void noPlacementOfTheSpaceIsFasterThanTheProofOrTheGapAllows() {
    SplittableRandom random = new SplittableRandom(SEED);
    int found = 0;
    int best = 0;
    for (int i = 0; i < CASES; i++) {
      RandomPredictive draw = new RandomPredictive(random);
      PredictiveCostModel model = draw.model(5, 5);
      SearchConstraints constraints = draw.constraints();
      double least = PlainPlanner.best(model, constraints);
      SearchOutcome outcome = plan(new ExactPlanner(), model, constraints);
      String context = "seed " + SEED + " case " + i + " " + model.inputs().layout().cluster();
      assertThat(outcome.plans().isEmpty()).as(context).isEqualTo(Double.isInfinite(least));
      if (!outcome.plans().isEmpty()) {
        double within = least * (1 + ROUNDING);
        double step = outcome.plans().get(0).iterationSeconds();
        SearchOutcome.Optimality proof = outcome.optimality();
        assertThat(proof.lowerBoundSeconds()).as(context).isLessThanOrEqualTo(within);
        assertThat(step).as(context).isLessThanOrEqualTo(within * (1 + proof.gap()));
        found++;
        best += step <= least * (1 + ROUNDING) ? 1 : 0;
      }
    }
    assertThat(found).isGreaterThan(CASES / 2);
    assertThat(best).isGreaterThan(found * 95 / 100);
  }

  @Test
  void noBaselineBeatsIt() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    int compared = 0;
    for (int i = 0; i < CASES; i++) {
      RandomPredictive draw = new RandomPredictive(random);
      PredictiveCostModel model = draw.model(5, 5);
      SearchConstraints constraints = draw.constraints();
      SearchOutcome exact = plan(new ExactPlanner(), model, constraints);
      for (Planner planner :
          List.of(new MegatronPlanner(), new RandomPlanner(), new AnnealingPlanner())) {
        SearchOutcome other = plan(planner, model, constraints);
        if (!other.plans().isEmpty()) {
          compared++;
          assertThat(exact.plans()).as("case %d %s", i, planner.id()).isNotEmpty();
          assertThat(exact.plans().get(0).iterationSeconds())
              .as("case %d %s", i, planner.id())
              .isLessThanOrEqualTo(other.plans().get(0).iterationSeconds() * (1 + ROUNDING));
        }
      }
    }
    assertThat(compared).isGreaterThan(CASES);
  }

  private static SearchOutcome plan(
      Planner planner, PredictiveCostModel model, SearchConstraints constraints) {
    return planner.search(new SearchRequest(model, constraints, 1, 0, 1), SearchControl.NONE);
  }
}
