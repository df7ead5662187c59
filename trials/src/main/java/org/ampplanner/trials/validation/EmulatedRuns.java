package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.engine.Software;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.job.Job;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerTime;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.model.TransformerShape;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.trials.validation.Prediction.Label;
import org.ampplanner.trials.validation.Prediction.Measured;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import tools.jackson.databind.JsonNode;

/** Runs on an emulated cluster whose compute and link rates are imposed. */
final class EmulatedRuns {
  private static final double FP32 = 4;
  private static final String DEVICE = "paced-2.5gflops";
  private static final double GFLOPS = 2.5e9;

  private final JsonNode models = Facts.json("emulated/model.json");
  private final JsonNode cluster = Facts.json("emulated/cluster.json");

  List<ScoredRun> runs(List<Row> rows, Problems problems) {
    List<ScoredRun> runs = new ArrayList<>();
    for (Row row : rows) {
      String id = row.text("cluster") + "-" + row.text("model") + "-" + runs.size();
      runs.add(
          ScoredRun.of(
              new Label("emulated", id, row.text("cluster") + " " + row.text("model")),
              row,
              Measured.time(row.number("measured_s")),
              () -> asked(row, problems)));
    }
    return runs;
  }

  private Asked asked(Row row, Problems problems) {
    JsonNode m = models.get(row.text("model"));
    Training training =
        new Training(m.get("gbs").asInt(), m.get("seq").asInt(), Precision.FP32, Optimizer.SGD);
    Job job =
        Jobs.of(model(row.text("model"), m), cluster(), training)
            .on(SoftwareColumn.of(row, Software.PLAIN, problems));
    Degrees degrees =
        Degrees.of(
            row.integer("tensor_parallel"),
            row.integer("pipeline_parallel"),
            row.integer("data_parallel"));
    int[] cuts =
        Arrays.stream(row.text("layer_cuts").split(" ")).mapToInt(Integer::parseInt).toArray();
    ClusterLayout layout = new ClusterLayout(job.cluster());
    int[] devices =
        Arrays.stream(row.text("placement").split(" "))
            .mapToInt(d -> layout.findDevice(d).orElseThrow())
            .toArray();
    return new Asked(
        job,
        Strategy.of(degrees, row.integer("micro_batch_size")),
        new Placement(devices),
        new Partition(cuts));
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
              "block",
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
        new Layer.Sizes(
            parameters,
            new Layer.Output(output, false),
            output,
            flops,
            shape == null ? 0 : 2 * output),
        null,
        shape,
        Map.of(DEVICE, new LayerTime(forward, 2 * forward)));
  }

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
