package org.ampplanner.trials.learning;

import java.util.List;
import java.util.function.Function;
import org.ampplanner.cost.CostModel;
import org.ampplanner.plan.Plan;
import org.ampplanner.predictive.Calibration;
import org.ampplanner.trials.calibration.Factors;

/** Corrects the predictive cost model by the factors of a calibration. */
final class CalibratedFactors implements FactorModel {
  private final Factors factors;
  private final Function<Calibration, CostModel> models;
  private final List<Plan> plans;

  /**
   * Makes a model of candidates.
   *
   * @param factors what is unknown
   * @param models binds the cost model under a calibration
   * @param plans the candidates
   */
  public CalibratedFactors(
      Factors factors, Function<Calibration, CostModel> models, List<Plan> plans) {
    this.factors = factors;
    this.models = models;
    this.plans = List.copyOf(plans);
  }

  @Override
  public List<String> names() {
    return factors.names();
  }

  @Override
  public double spread(int factor) {
    return factors.spread(factor);
  }

  @Override
  public double[] logSeconds(double[] logarithms) {
    CostModel model = models.apply(factors.calibration(logarithms));
    return plans.stream()
        .mapToDouble(plan -> Math.log(plan.pricedBy(model).iterationSeconds()))
        .toArray();
  }
}
