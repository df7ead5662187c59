package org.ampplanner.plan;

import java.util.OptionalDouble;
import org.ampplanner.cost.CostEstimate.MemoryUse;
import org.ampplanner.cost.Spread;
import org.jspecify.annotations.Nullable;

/**
 * How far the prediction of a plan may be off.
 *
 * @param seconds the predicted step time
 * @param gradient of its logarithm by the logarithms of the cost model's factors
 * @param spread what is known of these factors
 * @param memory predicted use of the fullest device, or null if memory is not modelled
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read only
public record PlanDoubt(
    double seconds, double[] gradient, Spread spread, @Nullable MemoryUse memory) {

  /** Returns the standard deviation of the logarithm of measured over predicted step time. */
  public double deviation() {
    return Math.sqrt(spread.variance(gradient) + spread.residual() * spread.residual());
  }

  /** Returns the step time that 10 % of measurements are below; never above the prediction. */
  public double lowSeconds() {
    return seconds * Math.exp(Math.min(0, spread.bias() + spread.quantiles().low() * deviation()));
  }

  /** Returns the step time that 10 % of measurements are above; never below the prediction. */
  public double highSeconds() {
    return seconds * Math.exp(Math.max(0, spread.bias() + spread.quantiles().high() * deviation()));
  }

  /**
   * Returns the standard deviation of the logarithm of the ratio of two plans of one job: an error
   * that both share cancels.
   */
  public double deviationOfRatio(PlanDoubt other) {
    double[] apart = new double[gradient.length];
    for (int j = 0; j < apart.length; j++) {
      apart[j] = gradient[j] - other.gradient[j];
    }
    return Math.sqrt(spread.variance(apart) + 2 * spread.residual() * spread.residual());
  }

  /** Returns whether measurement may find either of two plans of one job the faster one. */
  public boolean level(PlanDoubt other) {
    double apart = Math.abs(Math.log(seconds / other.seconds));
    return apart < spread.quantiles().high() * deviationOfRatio(other);
  }

  /** Returns the peak memory in bytes that 10 % of measurements are above, if it is modelled. */
  public OptionalDouble highBytes() {
    MemoryUse use = memory;
    Spread.Peak peak = spread.peak();
    return use == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            use.bytes() * Math.exp(Math.max(0, peak.bias() + peak.high() * peak.deviation())));
  }

  /**
   * Returns how many standard deviations of the memory model's error the expected peak is below the
   * limit; negative if it is above. Empty if memory is not modelled.
   */
  public OptionalDouble roomDeviations() {
    MemoryUse use = memory;
    Spread.Peak peak = spread.peak();
    return use == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            (Math.log(use.limitBytes() / use.bytes()) - peak.bias()) / peak.deviation());
  }
}
