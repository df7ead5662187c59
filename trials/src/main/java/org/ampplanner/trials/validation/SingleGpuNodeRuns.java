package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.engine.DeepSpeed;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.model.Model;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.operator.Constants;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.placement.Placement;
import org.ampplanner.profile.Profile;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;

/**
 * Earlier runs of AMP's GPT-2 on nodes with one device each. The device is not named. A layer takes
 * 30 ms and the LM head 107 ms for a sample of 1024 tokens: both are 3 TFLOP/s, too slow for matrix
 * units in 16 bits. Assumed is a Titan X (Maxwell), which academic clusters with 40 Gbps Ethernet
 * of that time had: 6.7 TFLOP/s whatever the precision, 336 GB/s, 12 GB.
 */
final class SingleGpuNodeRuns {
  private static final DeviceType ASSUMED =
      new DeviceType(
          "TITAN-X", Units.gib(12), 336e9, Map.of(Precision.FP16, 6.7e12, Precision.FP32, 6.7e12));

  List<Prediction> predict(List<Row> rows, Constants constants) {
    Model model = new AmpModels().gpt2();
    List<Prediction> predictions = new ArrayList<>();
    for (Row row : rows) {
      NodeLine.Link link = new NodeLine.Link(Units.gbps(40), 0);
      int nodes = row.integer("num_gpus");
      Cluster cluster =
          new Cluster(
              row.text("cluster"),
              List.of(new NodeLine("n", nodes, ASSUMED, 1, link, link, 1, null)),
              List.of(),
              List.of());
      Training training = new Training(row.integer("gbs"), 1024, Precision.FP16, Optimizer.ADAM);
      Strategy strategy =
          Strategy.of(
              Degrees.of(row.integer("mp"), row.integer("pp"), row.integer("dp")),
              row.integer("mbs"));
      predictions.add(
          predict(
              row,
              new CostInputs(model, new ClusterLayout(cluster), training, Profile.EMPTY),
              strategy,
              constants,
              predictions.size()));
    }
    return predictions;
  }

  private static Prediction predict(
      Row row, CostInputs inputs, Strategy strategy, Constants constants, int index) {
    double seconds = Double.NaN;
    Boolean fits = null;
    String error = "";
    try {
      PredictiveCostModel model =
          new PredictiveCostModel(
              inputs,
              new PredictiveCostModel.Options(
                  DeepSpeed.PIPELINE, MatrixFormat.HALF, constants, Calibration.NONE));
      var layers = inputs.model().layers();
      Placement placement = Placement.hostfileOrder((int) strategy.degrees().worldSize());
      CostEstimate estimate =
          model
              .at(strategy, placement)
              .estimate(BlockSplit.of(layers).split(layers.size(), strategy.pipelineParallel()));
      seconds = estimate.iterationSeconds();
      CostEstimate.MemoryUse memory = estimate.memory();
      fits = memory == null ? null : memory.fits();
    } catch (IllegalArgumentException e) {
      error = String.valueOf(e.getMessage());
    }
    return new Prediction(
        "amp/single_gpu_nodes",
        row.text("cluster") + "-" + index,
        row.text("cluster") + " gbs " + row.text("gbs"),
        row.number("measured_s"),
        seconds,
        Double.NaN,
        Double.NaN,
        fits,
        null,
        Map.of(),
        row.cells(),
        error);
  }
}
