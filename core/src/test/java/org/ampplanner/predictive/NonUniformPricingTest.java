package org.ampplanner.predictive;

import org.ampplanner.simulate.PathItem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

class NonUniformPricingTest {
  private static final long SEED = 4711;

  @Test
  void pricesEqualStagesAsTheUniformStrategy() {
    SplittableRandom random = new SplittableRandom(SEED);
    int compared = 0;
    for (int i = 0; i < 800; i++) {
      PredictiveCostModel model = new RandomPredictive(random).model(3, 6);
      Strategy strategy = strategy(random);
      int ranks = (int) strategy.degrees().worldSize();
      if (!runs(model, strategy, ranks)) {
        continue;
      }
      compared++;
      Placement placement = placement(random, model, ranks);
      Partition partition = partition(random, model, strategy.pipelineParallel());
      CostEstimate uniform = model.estimate(model.stageCosts(strategy, placement), partition);
      NonUniformStrategy same =
          NonUniformStrategy.of(strategy, model.inputs().training().globalBatchSize());
      CostEstimate priced =
          model.estimate(model.nonUniformCosts(same, placement).orElseThrow(), partition);
      assertThat(priced).as("seed %d case %d: %s", SEED, i, strategy).isEqualTo(uniform);
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void stepsTakeAsLongInTheTimelineAndInTheAnatomy() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    int compared = 0;
    for (int i = 0; i < 500; i++) {
      PredictiveCostModel model = new RandomPredictive(random).model(3, 6);
      NonUniformStrategy strategy = nonUniform(random, model);
      if (strategy == null) {
        continue;
      }
      compared++;
      Placement placement = placement(random, model, strategy.ranks());
      Partition partition = partition(random, model, strategy.stages().size());
      var costs = model.nonUniformCosts(strategy, placement).orElseThrow();
      double seconds = model.estimate(costs, partition).iterationSeconds();
      String label = "seed " + (SEED + 1) + " case " + i + ": " + strategy;
      assertThat(model.timeline(costs, partition, LinkUse.SHARED_FREELY).seconds())
          .as(label)
          .isCloseTo(seconds, within(1e-9 * seconds));
      double path =
          model.anatomy(costs, partition).path().stream()
              .mapToDouble(PathItem::seconds)
              .sum();
      assertThat(path).as(label).isCloseTo(seconds, within(1e-6 * seconds));
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void theReplicaWithMostMicroBatchesEndsTheStep() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    for (int i = 0; i < 100; i++) {
      PredictiveCostModel model = new RandomPredictive(random).model(1, 4);
      if (model.inputs().layout().devices() < 2) {
        continue;
      }
      Placement placement = Placement.hostfileOrder(2);
      Partition whole = new Partition(new int[] {0, model.inputs().model().layers().size()});
      double last = Double.POSITIVE_INFINITY;
      int batch = model.inputs().training().globalBatchSize();
      for (int own = 1; own <= batch / 2; own++) {
        NonUniformStrategy uneven =
            new NonUniformStrategy(
                List.of(Strategy.of(Degrees.of(1, 1, 2), 1)), List.of(own, batch - own));
        double seconds =
            model
                .estimate(model.nonUniformCosts(uneven, placement).orElseThrow(), whole)
                .iterationSeconds();
        assertThat(seconds).as("seed %d case %d: %d", SEED + 2, i, own).isLessThan(last);
        last = seconds;
      }
    }
  }

  private static boolean runs(PredictiveCostModel model, Strategy strategy, int ranks) {
    int batch = model.inputs().training().globalBatchSize();
    return ranks <= model.inputs().layout().devices()
        && strategy.pipelineParallel() <= model.inputs().model().layers().size()
        && batch % (strategy.dataParallel() * strategy.microBatchSize()) == 0
        && model.objection(strategy).isEmpty();
  }

  private static Strategy strategy(SplittableRandom random) {
    Degrees degrees =
        Degrees.of(1 << random.nextInt(3), 1 + random.nextInt(4), 1 + random.nextInt(4));
    Schedule schedule =
        List.of(
                Schedule.ONE_FORWARD_ONE_BACKWARD,
                Schedule.GPIPE,
                Schedule.EAGER_ONE_FORWARD_ONE_BACKWARD,
                Schedule.ZERO_BUBBLE)
            .get(random.nextInt(4));
    return new Strategy(
        degrees,
        1 << random.nextInt(2),
        schedule,
        List.of(Recompute.values()).get(random.nextInt(3)),
        List.of(0, 1, 3).get(random.nextInt(3)),
        random.nextBoolean());
  }

  /** Returns a strategy with stages of random degrees, or null if the cluster is too small. */
  private static @org.jspecify.annotations.Nullable NonUniformStrategy nonUniform(
      SplittableRandom random, PredictiveCostModel model) {
    int stages = 1 + random.nextInt(Math.min(4, model.inputs().model().layers().size()));
    int batch = model.inputs().training().globalBatchSize();
    Strategy first = strategy(random);
    List<Strategy> own = new ArrayList<>();
    for (int s = 0; s < stages; s++) {
      int dp = 1 << random.nextInt(3);
      own.add(
          first.with(Degrees.of(1 << random.nextInt(2), stages, dp)).withMicroBatchSize(4 / dp));
    }
    boolean joint = own.stream().mapToInt(Strategy::dataParallel).distinct().count() > 1;
    int pipelines = joint ? 1 : own.get(0).dataParallel();
    List<Integer> microBatches = new ArrayList<>();
    for (int p = 0; p < pipelines; p++) {
      microBatches.add(joint ? batch / 4 : 1 + random.nextInt(6));
    }
    NonUniformStrategy strategy = new NonUniformStrategy(own, microBatches);
    return strategy.ranks() <= model.inputs().layout().devices() ? strategy : null;
  }

  private static Placement placement(
      SplittableRandom random, PredictiveCostModel model, int ranks) {
    List<Integer> devices =
        new ArrayList<>(IntStream.range(0, model.inputs().layout().devices()).boxed().toList());
    if (random.nextBoolean()) {
      Collections.shuffle(devices, new Random(random.nextLong()));
    }
    return new Placement(devices.subList(0, ranks).stream().mapToInt(Integer::intValue).toArray());
  }

  private static Partition partition(
      SplittableRandom random, PredictiveCostModel model, int stages) {
    List<Integer> inner =
        new ArrayList<>(
            IntStream.range(1, model.inputs().model().layers().size()).boxed().toList());
    Collections.shuffle(inner, new Random(random.nextLong()));
    int[] cuts = new int[stages + 1];
    List<Integer> chosen = inner.subList(0, stages - 1).stream().sorted().toList();
    for (int s = 1; s < stages; s++) {
      cuts[s] = chosen.get(s - 1);
    }
    cuts[stages] = model.inputs().model().layers().size();
    return new Partition(cuts);
  }
}
