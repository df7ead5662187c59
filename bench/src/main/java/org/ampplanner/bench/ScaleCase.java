package org.ampplanner.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.CostModel;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.Megatron;
import org.ampplanner.model.Layer;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.model.TransformerShape;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.profile.Profile;
import org.ampplanner.search.ExactPlanner;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/**
 * A cluster and a model to measure the search on: nodes of eight devices in up to three classes,
 * the whole space of tensor, data and pipeline parallelism, micro-batches, recomputation and
 * sharded optimizer, classes left idle where that is faster.
 *
 * @param name what it is called in tables
 * @param nodes nodes of the fast, the middle and the slow class
 * @param blocks transformer blocks of the model
 * @param hidden its hidden size
 * @param batch samples per step
 */
record ScaleCase(String name, List<Integer> nodes, int blocks, int hidden, int batch) {
  private static final int SEQUENCE = 4096;
  private static final int VOCABULARY = 128_000;

  static final List<ScaleCase> ALL =
      List.of(
          new ScaleCase("16 GPUs, 2 classes, 7B", List.of(1, 1), 32, 4096, 512),
          new ScaleCase("64 GPUs, 3 classes, 13B", List.of(3, 3, 2), 40, 5120, 1024),
          new ScaleCase("64 GPUs, 3 classes, 70B", List.of(3, 3, 2), 80, 8192, 1024),
          new ScaleCase("256 GPUs, 3 classes, 70B", List.of(12, 12, 8), 80, 8192, 1024),
          new ScaleCase("1024 GPUs, 3 classes, 175B", List.of(48, 48, 32), 96, 12288, 1536),
          new ScaleCase("16384 GPUs, 1 class, 405B", List.of(2048), 126, 16384, 4096),
          new ScaleCase("16384 GPUs, 2 classes, 405B", List.of(1024, 1024), 126, 16384, 4096),
          new ScaleCase("16384 GPUs, 3 classes, 405B", List.of(1024, 512, 512), 126, 16384, 4096),
          new ScaleCase(
              "16384 GPUs, 3 classes, mixed groups", List.of(1000, 600, 448), 126, 16384, 4096),
          new ScaleCase("98304 GPUs, 2 classes, 405B", List.of(8192, 4096), 126, 16384, 6144));

  int devices() {
    return 8 * nodes.stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns the inputs; making them is not part of what is measured. */
  CostInputs inputs() {
    Training training = new Training(batch, SEQUENCE, Precision.BF16, Optimizer.ADAM);
    return new CostInputs(model(), new ClusterLayout(cluster()), training, new Profile(List.of()));
  }

  /** Returns the model that users plan with unless they ask for another. */
  static CostModel predictive(CostInputs inputs) {
    return new PredictiveCostModel(
        inputs, PredictiveCostModel.Options.of(Megatron.CORE, MatrixFormat.HALF));
  }

  /** Searches the space. */
  static SearchOutcome search(CostModel costModel, int threads) {
    SearchConstraints constraints =
        new SearchConstraints(
            DegreeConstraints.DEFAULT,
            IntConstraint.oneOf(1, 2, 4, 8),
            List.of(Schedule.ONE_FORWARD_ONE_BACKWARD),
            List.of(Recompute.NONE, Recompute.SELECTIVE, Recompute.FULL),
            List.of(0, 1),
            List.of(false),
            0);
    SearchRequest request = new SearchRequest(costModel, constraints, 1, 0, threads);
    return new ExactPlanner(true).search(request, SearchControl.NONE);
  }

  private Cluster cluster() {
    List<NodeLine> lines = new ArrayList<>();
    double[] flops = {989e12, 312e12, 125e12};
    double[] memory = {80, 80, 40};
    double[] intra = {3600, 2400, 1200};
    double[] inter = {3200, 1600, 400};
    for (int c = 0; c < nodes.size(); c++) {
      DeviceType device =
          new DeviceType("D" + c, Units.gib(memory[c]), 2e12, Map.of(Precision.BF16, flops[c]));
      lines.add(
          new NodeLine(
              "n" + c,
              nodes.get(c),
              device,
              8,
              new NodeLine.Link(Units.gbps(intra[c]), 0),
              new NodeLine.Link(Units.gbps(inter[c]), 0),
              8,
              null));
    }
    return new Cluster("scale", lines, List.of(), List.of());
  }

  private Model model() {
    List<Layer> layers = new ArrayList<>();
    double h = hidden;
    long output = 2L * SEQUENCE * hidden;
    layers.add(layer("embedding", (long) VOCABULARY * hidden, output, 1e9, null));
    double parameters = 12 * h * h;
    double flops = 2 * parameters * SEQUENCE + 4.0 * SEQUENCE * SEQUENCE * h;
    TransformerShape shape = new TransformerShape(hidden, 4 * hidden, hidden / 128);
    for (int b = 0; b < blocks; b++) {
      layers.add(layer("block" + b, (long) parameters, output, flops, shape));
    }
    double head = 2.0 * VOCABULARY * h * SEQUENCE;
    layers.add(layer("head", (long) VOCABULARY * hidden, output, head, null));
    return new Model("scale", layers);
  }

  private static Layer layer(
      String name, long parameters, long output, double flops, @Nullable TransformerShape shape) {
    return new Layer(
        name,
        new Layer.Sizes(parameters, new Layer.Output(output, false), 0, flops, 0),
        null,
        shape,
        Map.of());
  }
}
