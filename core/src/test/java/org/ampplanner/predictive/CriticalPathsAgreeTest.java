package org.ampplanner.predictive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.fixtures.PlainPath;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.simulate.PathItem.Kind;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

/** A step taken apart is the same whether its path is told at once or read off its events. */
class CriticalPathsAgreeTest {
  private static final int CASES = 400;

  @Test
  void whatAPredictionWaitsForIsWhatItsTimelineWaitsFor() {
    Set<Schedule> seen = EnumSet.noneOf(Schedule.class);
    for (int seed = 0; seed < CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RandomPredictive draw = new RandomPredictive(random);
      PredictiveCostModel model = draw.model(4, 6);
      List<Strategy> strategies = SearchSpace.enumerate(model, draw.constraints()).strategies();
      if (strategies.isEmpty()) {
        continue;
      }
      Strategy strategy = strategies.get(random.nextInt(strategies.size()));
      Partition partition = partition(random, model, strategy);
      Placement placement = Placement.hostfileOrder((int) strategy.degrees().worldSize());
      StepPricing pricing = model.at(strategy, placement);
      StepTimeline timeline = pricing.timeline(partition, LinkUse.SHARED_FREELY);
      Map<Kind, Double> told = new EnumMap<>(Kind.class);
      for (PathItem item : pricing.anatomy(partition).path()) {
        told.merge(item.kind(), item.seconds(), Double::sum);
      }
      Map<Kind, Double> read = PlainPath.of(timeline);
      if (timeline.replicas().stream().allMatch(CriticalPathsAgreeTest::receives)) {
        mergeTransfers(told);
        mergeTransfers(read);
      }
      double step = timeline.seconds();
      String context = "seed " + seed + " " + strategy + " " + partition + told + read;
      assertThat(step).as(context).isCloseTo(pricing.seconds(partition), within(1e-9 * step));
      for (Kind kind : Kind.values()) {
        assertThat(told.getOrDefault(kind, 0.0))
            .as("%s of %s", kind, context)
            .isCloseTo(read.getOrDefault(kind, 0.0), within(1e-9 * step));
      }
      seen.add(strategy.schedule());
    }
    assertThat(seen).containsExactlyInAnyOrder(Schedule.values());
  }

  /** Whether what is handed over is part of the pass that waits for it. */
  private static boolean receives(StepTimeline.Replica replica) {
    return replica.trace().transfers().stream().allMatch(t -> t.end() == t.start());
  }

  private static void mergeTransfers(Map<Kind, Double> path) {
    for (Kind kind : List.of(Kind.FORWARD, Kind.TRANSFER)) {
      path.merge(Kind.BACKWARD, path.getOrDefault(kind, 0.0), Double::sum);
      path.remove(kind);
    }
  }

  private static Partition partition(
      SplittableRandom random, PredictiveCostModel model, Strategy strategy) {
    int layers = model.inputs().model().layers().size();
    int stages = strategy.pipelineParallel();
    int least = strategy.degrees().virtualPipeline();
    int[] cuts = new int[stages + 1];
    cuts[stages] = layers;
    for (int s = 1; s < stages; s++) {
      int most = layers - (stages - s) * least;
      cuts[s] = cuts[s - 1] + least + random.nextInt(most - cuts[s - 1] - least + 1);
    }
    return new Partition(cuts);
  }
}
