package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.ClusterLayout;
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
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.trials.calibration.MeasuredRun;
import org.ampplanner.unit.Precision;
import org.jspecify.annotations.Nullable;

/** AMP's own runs: DeepSpeed's pipeline engine with Megatron-LM 1.1.5 on mixed clusters. */
final class AmpRuns {
  private final AmpModels models = new AmpModels();

  /** One run in our terms. */
  record Run(Row row, CostInputs inputs, Strategy strategy, Placement placement, Partition cuts) {}

  Run run(Row row) {
    String experiment = row.text("experiment");
    boolean gan = experiment.equals("het_model");
    Training training =
        new Training(row.integer("gbs"), gan ? 1 : 1024, Precision.FP16, Optimizer.ADAM);
    Model model = gan ? models.transGan() : models.gpt2();
    Strategy strategy =
        Strategy.of(
            Degrees.of(row.integer("mp"), row.integer("pp"), row.integer("dp")),
            row.integer("mbs"));
    int[] cuts =
        Arrays.stream(row.text("partition").split(" ")).mapToInt(Integer::parseInt).toArray();
    CostInputs inputs =
        new CostInputs(
            model,
            new ClusterLayout(AmpClusters.of(experiment)),
            training,
            models.profile(gan ? "transgan" : "gpt2"));
    return new Run(row, inputs, strategy, Placement.hostfileOrder(16), new Partition(cuts));
  }

  /** Returns a timed run as a calibration takes it. */
  static MeasuredRun measured(Run run, Constants constants) {
    return new MeasuredRun(
        run.inputs(),
        new PredictiveCostModel.Options(
            DeepSpeed.PIPELINE, MatrixFormat.HALF, constants, Calibration.NONE),
        run.strategy(),
        run.placement(),
        run.cuts(),
        run.row().number("measured_s"));
  }

  static PredictiveCostModel model(Run run, Constants constants, Calibration calibration) {
    return new PredictiveCostModel(
        run.inputs(),
        new PredictiveCostModel.Options(
            DeepSpeed.PIPELINE, MatrixFormat.HALF, constants, calibration));
  }

  List<Prediction> predict(List<Row> rows, Constants constants) {
    List<Prediction> predictions = new ArrayList<>();
    for (Row row : rows) {
      Calibration calibration = AmpClusters.calibration(row.text("experiment"));
      predictions.add(predict(run(row), constants, calibration));
    }
    return predictions;
  }

  Prediction predict(Run run, Constants constants, Calibration calibration) {
    Row row = run.row();
    PredictiveCostModel model = model(run, constants, calibration);
    CostEstimate estimate = model.at(run.strategy(), run.placement()).estimate(run.cuts());
    CostEstimate.MemoryUse memory = estimate.memory();
    return new Prediction(
        "amp/" + row.text("experiment"),
        row.text("experiment") + "-" + row.text("order"),
        row.text("experiment"),
        row.number("measured_s"),
        estimate.iterationSeconds(),
        Double.NaN,
        memory == null ? Double.NaN : memory.bytes(),
        memory == null ? null : memory.fits(),
        ran(row),
        Map.of("AMP", row.number("amp_predicted_s")),
        row.cells(),
        "");
  }

  /** A run that was timed fitted; one that is likely to have run out of memory did not. */
  private static @Nullable Boolean ran(Row row) {
    if (row.has("measured_s")) {
      return true;
    }
    return row.text("likely_cause").equals("oom") ? false : null;
  }
}
