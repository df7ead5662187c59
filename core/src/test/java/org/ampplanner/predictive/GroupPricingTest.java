package org.ampplanner.predictive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.cost.Tiling;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.partition.Partition;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.space.Tilings;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

class GroupPricingTest {
  private static final long SEED = 4711;

  private int checked;
  private int simulated;
  private int suffixes;
  private int cheap;

  @Test
  void everySequenceCostsWhatItsPlacementCostsAndNoLessThanTheBounds() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 300; i++) {
      RandomPredictive draw = new RandomPredictive(random);
      PredictiveCostModel model = draw.model(6, 8);
      Tilings tilings = new Tilings(model.inputs().layout());
      int[] order = IntStream.range(0, tilings.classes().size()).toArray();
      for (Strategy s : SearchSpace.enumerate(model, draw.constraints()).strategies()) {
        List<Tiling> all =
            i % 2 == 0 ? tilings.of(s.degrees(), order) : tilings.every(s.degrees(), order);
        for (Tiling tiling : all) {
          model
              .at(s, tiling)
              .ifPresent(pricing -> check(model, tilings, s, tiling, pricing, new Random(SEED)));
        }
      }
    }
    assertThat(checked).isGreaterThan(4000);
    assertThat(simulated).isGreaterThan(2000);
    assertThat(suffixes).isGreaterThan(2000);
    assertThat(cheap).isGreaterThan(400);
  }

  private void check(
      PredictiveCostModel model,
      Tilings tilings,
      Strategy s,
      Tiling tiling,
      GroupPricing pricing,
      Random random) {
    StepBounds bounds = (StepBounds) pricing.bounds();
    List<Integer> sequence = new ArrayList<>();
    for (int g = 0; g < bounds.kinds(); g++) {
      sequence.addAll(Collections.nCopies(tiling.available().get(g), g));
    }
    Collections.shuffle(sequence, random);
    int[] kinds = sequence.stream().mapToInt(Integer::intValue).toArray();
    Partition partition = partition(bounds, random);
    CostEstimate expected =
        model.at(s, tilings.placement(s.degrees(), tiling, kinds)).estimate(partition);
    double seconds = expected.iterationSeconds();
    String context = model.inputs().layout().cluster() + " " + s + " " + sequence + partition;
    assertThat(pricing.estimate(kinds, partition)).as(context).isEqualTo(expected);
    assertThat(pricing.seconds(kinds, partition)).isCloseTo(seconds, within(1e-12 * seconds));
    assertThat(bound(bounds, kinds, partition))
        .as(context)
        .isLessThanOrEqualTo(seconds * (1 + 1e-9));
    assertThat(model.leastSeconds(s)).as(context).isLessThanOrEqualTo(seconds * (1 + 1e-9));
    cheap += model.leastSeconds(s) > 0.5 * seconds ? 1 : 0;
    for (int from = 1; from < s.pipelineParallel(); from++) {
      assertThat(suffixed(bounds, pricing, kinds, partition, from))
          .as("%s from %d", context, from)
          .isLessThanOrEqualTo(seconds * (1 + 1e-9));
    }
    double all =
        bounds.seconds(tiling.counts(), tiling.groups(s.degrees()), tiling.stagesPerNode());
    if (Double.isFinite(all)) {
      assertThat(all).isLessThanOrEqualTo(bound(bounds, kinds, partition) * (1 + 1e-9));
    }
    checked++;
    simulated += s.pipelineParallel() > 1 ? 1 : 0;
  }

  private static Partition partition(StepBounds bounds, Random random) {
    List<Integer> inner = new ArrayList<>();
    for (int i = 1; i < bounds.layers(); i++) {
      inner.add(i);
    }
    Collections.shuffle(inner, random);
    int[] cuts = new int[bounds.stages() + 1];
    for (int s = 1; s < bounds.stages(); s++) {
      cuts[s] = inner.get(s - 1);
    }
    cuts[bounds.stages()] = bounds.layers();
    Arrays.sort(cuts);
    return new Partition(cuts);
  }

  /** The sum of the stages before one, and what goes by from its first pass to its last. */
  private double suffixed(
      StepBounds bounds, GroupPricing pricing, int[] kinds, Partition partition, int from) {
    int block = bounds.stages() / kinds.length;
    int[] byStage = new int[bounds.stages()];
    Arrays.setAll(byStage, s -> kinds[s / block]);
    double own = pricing.lastStages(byStage, partition.cuts(), from);
    double sum = own + bounds.firstSync(ones(bounds.kinds()));
    for (int s = 0; s < from; s++) {
      int g = byStage[s];
      for (int l = partition.from(s); l < partition.to(s); l++) {
        sum += bounds.passes().sum()[g][bounds.columns().of()[l]];
      }
      int cut = bounds.columns().of()[partition.to(s) - 1];
      sum +=
          (s + 1) % block == 0
              ? bounds.cuts().between()[g][byStage[s + 1]][cut]
              : bounds.cuts().within()[g][cut];
    }
    suffixes += own > 0 ? 1 : 0;
    return bounds.tail().step(sum);
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** The bound of one sequence and partition, term by term. */
  private static double bound(StepBounds bounds, int[] kinds, Partition partition) {
    int block = bounds.stages() / kinds.length;
    double sum = 0;
    double largest = Double.NEGATIVE_INFINITY;
    double sync = 0;
    double beforeLargest = 0;
    double drained = 0;
    for (int s = 0; s < bounds.stages(); s++) {
      int g = kinds[s / block];
      double own = 0;
      double drains = 0;
      double[] row = bounds.columns().spread(bounds.peak(g, s));
      double peak = bounds.peaks().constant()[s];
      for (int l = partition.from(s); l < partition.to(s); l++) {
        int column = bounds.columns().of()[l];
        sum += bounds.passes().sum()[g][column];
        peak += row[l];
        own += bounds.sync().seconds()[g][column];
        drains += bounds.sync().drain()[column];
      }
      sync = Math.max(sync, own - drained);
      drained += drains + bounds.sync().drainCut();
      if (peak > largest) {
        largest = peak;
        beforeLargest = sync;
      }
      if (s > 0) {
        int cut = bounds.columns().of()[partition.from(s) - 1];
        sum +=
            s % block == 0
                ? bounds.cuts().between()[kinds[s / block - 1]][g][cut]
                : bounds.cuts().within()[g][cut];
      }
    }
    return bounds.tail().step(sum + Math.max(0, largest) + beforeLargest);
  }
}
