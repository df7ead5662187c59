package org.ampplanner.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.ampplanner.amp.AmpCostModel;
import org.ampplanner.amp.AmpView;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.fixtures.Recorder;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.space.TilingPlacements;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

class ExactPlannerTest {
  private static final long SEED = 20261121;

  @Test
  void findsTheBestOfTheSpaceThatBruteForceFinds() {
    SplittableRandom random = new SplittableRandom(SEED);
    int feasible = 0;
    for (int i = 0; i < 1500; i++) {
      CostModel costModel = new AmpCostModel(new RandomInputs(random).inputs(), AmpView.PLAIN);
      double best = bruteForce(costModel);
      SearchOutcome outcome = plan(costModel, 1 + i % 5, 1);
      if (Double.isInfinite(best)) {
        assertThat(outcome.plans()).as("seed %d case %d", SEED, i).isEmpty();
      } else {
        feasible++;
        assertThat(outcome.plans().get(0).iterationSeconds())
            .as("seed %d case %d", SEED, i)
            .isCloseTo(best, within(best * 1e-9));
        assertThat(outcome.optimality().proven()).isTrue();
        assertThat(outcome.statistics().complete()).isTrue();
      }
    }
    assertThat(feasible).isGreaterThan(1000);
  }

  @Test
  void findsTheBestOrderWhereEveryDeviceTakesItsOwnTime() {
    SplittableRandom random = new SplittableRandom(SEED + 5);
    for (int i = 0; i < 250; i++) {
      CostModel costModel =
          new AmpCostModel(
              new RandomInputs(random).inputs(), AmpView.PLAIN, AmpCostModel.Times.OWN);
      double best = bruteForce(costModel);
      SearchOutcome outcome = plan(costModel, 1, 1);
      if (!Double.isInfinite(best)) {
        assertThat(outcome.plans().get(0).iterationSeconds())
            .as("seed %d case %d", SEED + 5, i)
            .isCloseTo(best, within(best * 1e-9));
      }
    }
  }

  @Test
  void nodesMayStayIdleAndThatIsNeverWorse() {
    SplittableRandom random = new SplittableRandom(SEED + 6);
    int faster = 0;
    for (int i = 0; i < 200; i++) {
      CostModel costModel =
          new AmpCostModel(
              new RandomInputs(random).inputs(), AmpView.PLAIN, AmpCostModel.Times.OWN);
      SearchRequest request = new SearchRequest(costModel, SearchConstraints.DEFAULT, 1, 0, 1);
      SearchOutcome all = new ExactPlanner().search(request, SearchControl.NONE);
      SearchOutcome some = new ExactPlanner(true).search(request, SearchControl.NONE);
      if (!all.plans().isEmpty()) {
        double whole = all.plans().get(0).iterationSeconds();
        double part = some.plans().get(0).iterationSeconds();
        assertThat(part).isLessThanOrEqualTo(whole * (1 + 1e-9));
        assertThat(some.optimality().proven()).isTrue();
        faster += part < whole * (1 - 1e-9) ? 1 : 0;
      }
    }
    assertThat(faster).isPositive();
  }

  @Test
  void theRunnersUpAreTheBestPlansOfOtherStrategies() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < 300; i++) {
      CostModel costModel = new AmpCostModel(new RandomInputs(random).inputs(), AmpView.PLAIN);
      List<Double> all = new ArrayList<>();
      SearchSpace space = SearchSpace.enumerate(costModel, SearchConstraints.DEFAULT);
      space.strategies().forEach(s -> all.add(bruteForce(costModel, s)));
      all.sort(null);
      List<Double> top =
          plan(costModel, 3, 2).plans().stream().map(p -> p.iterationSeconds()).toList();
      assertThat(top).as("seed %d case %d", SEED + 1, i).hasSize(Math.min(3, all.size()));
      for (int k = 0; k < top.size(); k++) {
        assertThat(top.get(k)).isCloseTo(all.get(k), within(all.get(k) * 1e-9));
      }
    }
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfThreads() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    for (int i = 0; i < 200; i++) {
      CostModel costModel = new AmpCostModel(new RandomInputs(random).inputs(), AmpView.PLAIN);
      for (Planner planner :
          List.of(
              new ExactPlanner(),
              new MegatronPlanner(),
              new RandomPlanner(),
              new AnnealingPlanner())) {
        SearchRequest one = new SearchRequest(costModel, SearchConstraints.DEFAULT, 5, i, 1);
        SearchRequest four = new SearchRequest(costModel, SearchConstraints.DEFAULT, 5, i, 4);
        assertThat(planner.search(four, SearchControl.NONE))
            .as("seed %d case %d %s", SEED + 2, i, planner.id())
            .isEqualTo(planner.search(one, SearchControl.NONE));
      }
    }
  }

  @Test
  void neitherDoesTheOrderOfStages() {
    SplittableRandom random = new SplittableRandom(SEED + 7);
    for (int i = 0; i < 150; i++) {
      CostModel costModel =
          new AmpCostModel(
              new RandomInputs(random).inputs(), AmpView.PLAIN, AmpCostModel.Times.OWN);
      SearchRequest one = new SearchRequest(costModel, SearchConstraints.DEFAULT, 3, i, 1);
      SearchRequest four = new SearchRequest(costModel, SearchConstraints.DEFAULT, 3, i, 4);
      List<SearchEvent> before = new ArrayList<>();
      List<SearchEvent> after = new ArrayList<>();
      SearchOutcome expected = new ExactPlanner(true).search(one, Recorder.of(before));
      assertThat(new ExactPlanner(true).search(four, Recorder.of(after)))
          .as("seed %d case %d", SEED + 7, i)
          .isEqualTo(expected);
      assertThat(after).isEqualTo(before);
    }
  }

  @Test
  void noBaselineBeatsIt() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    for (int i = 0; i < 200; i++) {
      CostModel costModel = new AmpCostModel(new RandomInputs(random).inputs(), AmpView.PLAIN);
      SearchRequest request = new SearchRequest(costModel, SearchConstraints.DEFAULT, 1, i, 1);
      SearchOutcome exact = new ExactPlanner().search(request, SearchControl.NONE);
      for (Planner planner :
          List.of(new MegatronPlanner(), new RandomPlanner(), new AnnealingPlanner())) {
        SearchOutcome other = planner.search(request, SearchControl.NONE);
        if (!exact.plans().isEmpty()) {
          double best = exact.plans().get(0).iterationSeconds();
          assertThat(other.plans().get(0).iterationSeconds()).isGreaterThan(best * (1 - 1e-9));
          assertThat(other.optimality().lowerBoundSeconds()).isLessThan(best * (1 + 1e-9));
        }
      }
    }
  }

  @Test
  void aStoppedSearchKeepsItsBestAndAValidBound() {
    SplittableRandom random = new SplittableRandom(SEED + 4);
    int open = 0;
    for (int i = 0; i < 300; i++) {
      CostModel costModel = new AmpCostModel(new RandomInputs(random).inputs(), AmpView.PLAIN);
      SearchRequest request = new SearchRequest(costModel, SearchConstraints.DEFAULT, 20, 0, 1);
      SearchOutcome stopped = new ExactPlanner().search(request, () -> true);
      SearchOutcome whole = new ExactPlanner().search(request, SearchControl.NONE);
      if (!whole.plans().isEmpty()) {
        double best = whole.plans().get(0).iterationSeconds();
        assertThat(stopped.plans()).isNotEmpty();
        assertThat(stopped.optimality().lowerBoundSeconds()).isLessThan(best * (1 + 1e-9));
        assertThat(stopped.optimality().gap()).isGreaterThanOrEqualTo(0);
        open += stopped.statistics().complete() ? 0 : 1;
      }
    }
    assertThat(open).isPositive();
  }

  private static SearchOutcome plan(CostModel costModel, int top, int threads) {
    return new ExactPlanner()
        .search(
            new SearchRequest(costModel, SearchConstraints.DEFAULT, top, 0, threads),
            SearchControl.NONE);
  }

  private static double bruteForce(CostModel costModel) {
    return SearchSpace.enumerate(costModel, SearchConstraints.DEFAULT).strategies().stream()
        .mapToDouble(s -> bruteForce(costModel, s))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double bruteForce(CostModel costModel, Strategy s) {
    int layers = costModel.inputs().model().layers().size();
    double[] best = {Double.POSITIVE_INFINITY};
    TilingPlacements tilings = new TilingPlacements(costModel.inputs().layout());
    for (Placement placement : tilings.placements(s.degrees())) {
      StepPricing pricing = costModel.at(s, placement);
      forEachPartition(
          layers,
          s.pipelineParallel(),
          partition -> {
            CostEstimate cost = pricing.estimate(partition);
            best[0] = Math.min(best[0], cost.iterationSeconds());
          });
    }
    return best[0];
  }

  /** Visits every partition of so many layers into so many stages. */
  static void forEachPartition(int layers, int stages, Consumer<Partition> each) {
    int[] cuts = new int[stages + 1];
    cuts[stages] = layers;
    visit(cuts, 1, each);
  }

  private static void visit(int[] cuts, int at, Consumer<Partition> each) {
    if (at == cuts.length - 1) {
      each.accept(new Partition(cuts));
      return;
    }
    int stagesLeft = cuts.length - 1 - at;
    for (int cut = cuts[at - 1] + 1; cut <= cuts[cuts.length - 1] - stagesLeft; cut++) {
      cuts[at] = cut;
      visit(cuts, at + 1, each);
    }
  }
}
