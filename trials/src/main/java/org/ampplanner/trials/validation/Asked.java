package org.ampplanner.trials.validation;

import java.util.Optional;
import org.ampplanner.job.Job;
import org.ampplanner.operator.Constants;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Doubts;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.PlanDoubt;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.search.StrategyEvaluator.Priced;
import org.ampplanner.search.StrategyEvaluator.Rejected;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.trials.calibration.MeasuredRun;
import org.jspecify.annotations.Nullable;

/**
 * A measured run as a user would ask for its prediction: what {@code amp evaluate} is given.
 *
 * @param job what runs where
 * @param strategy its strategy
 * @param placement its devices
 * @param partition its stages
 */
record Asked(Job job, Strategy strategy, Placement placement, Partition partition) {

  /**
   * Prices the run as {@code amp evaluate} does.
   *
   * @throws IllegalArgumentException if it cannot be run
   */
  Plan plan(Constants constants) {
    StrategyEvaluator evaluator =
        new StrategyEvaluator(job.bindCostModel(constants), job.engine().capabilities());
    return switch (evaluator.evaluate(strategy, Optional.of(placement), Optional.of(partition))) {
      case Priced priced -> priced.plan();
      case Rejected rejected -> throw new IllegalArgumentException(rejected.reason().reason());
    };
  }

  /** Returns how far the prediction of a plan of this run may be off, null if that is unknown. */
  @Nullable PlanDoubt doubt(Plan plan, Constants constants) {
    return new Doubts(job.bindCostModel(constants)).of(plan).orElse(null);
  }

  /** Returns the predicted step time. */
  double seconds(Constants constants) {
    return plan(constants).iterationSeconds();
  }

  /** Returns the same with another strategy of the same degrees. */
  Asked with(Strategy other) {
    return new Asked(job, other, placement, partition);
  }

  /** Returns the run as a calibration learns from it. */
  MeasuredRun measured(double seconds) {
    return MeasuredRun.of(
        job.bindPredictive(job.software(), Calibration.NONE),
        plan(Constants.standard()),
        seconds,
        Double.NaN);
  }
}
