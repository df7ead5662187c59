package org.ampplanner.trials.validation;

import java.util.Map;
import java.util.function.Supplier;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.operator.Constants;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.trials.validation.Prediction.Label;
import org.ampplanner.trials.validation.Prediction.Measured;
import org.ampplanner.trials.validation.Prediction.Predicted;
import org.jspecify.annotations.Nullable;

/**
 * A measured run of a data set.
 *
 * @param label how it is called
 * @param row as it was published
 * @param measured what was measured
 * @param peers predicted step times of others, by name
 * @param asked what a user would ask for, or null if it cannot be expressed
 * @param error why it cannot be expressed, empty if it can
 */
record ScoredRun(
    Label label,
    Row row,
    Measured measured,
    Map<String, Double> peers,
    @Nullable Asked asked,
    String error) {

  /** Makes a run that no peer predicts; where it cannot be expressed, it says why. */
  static ScoredRun of(Label label, Row row, Measured measured, Supplier<Asked> asked) {
    try {
      return new ScoredRun(label, row, measured, Map.of(), asked.get(), "");
    } catch (IllegalArgumentException e) {
      String error = String.valueOf(e.getMessage());
      return new ScoredRun(label, row, measured, Map.of(), null, error);
    }
  }

  /** Returns the run with what others predict for it. */
  ScoredRun with(Map<String, Double> others) {
    return new ScoredRun(label, row, measured, others, asked, error);
  }

  /** Predicts the run. */
  Prediction predict(Constants constants) {
    return new Prediction(label, measured, predicted(constants), peers, row.cells());
  }

  private Predicted predicted(Constants constants) {
    Asked run = asked;
    if (run == null) {
      return Predicted.none(error);
    }
    try {
      Plan plan = run.plan(constants);
      CostEstimate.MemoryUse memory = plan.cost().memory();
      return new Predicted(
          plan.iterationSeconds(),
          memory == null ? Double.NaN : memory.bytes(),
          memory == null ? null : memory.fits() || fitsRecomputed(run, constants),
          run.doubt(plan, constants),
          "");
    } catch (IllegalArgumentException e) {
      return Predicted.none(String.valueOf(e.getMessage()));
    }
  }

  /** Whether a run of which nobody says what it recomputes would fit if it recomputed all. */
  private boolean fitsRecomputed(Asked run, Constants constants) {
    if (!row.text("recompute").equals("unknown")) {
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
    CostEstimate.MemoryUse memory = run.with(full).plan(constants).cost().memory();
    return memory != null && memory.fits();
  }
}
