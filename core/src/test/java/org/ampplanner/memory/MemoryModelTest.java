package org.ampplanner.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.MemoryCategory;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.engine.Megatron;
import org.ampplanner.model.DecoderModel;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.model.TransformerShape;
import org.ampplanner.operator.Constants;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.placement.Placement;
import org.ampplanner.profile.Profile;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Korthikanti et al. 2022 (arXiv 2205.05198): activations of their four models on the first stage.
 */
class MemoryModelTest {

  @ParameterizedTest
  @CsvSource({
    // layers, hidden, heads, tp, pp, chunks, micro-batch, activations in GiB: none, selective + sp
    "48, 6144, 64, 8, 1, 1, 4, 59.25, 9.5625",
    "96, 12288, 96, 8, 8, 3, 1, 66.84, 12.35",
    "105, 20480, 128, 8, 35, 3, 1, 114.02, 23.08",
    "128, 25600, 160, 8, 64, 1, 1, 131.25, 26.56",
  })
  void activationsAreAsPublished(
      int layers,
      int hidden,
      int heads,
      int tp,
      int pp,
      int chunks,
      int mbs,
      double none,
      double sp) {
    assertThat(activations(layers, hidden, heads, tp, pp, chunks, mbs, Recompute.NONE, false))
        .isCloseTo(none, within(0.03 * none));
    assertThat(activations(layers, hidden, heads, tp, pp, chunks, mbs, Recompute.SELECTIVE, true))
        .isCloseTo(sp, within(0.06 * sp));
  }

  private static CostInputs inputs(int layers, int hidden, int heads, int tp, int pp, int mbs) {
    Training training = new Training(mbs * 128, 2048, Precision.FP16, Optimizer.ADAM);
    List<LayerKind.Block> blocks = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      blocks.add(new TransformerShape(hidden, 4 * hidden, heads).kind());
    }
    DecoderModel model =
        new DecoderModel(
            "m",
            new LayerKind.Embedding(51_200, hidden, 2048),
            blocks,
            new LayerKind.Head(51_200, hidden),
            true);
    DeviceType device =
        new DeviceType("A100-SXM-80GB", Units.gib(80), 2e12, Map.of(Precision.FP16, 312e12));
    NodeLine.Link link = new NodeLine.Link(1e11, 0);
    Cluster cluster =
        new Cluster(
            "c",
            List.of(new NodeLine("n", pp, device, tp, link, link, 1, null)),
            List.of(),
            List.of());
    return new CostInputs(
        model.resolve(training), new ClusterLayout(cluster), training, Profile.EMPTY);
  }

  private static double activations(
      int layers,
      int hidden,
      int heads,
      int tp,
      int pp,
      int chunks,
      int mbs,
      Recompute recompute,
      boolean sequenceParallel) {
    CostInputs inputs = inputs(layers, hidden, heads, tp, pp, mbs);
    Strategy strategy =
        new Strategy(
            new Degrees(tp, pp, 1, 1, 1, chunks),
            mbs,
            chunks > 1 ? Schedule.INTERLEAVED : Schedule.ONE_FORWARD_ONE_BACKWARD,
            recompute,
            0,
            sequenceParallel);
    var all = inputs.model().layers();
    StageMemory first =
        new MemoryModel(
                inputs, Megatron.LM_2022, Constants.standard().with("memory.fragmentation", 0), 1)
            .stages(
                strategy,
                Placement.hostfileOrder(tp * pp),
                BlockSplit.of(all).split(all.size(), pp))
            .get(0);
    return java.util.Objects.requireNonNull(first.bytes().get(MemoryCategory.ACTIVATIONS))
        / Units.GIB;
  }
}
