package org.ampplanner.predictive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.fixtures.RandomPipelines;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

/** What the predictive model says of stages that differ, and that its answers agree. */
class PipelinePricingTest {
  private static final long SEED = 4711;

  @Test
  void stepsTakeAsLongInTheTimelineAndInTheAnatomy() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    int compared = 0;
    for (int i = 0; i < 500; i++) {
      compared += compareAnswers(random, false, "seed " + (SEED + 1) + " case " + i);
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void soDoStepsWithContextExpertAndVirtualPipelineParallelism() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    int compared = 0;
    for (int i = 0; i < 5000; i++) {
      compared += compareAnswers(random, true, "seed " + (SEED + 3) + " case " + i);
    }
    assertThat(compared).isGreaterThan(300);
    assertThat(contextParallel).isGreaterThan(50);
    assertThat(expertParallel).isGreaterThan(50);
    assertThat(interleaved).isGreaterThan(50);
  }

  private int contextParallel;
  private int expertParallel;
  private int interleaved;

  /** Compares the answers about one strategy; returns 0 where there is none to compare. */
  private int compareAnswers(SplittableRandom random, boolean wide, String draw) {
    PredictiveCostModel model = new RandomPredictive(random).model(3, 6);
    RandomPipelines pipelines = new RandomPipelines(random, wide);
    Optional<PipelineStrategy> drawn = pipelines.differing(model);
    if (drawn.isEmpty()) {
      return 0;
    }
    PipelineStrategy strategy = drawn.get();
    Placement placement = pipelines.placement(model, strategy.ranks());
    Partition partition = pipelines.partition(model, strategy);
    StepPricing pricing = model.at(strategy, placement);
    double seconds = pricing.estimate(partition).iterationSeconds();
    String label = draw + ": " + strategy;
    assertThat(pricing.seconds(partition)).as(label).isCloseTo(seconds, within(1e-12 * seconds));
    assertThat(pricing.timeline(partition, LinkUse.SHARED_FREELY).seconds())
        .as(label)
        .isCloseTo(seconds, within(1e-9 * seconds));
    double path = pricing.anatomy(partition).path().stream().mapToDouble(PathItem::seconds).sum();
    assertThat(path).as(label).isCloseTo(seconds, within(1e-6 * seconds));
    if (!strategy.alike()) {
      Degrees degrees = strategy.first().degrees();
      contextParallel += degrees.contextParallel() > 1 ? 1 : 0;
      expertParallel += degrees.expertParallel() > 1 ? 1 : 0;
      interleaved += degrees.virtualPipeline() > 1 ? 1 : 0;
    }
    return 1;
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
        PipelineStrategy uneven =
            PipelineStrategy.of(Strategy.of(Degrees.of(1, 1, 2), 1), List.of(own, batch - own));
        double seconds = model.at(uneven, placement).estimate(whole).iterationSeconds();
        assertThat(seconds).as("seed %d case %d: %d", SEED + 2, i, own).isLessThan(last);
        last = seconds;
      }
    }
  }

  @Test
  void sharesThatStagesCannotInterleaveAreRejected() {
    PredictiveCostModel model = new RandomPredictive(new SplittableRandom(SEED)).model(3, 6);
    Strategy interleaved =
        new Strategy(
            new Degrees(1, 2, 2, 1, 1, 2), 1, Schedule.INTERLEAVED, Recompute.NONE, 0, false);
    assertThat(model.objection(PipelineStrategy.of(interleaved, List.of(2, 4)))).isEmpty();
    assertThat(
            model.objection(PipelineStrategy.of(interleaved, List.of(2, 3))).orElseThrow().reason())
        .isEqualTo("interleaved stages need micro-batches that pipeline_parallel (2) divides");
  }
}
