package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.memory.MemoryModel;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.operator.Constants;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Strategy;

/** Predictions for published runs. */
final class Published {
  private final PublishedModels models = new PublishedModels();
  private final PublishedSystems systems = new PublishedSystems();
  private final ConstantMfu constantMfu = new ConstantMfu(models, systems);

  /** Returns the runs of tier A that can be expressed, and errors for the rest. */
  List<Prediction> predict(String dataset, List<Row> rows, Constants constants) {
    List<Prediction> predictions = new ArrayList<>();
    for (Row row : rows) {
      if (!row.has("tier") || row.text("tier").equals("A")) {
        predictions.add(predict(dataset, row, constants));
      }
    }
    return predictions;
  }

  List<PublishedRun> runs(List<Row> rows) {
    return rows.stream()
        .filter(row -> !row.has("tier") || row.text("tier").equals("A"))
        .map(this::run)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Returns a run in our terms, or nothing where it cannot be expressed. */
  private Optional<PublishedRun> run(Row row) {
    try {
      return Optional.of(PublishedRun.of(row, models, systems));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // the scoreboard says why
    }
  }

  private Prediction predict(String dataset, Row row, Constants constants) {
    double seconds = Double.NaN;
    double memory = Double.NaN;
    Boolean fits = null;
    Map<String, Double> peers = Map.of();
    String error = "";
    try {
      PublishedRun run = PublishedRun.of(row, models, systems);
      CostEstimate estimate = estimate(run, constants);
      seconds = estimate.iterationSeconds();
      CostEstimate.MemoryUse use = estimate.memory();
      memory = use == null ? Double.NaN : use.bytes();
      fits = use == null ? null : use.fits() || unstated(run, constants);
      peers = Map.of("constant MFU", constantMfu.seconds(run));
    } catch (IllegalArgumentException e) {
      error = String.valueOf(e.getMessage());
    }
    return new Prediction(
        dataset,
        row.text("id"),
        row.text("model") + " on " + row.text("gpu_system") + " x" + row.text("num_gpus"),
        row.number("iter_time_s"),
        seconds,
        row.number("peak_mem_gib") * (1L << 30),
        memory,
        fits,
        row.has("iter_time_s") ? true : null,
        peers,
        row.cells(),
        error);
  }

  /** Whether a run of which nobody says what it recomputes would fit if it recomputed all. */
  private static boolean unstated(PublishedRun run, Constants constants) {
    if (!run.row().text("recompute").equals("unknown")) {
      return false;
    }
    Strategy s = run.strategy();
    Strategy full =
        new Strategy(
            s.degrees(),
            s.microBatchSize(),
            s.schedule(),
            Recompute.FULL,
            s.zeroStage(),
            s.sequenceParallel());
    return new MemoryModel(run.inputs(), run.software(), constants, 1)
        .stages(full, run.placement(), run.partition()).stream().allMatch(StageMemory::fits);
  }

  static double seconds(PublishedRun run, Constants constants) {
    return estimate(run, constants).iterationSeconds();
  }

  private static CostEstimate estimate(PublishedRun run, Constants constants) {
    PredictiveCostModel model =
        new PredictiveCostModel(
            run.inputs(),
            new PredictiveCostModel.Options(
                run.software(), run.format(), constants, Calibration.NONE));
    return model.at(run.strategy(), run.placement()).estimate(run.partition());
  }
}
