package org.ampplanner.predictive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.Megatron;
import org.ampplanner.fixtures.GatedDecoder;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.profile.Measurement;
import org.ampplanner.profile.Profile;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PredictiveCostModelTest {
  private static final Training TRAINING = new Training(64, 2048, Precision.BF16, Optimizer.ADAM);

  private record Hardware(double intraGbps, double interGbps, double peakFactor, double gib) {}

  private static final Hardware USUAL = new Hardware(2400, 800, 1, 80);

  private static CostInputs inputs(Hardware hardware) {
    DeviceType device =
        new DeviceType(
            "A100-SXM-80GB",
            Units.gib(hardware.gib),
            2e12 * hardware.peakFactor,
            Map.of(Precision.BF16, 312e12 * hardware.peakFactor));
    NodeLine line =
        new NodeLine(
            "n",
            4,
            device,
            4,
            new NodeLine.Link(Units.gbps(hardware.intraGbps), 0),
            new NodeLine.Link(Units.gbps(hardware.interGbps), 0),
            4,
            null);
    return new CostInputs(
        GatedDecoder.of(false).resolve(TRAINING),
        new ClusterLayout(new Cluster("c", List.of(line), List.of(), List.of())),
        TRAINING,
        Profile.EMPTY);
  }

  private static PredictiveCostModel model(CostInputs inputs) {
    return new PredictiveCostModel(
        inputs, PredictiveCostModel.Options.of(Megatron.CORE, MatrixFormat.HALF));
  }

  private static CostEstimate estimate(Hardware hardware, Strategy strategy) {
    PredictiveCostModel model = model(inputs(hardware));
    return model.at(strategy, Placement.hostfileOrder(16)).estimate(partition(model, strategy));
  }

  private static Partition partition(PredictiveCostModel model, Strategy strategy) {
    var layers = model.inputs().model().layers();
    return BlockSplit.of(layers).split(layers.size(), strategy.pipelineParallel());
  }

  private static Strategy randomStrategy(long seed) {
    Random random = new Random(seed);
    int tp = 1 << random.nextInt(3);
    int pp = 1 << random.nextInt(3);
    int dp = 16 / tp / pp;
    boolean interleaved = pp > 1 && random.nextInt(3) == 0;
    return new Strategy(
        new Degrees(tp, pp, dp, 1, 1, interleaved ? 2 : 1),
        1 << random.nextInt(2),
        interleaved
            ? Schedule.INTERLEAVED
            : List.of(Schedule.ONE_FORWARD_ONE_BACKWARD, Schedule.GPIPE, Schedule.ZERO_BUBBLE)
                .get(random.nextInt(3)),
        List.of(Recompute.NONE, Recompute.SELECTIVE, Recompute.FULL).get(random.nextInt(3)),
        random.nextInt(4),
        tp > 1 && random.nextBoolean());
  }

  @RepeatedTest(40)
  void betterHardwareIsNeverSlower(RepetitionInfo repetition) {
    Strategy strategy = randomStrategy(repetition.getCurrentRepetition());
    double usual = estimate(USUAL, strategy).iterationSeconds();
    double slack = usual * 1e-9;

    assertThat(estimate(new Hardware(4800, 800, 1, 80), strategy).iterationSeconds())
        .as("links inside nodes")
        .isLessThanOrEqualTo(usual + slack);
    assertThat(estimate(new Hardware(2400, 1600, 1, 80), strategy).iterationSeconds())
        .as("links between nodes")
        .isLessThanOrEqualTo(usual + slack);
    assertThat(estimate(new Hardware(2400, 800, 1.2, 80), strategy).iterationSeconds())
        .as("devices")
        .isLessThanOrEqualTo(usual + slack);
  }

  @RepeatedTest(40)
  void termsAddUpAndAreNotNegative(RepetitionInfo repetition) {
    CostEstimate estimate = estimate(USUAL, randomStrategy(repetition.getCurrentRepetition()));
    var b = estimate.breakdown();

    assertThat(
            List.of(
                b.compute(),
                b.bubble(),
                b.tensorComm(),
                b.pipelineComm(),
                b.dataComm(),
                b.optimizer(),
                b.other()))
        .allMatch(term -> term >= 0);
    assertThat(b.compute()).isPositive();
    assertThat(estimate.iterationSeconds()).isEqualTo(b.total());
  }

  @RepeatedTest(20)
  void moreMemoryNeverMakesAPlanUnfit(RepetitionInfo repetition) {
    Strategy strategy = randomStrategy(repetition.getCurrentRepetition());
    CostEstimate.MemoryUse small = estimate(new Hardware(2400, 800, 1, 16), strategy).memory();
    CostEstimate.MemoryUse large = estimate(new Hardware(2400, 800, 1, 32), strategy).memory();

    assertThat(small).isNotNull();
    assertThat(large).isNotNull();
    if (small != null && large != null && small.fits()) {
      assertThat(large.fits()).isTrue();
    }
  }

  @Test
  void recomputationTradesTimeForMemory() {
    Strategy none = Strategy.of(Degrees.of(1, 2, 8), 2);
    Strategy full = new Strategy(none.degrees(), 2, none.schedule(), Recompute.FULL, 0, false);
    CostEstimate kept = estimate(USUAL, none);
    CostEstimate again = estimate(USUAL, full);

    assertThat(again.iterationSeconds()).isGreaterThan(kept.iterationSeconds());
    assertThat(java.util.Objects.requireNonNull(again.memory()).bytes())
        .isLessThan(java.util.Objects.requireNonNull(kept.memory()).bytes());
  }

  @Test
  void aMeasuredTimeAtExactlyThisPointIsTaken() {
    CostInputs plain = inputs(USUAL);
    double[] forward = new double[18];
    double[] backward = new double[18];
    java.util.Arrays.fill(forward, 0.010);
    java.util.Arrays.fill(backward, 0.025);
    Profile profile =
        new Profile(List.of(new Measurement("A100-SXM-80GB", 1, 1, forward, backward)));
    PredictiveCostModel model =
        model(new CostInputs(plain.model(), plain.layout(), TRAINING, profile));
    Strategy strategy = Strategy.of(Degrees.of(1, 1, 16), 1);

    var costs = model.at(strategy, Placement.hostfileOrder(16)).tables();

    assertThat(costs.stageSeconds(0, 0, 18)).isCloseTo(18 * 0.035, within(1e-9));
  }

  @Test
  void headsThatDoNotDivideAreRejected() {
    PredictiveCostModel model = model(inputs(USUAL));

    assertThat(model.objection(Strategy.of(Degrees.of(3, 1, 1), 1))).isPresent();
    assertThat(model.objection(Strategy.of(Degrees.of(2, 1, 8), 1))).isEmpty();
  }
}
