package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.engine.Reference;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.model.Attention;
import org.ampplanner.model.DecoderModel;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.profile.Measurement;
import org.ampplanner.profile.Profile;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.trials.validation.Prediction.Label;
import org.ampplanner.trials.validation.Prediction.Measured;
import org.ampplanner.unit.Precision;
import tools.jackson.databind.JsonNode;

/** Sailor's runs of OPT-350M in 32 bits, with its per-layer profiles and network measurements. */
final class SailorRuns {
  /** Devices of Sailor's clusters: memory as configured, data-sheet rates. */
  private static final Map<String, Double> MEMORY_RATE =
      Map.of(
          "A100-40", 1555e9,
          "A100-80", 2039e9,
          "V100-16", 900e9,
          "GH-96", 4000e9,
          "Titan-RTX", 672e9,
          "RTX-2080", 616e9,
          "RTX-3090", 936e9);

  private static final Map<String, Double> PEAK_FP32 =
      Map.of(
          "A100-40", 19.5e12,
          "A100-80", 19.5e12,
          "V100-16", 15.7e12,
          "GH-96", 67e12,
          "Titan-RTX", 16.3e12,
          "RTX-2080", 13.4e12,
          "RTX-3090", 35.6e12);

  private final JsonNode cluster =
      Facts.json("sailor/configs.json").get("basic_cluster_config.json");
  private final JsonNode network = Facts.json("sailor/network_coeffs.json").get("homo");
  private final Map<String, Map<String, Double>> peers = new HashMap<>();

  SailorRuns() {
    for (Row row : Facts.builtInTable("sailor/peer_predictions.csv")) {
      Map<String, Double> times = new HashMap<>();
      row.cells()
          .forEach((column, value) -> {
            if (column.endsWith("_s") && !column.startsWith("measured") && !value.isBlank()) {
              times.put(column.replace("_s", ""), Double.parseDouble(value));
            }
          });
      peers.put(row.text("file"), times);
    }
  }

  List<ScoredRun> runs(String dataset, List<Row> rows, Problems problems) {
    return rows.stream().map(row -> run(dataset, row, problems)).toList();
  }

  private ScoredRun run(String dataset, Row row, Problems problems) {
    return ScoredRun.of(
            new Label(dataset, row.text("file"), row.text("cluster")),
            row,
            new Measured(row.number("measured_s"), row.number("measured_peak_mem_bytes"), true),
            () -> asked(row, problems))
        .with(peers.getOrDefault(row.text("file"), Map.of()));
  }

  private Asked asked(Row row, Problems problems) {
    List<List<String>> stages = new ArrayList<>();
    for (String stage : row.text("stages").split("\\|")) {
      stages.add(Arrays.stream(stage.split(",")).map(String::strip).toList());
    }
    Training training = new Training(row.integer("gbs"), 2048, Precision.FP32, Optimizer.ADAM);
    Model model = model(row.text("model")).resolve(training);
    int tp = degree(stages.get(0).get(0));
    int dp = stages.get(0).size();
    Strategy strategy = Strategy.of(Degrees.of(tp, stages.size(), dp), row.integer("mbs"));
    int[] cuts =
        Arrays.stream(row.text("partition").split(" ")).mapToInt(Integer::parseInt).toArray();
    return new Asked(
        Jobs.of(model, cluster(stages), training)
            .profiled(profile(stages, row.text("model")))
            .on(SoftwareColumn.of(row, Reference.TORCH_FP32, problems)),
        strategy,
        Placement.hostfileOrder((int) strategy.degrees().worldSize()),
        new Partition(cuts));
  }

  private static String device(String unit) {
    return unit.substring(0, unit.indexOf('x', unit.indexOf('-')));
  }

  private static int degree(String unit) {
    return Integer.parseInt(unit.substring(unit.indexOf("/tp") + 3));
  }

  /** One line of nodes per replica of a stage; only as many devices as it uses. */
  private Cluster cluster(List<List<String>> stages) {
    List<NodeLine> lines = new ArrayList<>();
    for (List<String> stage : stages) {
      for (String unit : stage) {
        String device = device(unit);
        int tp = degree(unit);
        int perNode = cluster.get(device).get("gpus_per_node").asInt();
        int used = Math.min(tp, perNode);
        lines.add(
            new NodeLine(
                String.format(Locale.ROOT, "n%d", lines.size()),
                Math.max(1, tp / used),
                type(device),
                used,
                new NodeLine.Link(rate("intra", device, Math.max(2, used)), 0),
                new NodeLine.Link(rate("inter", device, used), 0),
                used,
                null));
      }
    }
    return new Cluster("sailor", lines, List.of(), List.of());
  }

  private double rate(String scope, String device, int devices) {
    JsonNode entry = network.get(scope).get(device).get(Integer.toString(devices));
    return entry.get(1).asDouble();
  }

  private DeviceType type(String device) {
    return new DeviceType(
        device,
        cluster.get(device).get("mem_per_gpu").asDouble(),
        MEMORY_RATE.getOrDefault(device, 900e9),
        Map.of(Precision.FP32, PEAK_FP32.getOrDefault(device, 15e12)));
  }

  private static DecoderModel model(String name) {
    int[] shape =
        switch (name) {
          case "OPT-350" -> new int[] {24, 1024, 16, 50272};
          case "GPT-Neo-2.7" -> new int[] {32, 2560, 20, 50257};
          default -> throw new IllegalArgumentException("model " + name + " is not known");
        };
    int h = shape[1];
    List<LayerKind.Block> blocks = new ArrayList<>();
    for (int i = 0; i < shape[0]; i++) {
      blocks.add(
          new LayerKind.Block(
              h,
              new Attention.Grouped(shape[2], shape[2], h / shape[2], Integer.MAX_VALUE),
              new FeedForward.Dense(4 * h, false),
              true));
    }
    return new DecoderModel(
        name,
        new LayerKind.Embedding(shape[3], h, 2048),
        blocks,
        new LayerKind.Head(shape[3], h),
        false);
  }

  /** Published profiles: runs of equal layers, forward, backward and update time. */
  private static Profile profile(List<List<String>> stages, String model) {
    List<Measurement> measurements = new ArrayList<>();
    List<String> devices =
        stages.stream().flatMap(List::stream).map(SailorRuns::device).distinct().toList();
    for (String device : devices) {
      JsonNode byBatch =
          Facts.json("sailor/profiles/" + model + "_" + device + ".json").get("profile");
      for (String mbs : byBatch.propertyNames()) {
        for (String tp : byBatch.get(mbs).propertyNames()) {
          measurements.add(
              measurement(
                  device, Integer.parseInt(tp), Integer.parseInt(mbs), byBatch.get(mbs).get(tp)));
        }
      }
    }
    return new Profile(measurements);
  }

  private static Measurement measurement(String device, int tp, int mbs, JsonNode runs) {
    List<Double> forward = new ArrayList<>();
    List<Double> backward = new ArrayList<>();
    for (JsonNode run : runs) {
      for (int i = 0; i < run.get(0).asInt(); i++) {
        forward.add(run.get(1).asDouble());
        backward.add(run.get(2).asDouble());
      }
    }
    return new Measurement(
        device,
        tp,
        mbs,
        forward.stream().mapToDouble(Double::doubleValue).toArray(),
        backward.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
