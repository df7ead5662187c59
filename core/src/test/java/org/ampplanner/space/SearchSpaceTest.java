package org.ampplanner.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.ampplanner.amp.AmpCostModel;
import org.ampplanner.amp.AmpView;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.Infeasible;
import org.ampplanner.engine.Engine;
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.profile.Measurement;
import org.ampplanner.profile.Profile;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;
import org.junit.jupiter.api.Test;

class SearchSpaceTest {
  private static final NodeLine.Link LINK = new NodeLine.Link(1e9, 0);

  /** Four nodes of four devices, measured at tensor parallelism 1, 2 and 4. */
  private static CostModel costModel(int batch, int layers, int... nodeSizes) {
    List<NodeLine> lines =
        java.util.stream.IntStream.range(0, nodeSizes.length)
            .mapToObj(i -> RandomInputs.node("n" + i, 1, "T4", nodeSizes[i], LINK, LINK))
            .toList();
    Model model = new RandomInputs(new java.util.SplittableRandom(1)).model(layers);
    double[] ones = new double[layers];
    Arrays.fill(ones, 1);
    Profile profile =
        new Profile(
            List.of(1, 2, 4).stream().map(tp -> new Measurement("T4", tp, 1, ones, null)).toList());
    ClusterLayout layout = new ClusterLayout(new Cluster("test", lines, List.of(), List.of()));
    return new AmpCostModel(
        new CostInputs(
            model, layout, new Training(batch, 8, Precision.FP16, Optimizer.ADAM), profile),
        AmpView.PLAIN);
  }

  @Test
  void hasTheCandidatesThatThePaperCounts() {
    SearchConstraints all = SearchConstraints.DEFAULT;
    assertThat(SearchSpace.enumerate(costModel(32, 30, 4, 4, 4, 4), all).strategies()).hasSize(53);
    assertThat(SearchSpace.enumerate(costModel(64, 30, 4, 4, 4, 4), all).strategies()).hasSize(65);
  }

  @Test
  void everyStrategyUsesAllDevicesAndDividesTheBatch() {
    SearchSpace space =
        SearchSpace.enumerate(costModel(24, 30, 4, 8, 12), SearchConstraints.DEFAULT);
    assertThat(space.strategies()).isNotEmpty();
    for (Strategy s : space.strategies()) {
      assertThat(s.degrees().worldSize()).isEqualTo(24);
      assertThat(24 % (s.dataParallel() * s.microBatchSize())).isZero();
      assertThat(4 % s.tensorParallel()).isZero();
    }
  }

  @Test
  void countsWhatItRejectsWithAReason() {
    SearchSpace space =
        SearchSpace.enumerate(costModel(32, 3, 4, 4, 4, 4), SearchConstraints.DEFAULT);
    assertThat(space.rejections().counts()).containsKey(Infeasible.Kind.DIVISIBILITY);
    assertThat(space.rejections().examples().get(Infeasible.Kind.DIVISIBILITY))
        .isEqualTo("pipeline_parallel (16) is more than the model's layers (3)");
    assertThat(space.candidates())
        .isEqualTo(space.strategies().size() + space.rejections().total());
  }

  @Test
  void aCostModelThatCannotExpressAScheduleSaysSo() {
    SearchConstraints gpipe =
        new SearchConstraints(
            SearchConstraints.DegreeConstraints.DEFAULT,
            new IntConstraint.Any(),
            List.of(Schedule.GPIPE),
            SearchConstraints.DEFAULT.recompute(),
            SearchConstraints.DEFAULT.zeroStages(),
            SearchConstraints.DEFAULT.sequenceParallel(),
            0);
    SearchSpace space = SearchSpace.enumerate(costModel(32, 30, 4, 4, 4, 4), gpipe);
    assertThat(space.strategies()).isEmpty();
    assertThat(space.rejections().counts()).containsEntry(Infeasible.Kind.COST_MODEL, 53);
  }

  @Test
  void obeysConstraints() {
    SearchConstraints c =
        SearchConstraints.DEFAULT.with(
            SearchConstraints.DegreeConstraints.DEFAULT.with(
                IntConstraint.oneOf(2), new IntConstraint.Range(2, 4), new IntConstraint.Any()),
            IntConstraint.oneOf(1));
    List<Strategy> strategies =
        SearchSpace.enumerate(costModel(32, 30, 4, 4, 4, 4), c).strategies();
    assertThat(strategies).hasSize(2);
    assertThat(strategies).allMatch(s -> s.tensorParallel() == 2 && s.microBatchSize() == 1);
    assertThat(strategies).extracting(Strategy::pipelineParallel).containsExactly(4, 2);
  }

  @Test
  void whatTheEngineCannotRunIsRejectedUnderItsName() {
    SearchConstraints all =
        new SearchConstraints(
            SearchConstraints.DEFAULT.degrees(),
            new IntConstraint.Any(),
            List.of(Schedule.ONE_FORWARD_ONE_BACKWARD, Schedule.GPIPE),
            SearchConstraints.DEFAULT.recompute(),
            List.of(0),
            List.of(false),
            0);
    CostModel model = costModel(32, 30, 4, 4, 4, 4);
    SearchSpace free = SearchSpace.enumerate(model, all);
    SearchSpace kept = SearchSpace.enumerate(model, all.with(Engine.MEGATRON.capabilities()));
    assertThat(kept.candidates()).isEqualTo(free.candidates());
    assertThat(kept.strategies())
        .isNotEmpty()
        .noneMatch(s -> s.schedule() == Schedule.GPIPE && s.pipelineParallel() > 1);
    assertThat(kept.rejections().counts()).containsKey(Infeasible.Kind.ENGINE);
    assertThat(kept.rejections().examples().get(Infeasible.Kind.ENGINE))
        .isEqualTo("megatron: schedule (gpipe): Megatron-Core has 1F1B and interleaved 1F1B only");
  }
}
