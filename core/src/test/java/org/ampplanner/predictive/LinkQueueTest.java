package org.ampplanner.predictive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.Software;
import org.ampplanner.model.Attention;
import org.ampplanner.model.DecoderModel;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.profile.Profile;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import org.junit.jupiter.api.Test;

/** Two tensor-parallel groups of two devices, each on two nodes or each on nodes of their own. */
class LinkQueueTest {
  private static final int CASES = 200;

  private static DecoderModel model(int width) {
    LayerKind.Block block =
        new LayerKind.Block(
            width,
            new Attention.Grouped(16, 16, width / 16, Integer.MAX_VALUE),
            new FeedForward.Dense(4 * width, false),
            true);
    return new DecoderModel(
        "m",
        new LayerKind.Embedding(32_000, width, 0),
        List.of(block, block, block, block),
        new LayerKind.Head(32_000, width),
        false);
  }

  private static CostBreakdown breakdown(boolean shared, double gbps, int width) {
    DeviceType device =
        new DeviceType("V100-SXM2-16GB", Units.gib(64), 900e9, Map.of(Precision.FP16, 125e12));
    NodeLine line =
        new NodeLine(
            "n",
            shared ? 2 : 4,
            device,
            shared ? 2 : 1,
            new NodeLine.Link(Units.gbps(1000), 0),
            new NodeLine.Link(Units.gbps(gbps), 0),
            1,
            null);
    Training training = new Training(16, 1024, Precision.FP16, Optimizer.ADAM);
    CostInputs inputs =
        new CostInputs(
            model(width).resolve(training),
            new ClusterLayout(new Cluster("c", List.of(line), List.of(), List.of())),
            training,
            Profile.EMPTY);
    PredictiveCostModel cost =
        new PredictiveCostModel(
            inputs, PredictiveCostModel.Options.of(Software.PLAIN, MatrixFormat.HALF));
    Strategy strategy = Strategy.of(Degrees.of(2, 1, 2), 1);
    Placement placement = new Placement(shared ? new int[] {0, 2, 1, 3} : new int[] {0, 1, 2, 3});
    return cost.at(strategy, placement).estimate(Partition.uniform(6, 1)).breakdown();
  }

  @Test
  void groupsOnOneInterfaceAreSlowerAndAtMostTwiceAsSlow() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      double gbps = Math.exp(random.nextDouble() * 6);
      int width = 256 * (1 + random.nextInt(16));
      double alone = breakdown(false, gbps, width).tensorComm();
      double shared = breakdown(true, gbps, width).tensorComm();

      assertThat(shared)
          .as("seed %d: %.3f Gbps, width %d", seed, gbps, width)
          .isGreaterThan(alone)
          .isLessThanOrEqualTo(2 * alone * (1 + 1e-9));
    }
  }
}
