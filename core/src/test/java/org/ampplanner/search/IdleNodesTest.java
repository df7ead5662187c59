package org.ampplanner.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ampplanner.amp.AmpCostModel;
import org.ampplanner.amp.AmpView;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.CostModel;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.Megatron;
import org.ampplanner.fixtures.RandomInputs;
import org.ampplanner.fixtures.RandomTopology;
import org.ampplanner.model.Layer;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.model.TransformerShape;
import org.ampplanner.plan.IdleNodes;
import org.ampplanner.plan.Plan;
import org.ampplanner.profile.Measurement;
import org.ampplanner.profile.Profile;
import org.ampplanner.space.IdleSizes;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import org.junit.jupiter.api.Test;

class IdleNodesTest {
  private static final long SEED = 98;

  @Test
  void oneOfSevenNodesStaysIdleWhereSevenDivideNothing() {
    Cluster cluster = new Cluster("seven", List.of(line("n", 7, "D0", 100)), List.of(), List.of());
    for (CostModel costModel : models(cluster, 8, Map.of("D0", 1.0))) {
      SearchOutcome outcome = plan(costModel);
      Plan best = outcome.plans().get(0);
      assertThat(IdleNodes.of(costModel.inputs().layout(), best.placement())).isNotEmpty();
      assertThat(best.iterationSeconds()).isLessThan(whole(costModel));
    }
  }

  @Test
  void aSlowStragglerStaysIdleWhereverItStands() {
    for (int at = 0; at < 3; at++) {
      List<NodeLine> lines = new ArrayList<>(List.of(line("fast", 4, "D0", 100)));
      lines.add(0, line("first", at == 0 ? 1 : 2, at == 0 ? "D1" : "D0", 100));
      if (at > 0) {
        lines.add(at, line("slow", 1, "D1", 100));
      }
      Cluster cluster = new Cluster("straggler", lines, List.of(), List.of());
      CostModel costModel = amp(cluster, 8, Map.of("D0", 1.0, "D1", 20.0));
      Plan best = plan(costModel).plans().get(0);
      String straggler = at == 0 ? "first-0" : "slow-0";
      assertThat(IdleNodes.of(costModel.inputs().layout(), best.placement())).contains(straggler);
    }
  }

  @Test
  void ordinaryClustersUseEveryNode() {
    Cluster cluster = new Cluster("eight", List.of(line("n", 8, "D0", 400)), List.of(), List.of());
    for (CostModel costModel : models(cluster, 32, Map.of("D0", 1.0))) {
      Plan best = plan(costModel).plans().get(0);
      assertThat(IdleNodes.of(costModel.inputs().layout(), best.placement())).isEmpty();
    }
  }

  @Test
  void twoNodesOverAThreadAreSlowerThanOne() {
    Cluster cluster =
        new Cluster("thread", List.of(line("n", 2, "D0", 0.01)), List.of(), List.of());
    for (CostModel costModel : models(cluster, 8, Map.of("D0", 1.0))) {
      Plan best = plan(costModel).plans().get(0);
      assertThat(IdleNodes.of(costModel.inputs().layout(), best.placement())).hasSize(1);
    }
  }

  @Test
  void leavingNodesIdleIsNeverWorseAndItsBoundHolds() {
    SplittableRandom random = new SplittableRandom(SEED);
    int faster = 0;
    for (int i = 0; i < 60; i++) {
      Cluster cluster =
          i % 2 == 0
              ? new RandomInputs(random).cluster()
              : new RandomTopology(random).cluster(2 + i % 4, 1 + i % 3 / 2, false);
      CostModel costModel = new RandomInputs(random).amp(cluster);
      SearchOutcome some = plan(costModel);
      double whole = whole(costModel);
      if (Double.isFinite(whole)) {
        double best = some.plans().get(0).iterationSeconds();
        assertThat(best).as("seed %d case %d", SEED, i).isLessThanOrEqualTo(whole * (1 + 1e-9));
        assertThat(some.optimality().lowerBoundSeconds()).isLessThanOrEqualTo(best * (1 + 1e-9));
        faster += best < whole * (1 - 1e-9) ? 1 : 0;
      }
    }
    assertThat(faster).isPositive();
  }

  @Test
  void theSizesAreFewAndWholeNodes() {
    for (int nodes = 2; nodes <= 300; nodes++) {
      Cluster cluster = new Cluster("n", List.of(line("n", nodes, "D0", 10)), List.of(), List.of());
      List<Integer> sizes = IdleSizes.of(new ClusterLayout(cluster), 64);
      int most = nodes <= 8 ? nodes - 1 : 4;
      assertThat(sizes).hasSizeLessThanOrEqualTo(most).allMatch(s -> s % 4 == 0);
      assertThat(sizes.stream().allMatch(s -> s < cluster.devices())).isTrue();
    }
  }

  private static NodeLine line(String name, int count, String device, double gbps) {
    return RandomInputs.node(
        name,
        count,
        device,
        4,
        new NodeLine.Link(Units.gbps(1000), 0),
        new NodeLine.Link(Units.gbps(gbps), 0));
  }

  private static List<CostModel> models(Cluster cluster, int batch, Map<String, Double> slowness) {
    return List.of(amp(cluster, batch, slowness), predictive(cluster, batch));
  }

  private static CostInputs inputs(Cluster cluster, int batch, Profile profile) {
    Training training = new Training(batch, 512, Precision.FP16, Optimizer.ADAM);
    return new CostInputs(model(), new ClusterLayout(cluster), training, profile);
  }

  private static CostModel amp(Cluster cluster, int batch, Map<String, Double> slowness) {
    List<Measurement> measurements = new ArrayList<>();
    slowness.forEach((device, factor) -> {
      for (int tp = 1; tp <= 4; tp *= 2) {
        double[] forward = new double[model().layers().size()];
        java.util.Arrays.fill(forward, factor * 0.01 / tp);
        measurements.add(new Measurement(device, tp, 1, forward, null));
      }
    });
    return new AmpCostModel(
        inputs(cluster, batch, new Profile(measurements)), AmpView.PLAIN, AmpCostModel.Times.OWN);
  }

  private static CostModel predictive(Cluster cluster, int batch) {
    return new PredictiveCostModel(
        inputs(cluster, batch, new Profile(List.of())),
        PredictiveCostModel.Options.of(Megatron.CORE, MatrixFormat.of(Precision.FP16)));
  }

  private static Model model() {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      layers.add(
          new Layer(
              "l" + i,
              12_000_000,
              new Layer.Output(1_000_000, false),
              0,
              6e12,
              0,
              null,
              new TransformerShape(1024, 4096, 16),
              Map.of()));
    }
    return new Model("six", layers);
  }

  private static SearchOutcome plan(CostModel costModel) {
    return new ExactPlanner(true)
        .search(
            new SearchRequest(costModel, SearchConstraints.DEFAULT, 1, 0, 2), SearchControl.NONE);
  }

  private static double whole(CostModel costModel) {
    return new ExactPlanner()
            .search(
                new SearchRequest(costModel, SearchConstraints.DEFAULT, 1, 0, 2),
                SearchControl.NONE)
            .plans()
            .stream()
            .findFirst()
            .map(Plan::iterationSeconds)
            .orElse(Double.POSITIVE_INFINITY);
  }
}
