package org.ampplanner.arrange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.cost.Tiling;
import org.ampplanner.fixtures.PlainPlanner;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.partition.Partition;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.search.ExactPlanner;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

/** The search under a simulated step against every strategy, order and partition. */
class SimulatedSearchTest {
  private static final long SEED = 815;

  @Test
  void findsWhatTryingEverythingFindsAndNeverClaimsMore() {
    SplittableRandom random = new SplittableRandom(SEED);
    int found = 0;
    int proven = 0;
    for (int i = 0; i < 150; i++) {
      RandomPredictive draw = new RandomPredictive(random);
      PredictiveCostModel model = draw.model(4, 5);
      SearchConstraints constraints = draw.constraints();
      SearchOutcome outcome = search(model, constraints, 1 + i % 2);
      double best = exhaustive(model, constraints);
      String context = "case " + i + " " + model.inputs().layout().cluster();
      if (Double.isInfinite(best)) {
        assertThat(outcome.plans()).as(context).isEmpty();
        continue;
      }
      found++;
      assertThat(outcome.optimality().lowerBoundSeconds())
          .as(context)
          .isLessThanOrEqualTo(best * (1 + 1e-9));
      assertThat(outcome.plans()).as(context).isNotEmpty();
      if (outcome.optimality().proven()) {
        proven++;
        // What stands in no tiling, which only baselines come to, may be faster.
        assertThat(outcome.plans().get(0).iterationSeconds())
            .as(context)
            .isLessThanOrEqualTo(best * (1 + 1e-8));
      }
    }
    assertThat(found).isGreaterThan(80);
    assertThat(proven).isGreaterThan(found * 4 / 5);
  }

  private static SearchOutcome search(
      PredictiveCostModel model, SearchConstraints constraints, int threads) {
    return new ExactPlanner()
        .search(new SearchRequest(model, constraints, 1, 0, threads), SearchControl.NONE);
  }

  private static double exhaustive(PredictiveCostModel model, SearchConstraints constraints) {
    double best = Double.POSITIVE_INFINITY;
    Arrangements arrangements = new Arrangements(model);
    for (Strategy s : SearchSpace.enumerate(model, constraints).strategies()) {
      for (Arrangement arrangement : arrangements.of(s)) {
        best =
            Math.min(
                best,
                switch (arrangement) {
                  case TiledArrangement tiled -> best(model, s, tiled);
                  case PieceArrangement linked -> throw new AssertionError("nodes of unlike size");
                  case PlacedArrangement placed -> best(model, s, placed);
                });
      }
    }
    return best;
  }

  private static double best(PredictiveCostModel model, Strategy s, TiledArrangement tiled) {
    double[] best = {Double.POSITIVE_INFINITY};
    GroupPricing pricing = model.at(s, tiled.tiling()).orElseThrow();
    StageCosts.Memory memory = ((StepBounds) pricing.bounds()).memory();
    int perGroup = tiled.tiling().stagesPerNode();
    forEachPlan(
        s.degrees(),
        tiled.tiling(),
        model.inputs().model().layers().size(),
        (kinds, partition) -> {
          double seconds = pricing.seconds(kinds, partition);
          double[] room = new double[s.pipelineParallel()];
          Arrays.setAll(room, stage -> memory.roomBytes()[kinds[stage / perGroup]]);
          if (seconds < best[0]
              && partition.leastLayers() >= s.degrees().virtualPipeline()
              && PlainPlanner.fits(model, memory, room, partition)) {
            best[0] = seconds;
          }
        });
    return best[0];
  }

  private static double best(PredictiveCostModel model, Strategy s, PlacedArrangement placed) {
    double[] best = {Double.POSITIVE_INFINITY};
    StepPricing pricing = model.at(s, placed.placement());
    StageCosts.Memory memory = Objects.requireNonNull(pricing.tables().memory());
    PlainPlanner.forEachPartition(
        s.pipelineParallel(),
        model.inputs().model().layers().size(),
        partition -> {
          double seconds = pricing.estimate(partition).iterationSeconds();
          if (seconds < best[0]
              && partition.leastLayers() >= s.degrees().virtualPipeline()
              && PlainPlanner.fits(model, memory, memory.roomBytes(), partition)) {
            best[0] = seconds;
          }
        });
    return best[0];
  }

  private static void forEachPlan(
      Degrees degrees, Tiling tiling, int layers, BiConsumer<int[], Partition> each) {
    forEachOrder(
        tiling.counts(),
        new int[tiling.groups(degrees)],
        0,
        kinds ->
            PlainPlanner.forEachPartition(
                degrees.pipelineParallel(), layers, p -> each.accept(kinds.clone(), p)));
  }

  private static void forEachOrder(
      int[] left, int[] kinds, int at, java.util.function.Consumer<int[]> each) {
    if (at == kinds.length) {
      each.accept(kinds);
      return;
    }
    for (int g = 0; g < left.length; g++) {
      if (left[g] > 0) {
        left[g]--;
        kinds[at] = g;
        forEachOrder(left, kinds, at + 1, each);
        left[g]++;
      }
    }
  }
}
