package org.ampplanner.predictive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostModel;
import org.ampplanner.fixtures.RandomPipelines;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

class NodeTrafficTest {
  private static final long SEED = 1903;
  private static final int CASES = 4000;

  private int checked;
  private int apart;
  private int differing;

  @Test
  void twiceTheMicroBatchesSendTwiceTheActivations() {
    each(
        SEED,
        (label, model, strategy, placement, partition) -> {
          double[] once = bytes(model, strategy, placement, partition, 1);
          double[] twice = bytes(model, strategy, placement, partition, 2);
          double[] thrice = bytes(model, strategy, placement, partition, 3);
          boolean single =
              strategy.stages().stream()
                  .allMatch(s -> s.dataParallel() * s.degrees().contextParallel() == 1);
          for (int node = 0; node < once.length; node++) {
            double activations = twice[node] - once[node];
            double slack = 1e-9 * thrice[node];
            assertThat(activations).as(label).isBetween(0.0, once[node] + slack);
            assertThat(thrice[node] - twice[node]).as(label).isCloseTo(activations, within(slack));
            if (single) {
              assertThat(twice[node]).as(label).isCloseTo(2 * once[node], within(slack));
            }
            apart += activations > 0 ? 1 : 0;
          }
          differing += strategy.alike() ? 0 : 1;
          checked++;
        });
    assertThat(checked).isGreaterThan(500);
    assertThat(apart).isGreaterThan(500);
    assertThat(differing).isGreaterThan(200);
  }

  @Test
  void pipelinesBesideEachOtherSendTheActivationsOfEach() {
    each(
        SEED + 1,
        (label, model, strategy, placement, partition) -> {
          if (strategy.joint() || strategy.pipelines() == 1) {
            return;
          }
          double[] sum = new double[model.inputs().layout().nodes()];
          for (int r = 0; r < strategy.pipelines(); r++) {
            PipelineStrategy own = replica(strategy, r);
            Placement ranks = replica(strategy, placement, r);
            double[] activations = activations(model, own, ranks, partition);
            Arrays.setAll(sum, node -> sum[node] + activations[node]);
          }
          double[] all = activations(model, strategy, placement, partition);
          double most = Arrays.stream(sum).max().orElseThrow();
          assertThat(all).as(label).containsExactly(sum, within(1e-9 * most));
          apart += most > 0 ? 1 : 0;
          differing += strategy.alike() || strategy.equalShares() ? 0 : 1;
          checked++;
        });
    assertThat(checked).isGreaterThan(100);
    assertThat(apart).isGreaterThan(50);
    assertThat(differing).isGreaterThan(20);
  }

  @Test
  void activationsGoOneWayAndTheirGradientsTheOther() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    for (int i = 0; i < 100; i++) {
      PredictiveCostModel model = new RandomPredictive(random).model(3, 6);
      ClusterLayout layout = model.inputs().layout();
      if (layout.nodes() < 2) {
        continue;
      }
      Strategy strategy = Strategy.of(Degrees.of(1, 2, 1), 2);
      Placement placement = new Placement(new int[] {layout.firstDevice(1), 0});
      int layers = model.inputs().model().layers().size();
      Partition partition = new Partition(new int[] {0, 2, layers});
      double[] expected = new double[layout.nodes()];
      expected[0] = 7 * 2 * model.inputs().model().layers().get(1).output().bytes(1);
      expected[1] = expected[0];
      assertThat(
              model
                  .at(PipelineStrategy.of(strategy, List.of(7)), placement)
                  .bytesLeavingNodes(partition)
                  .orElseThrow())
          .as("seed %d case %d", SEED + 2, i)
          .containsExactly(expected, within(1e-6));
    }
  }

  /** A check of a strategy at a place. */
  private interface Check {
    void of(
        String label,
        CostModel model,
        PipelineStrategy strategy,
        Placement placement,
        Partition partition);
  }

  private static void each(long seed, Check check) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < CASES; i++) {
      PredictiveCostModel model = new RandomPredictive(random).model(3, 6);
      RandomPipelines pipelines = new RandomPipelines(random, i % 2 == 0);
      Optional<PipelineStrategy> strategy = pipelines.differing(model);
      if (strategy.isPresent()) {
        check.of(
            "seed " + seed + " case " + i + ": " + strategy.get(),
            model,
            strategy.get(),
            pipelines.placement(model, strategy.get().ranks()),
            pipelines.partition(model, strategy.get()));
      }
    }
  }

  /** What replica r does on its own. */
  private static PipelineStrategy replica(PipelineStrategy strategy, int r) {
    return new PipelineStrategy(
        strategy.stages().stream()
            .map(s -> s.with(s.degrees().withTensorAndData(s.tensorParallel(), 1)))
            .toList(),
        List.of(strategy.microBatches().get(r)));
  }

  private static Placement replica(PipelineStrategy strategy, Placement placement, int r) {
    List<Integer> devices = new ArrayList<>();
    for (int s = 0; s < strategy.stages().size(); s++) {
      Degrees degrees = strategy.stages().get(s).degrees();
      int lanes = degrees.tensorParallel() * degrees.contextParallel();
      int first = strategy.firstRank(s) + r * lanes;
      IntStream.range(first, first + lanes).map(placement::device).forEach(devices::add);
    }
    return new Placement(devices.stream().mapToInt(Integer::intValue).toArray());
  }

  /** What one more time the same micro-batches add. */
  private static double[] activations(
      CostModel model, PipelineStrategy strategy, Placement placement, Partition partition) {
    double[] once = bytes(model, strategy, placement, partition, 1);
    double[] twice = bytes(model, strategy, placement, partition, 2);
    return IntStream.range(0, once.length).mapToDouble(n -> twice[n] - once[n]).toArray();
  }

  private static double[] bytes(
      CostModel model,
      PipelineStrategy strategy,
      Placement placement,
      Partition partition,
      int times) {
    List<Integer> more = strategy.microBatches().stream().map(count -> count * times).toList();
    return model
        .at(new PipelineStrategy(strategy.stages(), more), placement)
        .bytesLeavingNodes(partition)
        .orElseThrow();
  }
}
