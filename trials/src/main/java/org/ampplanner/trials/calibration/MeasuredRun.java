package org.ampplanner.trials.calibration;

import org.ampplanner.cost.CostInputs;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Doubts;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.strategy.PipelineStrategy;
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
 * @param measuredBytes the peak memory of its fullest device, NaN if it was not measured
 */
public record MeasuredRun(
    CostInputs inputs,
    PredictiveCostModel.Options options,
    PipelineStrategy strategy,
    Placement placement,
    Partition partition,
    double measuredSeconds,
    double measuredBytes) {

  /** Validates the components. */
  public MeasuredRun {
    new Validation().positive("measured_s", measuredSeconds).throwIfInvalid();
  }

  /** Makes a run whose memory was not measured. */
  public MeasuredRun(
      CostInputs inputs,
      PredictiveCostModel.Options options,
      PipelineStrategy strategy,
      Placement placement,
      Partition partition,
      double measuredSeconds) {
    this(inputs, options, strategy, placement, partition, measuredSeconds, Double.NaN);
  }

  /** Makes a run of a uniform strategy whose memory was not measured. */
  public MeasuredRun(
      CostInputs inputs,
      PredictiveCostModel.Options options,
      Strategy strategy,
      Placement placement,
      Partition partition,
      double measuredSeconds) {
    this(
        inputs,
        options,
        PipelineStrategy.of(strategy, inputs.training().globalBatchSize()),
        placement,
        partition,
        measuredSeconds);
  }

  /** Returns the run of a plan. */
  public static MeasuredRun of(
      PredictiveCostModel model, Plan plan, double measuredSeconds, double measuredBytes) {
    return new MeasuredRun(
        model.inputs(),
        model.options(),
        plan.strategy(),
        plan.placement(),
        plan.partition(),
        measuredSeconds,
        measuredBytes);
  }

  /** Returns the step time predicted under a calibration. */
  public double predictedSeconds(Calibration calibration) {
    return model(calibration).at(strategy, placement).estimate(partition).iterationSeconds();
  }

  /** Returns the peak memory of the fullest device predicted under a calibration. */
  public double predictedBytes(Calibration calibration) {
    return model(calibration).at(strategy, placement).memory(partition).stream()
        .mapToDouble(stage -> stage.total())
        .max()
        .orElseThrow();
  }

  /** Returns whether the measured time lies in the interval that 80 % are expected in. */
  public boolean inside(Calibration calibration) {
    PredictiveCostModel model = model(calibration);
    Plan plan = Plan.priced(model, strategy, placement, partition);
    PlanDoubt doubt = new Doubts(model).of(plan).orElseThrow();
    return measuredSeconds >= doubt.lowSeconds() && measuredSeconds <= doubt.highSeconds();
  }

  private PredictiveCostModel model(Calibration calibration) {
    return new PredictiveCostModel(inputs, options.with(calibration));
  }
}
