package org.ampplanner.predictive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ampplanner.cost.StageBound;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.fixtures.RandomPipelines;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

/**
 * Stages that are alike are placed together, stages that differ one by one: where both ways are
 * possible, they agree to the last bit.
 */
class AlikeStagesTest {
  private static final long SEED = 4711;

  private int contextParallel;
  private int expertParallel;
  private int interleaved;
  private int plain;

  @Test
  void pricesEqualStagesAsTheUniformStrategy() {
    SplittableRandom random = new SplittableRandom(SEED);
    int compared = 0;
    for (int i = 0; i < 800; i++) {
      compared += compare(random, false, "seed " + SEED + " case " + i);
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void alsoWithContextExpertAndVirtualPipelineParallelism() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    int compared = 0;
    for (int i = 0; i < 6000; i++) {
      compared += compare(random, true, "seed " + (SEED + 1) + " case " + i);
    }
    assertThat(compared).isGreaterThan(400);
    assertThat(contextParallel).isGreaterThan(50);
    assertThat(expertParallel).isGreaterThan(50);
    assertThat(interleaved).isGreaterThan(50);
    assertThat(plain).isGreaterThan(50);
  }

  /** Compares both ways to place a strategy; returns 0 where there is none to compare. */
  private int compare(SplittableRandom random, boolean wide, String draw) {
    PredictiveCostModel model = new RandomPredictive(random).model(3, 6);
    RandomPipelines pipelines = new RandomPipelines(random, wide);
    Optional<Strategy> drawn = pipelines.uniform(model);
    if (drawn.isEmpty()) {
      return 0;
    }
    Strategy uniform = drawn.get();
    PipelineStrategy strategy =
        PipelineStrategy.of(uniform, model.inputs().training().globalBatchSize());
    Placement placement = pipelines.placement(model, strategy.ranks());
    Partition partition = pipelines.partition(model, strategy);
    String label = draw + ": " + uniform;
    PlacedPipeline together =
        new PlacedPipeline(model.inputs().layout(), placement, strategy, true);
    assertThat(together.placed().stages())
        .as(label)
        .isEqualTo(PlainPlacedStages.of(model.inputs().layout(), placement, uniform.degrees()));
    if (strategy.stages().size() > 1) {
      PlacedPipeline apart =
          new PlacedPipeline(model.inputs().layout(), placement, strategy, false);
      assertThat(apart.placed().stages()).as(label).isEqualTo(together.placed().stages());
      PredictivePricing own = new PredictivePricing(model, strategy, placement, together);
      PredictivePricing other = new PredictivePricing(model, strategy, placement, apart);
      sameAnswers(own, other, partition, label);
      count(uniform.degrees());
    }
    return 1;
  }

  private static void sameAnswers(
      PredictivePricing own, PredictivePricing other, Partition partition, String label) {
    assertThat(other.estimate(partition)).as(label).isEqualTo(own.estimate(partition));
    assertThat(other.seconds(partition)).as(label).isEqualTo(own.seconds(partition));
    assertThat(other.memory(partition)).as(label).isEqualTo(own.memory(partition));
    assertThat(other.anatomy(partition)).as(label).isEqualTo(own.anatomy(partition));
    StepTimeline timeline = own.timeline(partition, LinkUse.ONE_AT_A_TIME);
    assertThat(events(other.timeline(partition, LinkUse.ONE_AT_A_TIME)))
        .as(label)
        .isEqualTo(events(timeline));
    assertThat(other.bytesLeavingNodes(partition).orElseThrow())
        .as(label)
        .isEqualTo(own.bytesLeavingNodes(partition).orElseThrow());
    StageCosts costs = own.tables();
    assertThat(other.tables()).as(label).usingRecursiveComparison().isEqualTo(costs);
    for (int s = 0; s < partition.stages(); s++) {
      StageBound bound = own.stageBound(s).orElseThrow();
      assertThat(other.stageBound(s).orElseThrow())
          .as(label)
          .usingRecursiveComparison()
          .isEqualTo(bound);
    }
  }

  /** All that a timeline says. */
  private static List<Object> events(StepTimeline timeline) {
    List<Object> events = new ArrayList<>();
    for (StepTimeline.Replica replica : timeline.replicas()) {
      events.add(replica.members());
      events.add(replica.trace().byDevice());
      events.add(replica.trace().transfers());
      events.add(replica.forwardExchange());
      events.add(replica.backwardExchange());
    }
    events.add(timeline.gradientSync());
    events.add(timeline.tiedSync());
    events.add(timeline.optimizer());
    events.add(timeline.seconds());
    return events;
  }

  private void count(Degrees degrees) {
    contextParallel += degrees.contextParallel() > 1 ? 1 : 0;
    expertParallel += degrees.expertParallel() > 1 ? 1 : 0;
    interleaved += degrees.virtualPipeline() > 1 ? 1 : 0;
    plain += degrees.contextParallel() * degrees.dataParallel() == 1 ? 1 : 0;
  }
}
