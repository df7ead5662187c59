package org.ampplanner.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.ampplanner.cost.predictive.PredictiveCostModel;
import org.ampplanner.fixtures.PlainPlanner;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.space.SearchConstraints;
import org.junit.jupiter.api.Test;

/** The whole planner under the predictive model, seen from outside. */
class WholePlannerTest {
  private static final long SEED = Long.getLong("seed", 2211);
  private static final int CASES = Integer.getInteger("cases", 200);
  private static final double ROUNDING = 1e-9;

  /** What the order of nodes inside of groups can matter, which the planner does not vary. */
  private static final double INSIDE_GROUPS = 2e-3;

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
        boolean ordered = model.inputs().layout().cluster().lines().size() < 3;
        double within = least * (1 + (ordered ? ROUNDING : INSIDE_GROUPS));
        double step = outcome.plans().get(0).iterationSeconds();
        SearchOutcome.Optimality proof = outcome.optimality();
        assertThat(proof.lowerBoundSeconds()).as(context).isLessThanOrEqualTo(within);
        assertThat(step).as(context).isLessThanOrEqualTo(within * (1 + proof.gap()));
        found++;
        best += step <= least * (1 + ROUNDING) ? 1 : 0;
      }
    }
    System.out.println("found " + found + " best " + best);
    assertThat(found).isGreaterThan(CASES / 2);
    assertThat(best).isGreaterThan(found * 95 / 100);
  }

  @Test
  void noBaselineBeatsIt() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    int beaten = 0;
    for (int i = 0; i < CASES; i++) {
      RandomPredictive draw = new RandomPredictive(random);
      PredictiveCostModel model = draw.model(5, 5);
      SearchConstraints constraints = draw.constraints();
      SearchOutcome exact = plan(new ExactPlanner(), model, constraints);
      for (Planner planner :
          List.of(new MegatronPlanner(), new RandomPlanner(), new AnnealingPlanner())) {
        SearchOutcome other = plan(planner, model, constraints);
        if (!other.plans().isEmpty()) {
          double step =
              exact.plans().isEmpty()
                  ? Double.POSITIVE_INFINITY
                  : exact.plans().get(0).iterationSeconds();
          double least = other.plans().get(0).iterationSeconds();
          if (step > least * (1 + 1e-9)) {
            System.out.println(
                "BEATEN by "
                    + planner.id()
                    + " case "
                    + i
                    + " "
                    + step
                    + " "
                    + least
                    + " "
                    + other.plans().get(0).strategy()
                    + other.plans().get(0).placement()
                    + other.plans().get(0).partition()
                    + model.inputs().layout().cluster().lines().stream()
                        .map(l -> l.count() + "x" + l.devices())
                        .toList());
            beaten++;
          }
        }
      }
    }
    System.out.println("beaten " + beaten);
  }

  private static SearchOutcome plan(
      Planner planner, PredictiveCostModel model, SearchConstraints constraints) {
    return planner.search(new SearchRequest(model, constraints, 1, 0, 1), SearchControl.NONE);
  }
}
