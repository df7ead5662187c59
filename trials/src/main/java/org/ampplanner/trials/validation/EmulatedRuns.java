package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.Software;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerTime;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.model.TransformerShape;
import org.ampplanner.operator.Constants;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.profile.Profile;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import tools.jackson.databind.JsonNode;

/** Runs on an emulated cluster whose compute and link rates are imposed. */
final class EmulatedRuns {
  private static final double FP32 = 4;

  private final JsonNode models = Facts.json("emulated/model.json");
  private final JsonNode cluster = Facts.json("emulated/cluster.json");

  List<Prediction> predict(List<Row> rows, Constants constants) {
    List<Prediction> predictions = new ArrayList<>();
    for (Row row : rows) {
      CostInputs inputs = inputs(row.text("model"));
      int tp = row.integer("tensor_parallel");
      int pp = row.integer("pipeline_parallel");
      int dp = row.integer("data_parallel");
      Strategy strategy = Strategy.of(Degrees.of(tp, pp, dp), row.integer("micro_batch_size"));
      int[] cuts =
          Arrays.stream(row.text("layer_cuts").split(" ")).mapToInt(Integer::parseInt).toArray();
      int[] devices =
          Arrays.stream(row.text("placement").split(" "))
              .mapToInt(d -> inputs.layout().findDevice(d).orElseThrow())
              .toArray();
      PredictiveCostModel model =
          new PredictiveCostModel(
              inputs,
              new PredictiveCostModel.Options(
                  Software.PLAIN, MatrixFormat.FP32, constants, Calibration.NONE));
      double seconds =
          model
              .at(strategy, new Placement(devices))
              .estimate(new Partition(cuts))
              .iterationSeconds();
      predictions.add(
          new Prediction(
              "emulated",
              row.text("cluster") + "-" + row.text("model") + "-" + predictions.size(),
              row.text("cluster") + " " + row.text("model"),
              row.number("measured_s"),
              seconds,
              Double.NaN,
              Double.NaN,
              null,
              null,
              Map.of(),
              row.cells(),
              ""));
    }
    return predictions;
  }

  private CostInputs inputs(String id) {
    JsonNode m = models.get(id);
    Training training =
        new Training(m.get("gbs").asInt(), m.get("seq").asInt(), Precision.FP32, Optimizer.SGD);
    Model model = model(id, m);
    return new CostInputs(model, new ClusterLayout(cluster()), training, Profile.EMPTY.with(model));
  }

  private static Model model(String id, JsonNode m) {
    int hidden = m.get("hidden").asInt();
    long boundary = m.get("bytes").get("boundary_activation_per_sample").asLong();
    JsonNode params = m.get("params");
    JsonNode flops = m.get("flops_per_sample");
    List<Layer> layers = new ArrayList<>();
    layers.add(layer("embedding", params.get("embedding").asLong(), boundary, 0, null));
    for (int i = 0; i < m.get("layers").asInt(); i++) {
      layers.add(
          layer(
              "block" + i,
              params.get("layer").asLong(),
              boundary,
              flops.get("layer_forward").asDouble(),
              new TransformerShape(hidden, 4 * hidden, m.get("heads").asInt())));
    }
    layers.add(
        layer(
            "head",
            params.get("head").asLong(),
            (long) (m.get("seq").asLong() * m.get("vocab").asLong() * FP32),
            flops.get("head_forward").asDouble(),
            null));
    return new Model(id, layers);
  }

  private static Layer layer(
      String name,
      long parameters,
      long output,
      double flops,
      @org.jspecify.annotations.Nullable TransformerShape shape) {
    double forward = flops / GFLOPS;
    return new Layer(
        name,
        parameters,
        new Layer.Output(output, false),
        output,
        flops,
        shape == null ? 0 : 2 * output,
        null,
        shape,
        Map.of(DEVICE, new LayerTime(forward, 2 * forward)));
  }

  private static final String DEVICE = "paced-2.5gflops";
  private static final double GFLOPS = 2.5e9;

  private Cluster cluster() {
    DeviceType device =
        new DeviceType(DEVICE, Units.gib(64), Units.gbps(100), Map.of(Precision.FP32, GFLOPS));
    List<NodeLine> lines = new ArrayList<>();
    for (JsonNode node : cluster.get("nodes")) {
      // a shaped link delivers 95 % of its rate as payload
      double inter = node.get("link_mbit_per_s").asDouble() * 1e-3 * 0.95;
      lines.add(
          new NodeLine(
              node.get("name").asString(),
              1,
              device,
              2,
              new NodeLine.Link(Units.gbps(15.9), Units.micros(80)),
              new NodeLine.Link(Units.gbps(inter), Units.micros(120)),
              1,
              null));
    }
    return new Cluster("emulated", lines, List.of(), List.of());
  }
}
