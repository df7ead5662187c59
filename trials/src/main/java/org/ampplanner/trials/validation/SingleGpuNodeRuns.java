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
import org.ampplanner.cost.predictive.Calibration;
import org.ampplanner.cost.predictive.PredictiveCostModel;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.Software;
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
 * Earlier runs of AMP's GPT-2 on nodes with one device each. The device is not named: a T4 is
 * assumed, so that these runs tell more about ranks than about times.
 */
final class SingleGpuNodeRuns {
  private static final DeviceType ASSUMED =
      new DeviceType("T4", Units.gib(15), 320e9, Map.of(Precision.FP16, 65e12));

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
                  Software.DEEPSPEED_PIPELINE, MatrixFormat.HALF, constants, Calibration.NONE));
      var layers = inputs.model().layers();
      Placement placement = Placement.hostfileOrder((int) strategy.degrees().worldSize());
      CostEstimate estimate =
          model.estimate(
              model.stageCosts(strategy, placement),
              BlockSplit.of(layers).split(layers.size(), strategy.pipelineParallel()));
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
