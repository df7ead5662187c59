package org.ampplanner.trials.calibration;

import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.predictive.Calibration;
import org.ampplanner.cost.predictive.PredictiveCostModel;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Validation;

/**
 * A measured run that a calibration can learn from.
 *
 * @param inputs model, cluster and training
 * @param options what predicts it without calibration
 * @param strategy its strategy
 * @param placement its placement
 * @param partition its stages
 * @param measuredSeconds its step time, positive
 */
public record MeasuredRun(
    CostInputs inputs,
    PredictiveCostModel.Options options,
    Strategy strategy,
    Placement placement,
    Partition partition,
    double measuredSeconds) {

  /** Validates the components. */
  public MeasuredRun {
    new Validation().positive("measured_s", measuredSeconds).throwIfInvalid();
  }

  /** Returns the step time predicted under a calibration. */
  public double predictedSeconds(Calibration calibration) {
    PredictiveCostModel model =
        new PredictiveCostModel(
            inputs,
            new PredictiveCostModel.Options(
                options.software(), options.format(), options.constants(), calibration));
    return model.estimate(model.stageCosts(strategy, placement), partition).iterationSeconds();
  }
}
