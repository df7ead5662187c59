package org.ampplanner.plan;

import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.ModelDoubt;

/** Says of plans of one job how far their predictions may be off. */
public final class Doubts {
  private final Optional<ModelDoubt> model;

  /** Asks a cost model what it knows of its error. */
  public Doubts(CostModel costModel) {
    this.model = costModel.doubt();
  }

  /**
   * Returns the doubt about a plan that the cost model priced; empty if the model knows nothing of
   * its error. Prices the plan once a factor.
   */
  public Optional<PlanDoubt> of(Plan plan) {
    return model.map(known -> of(plan, known));
  }

  private static PlanDoubt of(Plan plan, ModelDoubt known) {
    double seconds = plan.iterationSeconds();
    double[] gradient = new double[known.moved().size()];
    for (int j = 0; j < gradient.length; j++) {
      double there =
          known.moved().get(j).at(plan.strategy(), plan.placement()).seconds(plan.partition());
      gradient[j] = Math.log(there / seconds) / known.step();
    }
    return new PlanDoubt(seconds, gradient, known.spread(), plan.cost().memory());
  }
}
