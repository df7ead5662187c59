package org.ampplanner.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ampplanner.amp.AmpCostModel.Times;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.model.Layer;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.model.TransformerShape;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.profile.Measurement;
import org.ampplanner.profile.Profile;
import org.ampplanner.search.ExactPlanner;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.simulate.PipelineSimulator;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * AMP's mixed cluster (three nodes of four V100, one of four T4; GPT-2 of 24 layers, profile of its
 * release): what its plans cost once every device takes its own time, and what the planner finds
 * under the same closed form.
 */
class MixedClusterTest {

  @ParameterizedTest
  @CsvSource({"4, 1.287, 0.959", "8, 1.163, 1.038", "16, 1.401, 1.041"})
  void thePlanBeatsThatOfAmpWhereEveryDeviceTakesItsOwnTime(int pp, double amps, double ours)
      throws IOException {
    CostInputs inputs = inputs();
    AmpCostModel mean = new AmpCostModel(inputs, AmpView.PLAIN);
    AmpCostModel own = new AmpCostModel(inputs, AmpView.PLAIN, Times.OWN);
    Strategy strategy = Strategy.of(Degrees.of(1, pp, 16 / pp), 1);
    Placement placement = Placement.hostfileOrder(16);
    Partition amp = AmpPlanner.partition(mean, strategy, placement, () -> false).orElseThrow();
    StageCosts costs = own.at(strategy, placement).tables();
    assertThat(costs.price(amp).seconds(costs.microBatches())).isCloseTo(amps, within(0.0006));

    SearchConstraints only =
        SearchConstraints.DEFAULT.with(
            DegreeConstraints.DEFAULT.with(
                IntConstraint.oneOf(1), IntConstraint.oneOf(pp), IntConstraint.oneOf(16 / pp)),
            IntConstraint.oneOf(1));
    SearchOutcome outcome =
        new ExactPlanner().search(new SearchRequest(own, only, 1, 0, 1), SearchControl.NONE);
    Plan plan = outcome.plans().get(0);
    assertThat(outcome.optimality().proven()).isTrue();
    assertThat(plan.iterationSeconds()).isLessThan(ours + 0.0006);
    assertThat(simulated(own, plan))
        .isLessThan(simulated(own, Plan.priced(own, strategy, placement, amp)));
  }

  /** The pipeline's makespan with transfers both ways, and the longest synchronisation after it. */
  private static double simulated(AmpCostModel model, Plan plan) {
    StageCosts costs = model.at(plan.strategy(), plan.placement()).tables();
    int k = costs.stages();
    double[] forward = new double[k];
    double[] backward = new double[k];
    double[] transfer = new double[k - 1];
    for (int s = 0; s < k; s++) {
      double stage = costs.stageSeconds(s, plan.partition().from(s), plan.partition().to(s));
      forward[s] = stage / 3;
      backward[s] = stage * 2 / 3;
      if (s > 0) {
        transfer[s - 1] = costs.cutSeconds()[s - 1][plan.partition().from(s) - 1];
      }
    }
    PassTimes times = new PassTimes(k, forward, backward, new double[k], transfer, transfer);
    double[] ends =
        PipelineSimulator.endTimes(Schedule.ONE_FORWARD_ONE_BACKWARD, times, costs.microBatches());
    double end = 0;
    for (int s = 0; s < k; s++) {
      long held = costs.stageParameters(plan.partition().from(s), plan.partition().to(s));
      end = Math.max(end, ends[s] + costs.syncSecondsPerParameter()[s] * held);
    }
    return end;
  }

  private static CostInputs inputs() throws IOException {
    List<String> rows = Files.readAllLines(Path.of("src/test/resources/amp/gpt2.csv"));
    List<Layer> layers = new ArrayList<>();
    double[][] forward = new double[6][rows.size() - 1];
    for (int i = 0; i < rows.size() - 1; i++) {
      String[] cells = rows.get(i + 1).split(",", -1);
      layers.add(layer(cells));
      for (int column = 0; column < 6; column++) {
        forward[column][i] = Double.parseDouble(cells[4 + column]);
      }
    }
    List<Measurement> measurements = new ArrayList<>();
    for (int column = 0; column < 6; column++) {
      measurements.add(
          new Measurement(column < 3 ? "V100" : "T4", 1 << column % 3, 1, forward[column], null));
    }
    Cluster cluster =
        new Cluster(
            "mixed",
            List.of(
                RandomInputs.node("p3", 3, "V100", 4, link(170), link(10)),
                RandomInputs.node("g4", 1, "T4", 4, link(50), link(50))),
            List.of(),
            List.of());
    return new CostInputs(
        new Model("gpt2", layers),
        new ClusterLayout(cluster),
        new Training(32, 1024, Precision.FP16, Optimizer.ADAM),
        new Profile(measurements));
  }

  private static NodeLine.Link link(double gbps) {
    return new NodeLine.Link(Units.gbps(gbps), 0);
  }

  private static Layer layer(String[] cells) {
    boolean block = cells[0].startsWith("transformer");
    return new Layer(
        cells[0],
        Long.parseLong(cells[1]),
        new Layer.Output(2 * Long.parseLong(cells[2]), Boolean.parseBoolean(cells[3])),
        0,
        1e9,
        0,
        cells[0].startsWith("embed2v") ? "embed2h_0" : null,
        block ? new TransformerShape(1024, 4096, 16) : null,
        Map.of());
  }
}
