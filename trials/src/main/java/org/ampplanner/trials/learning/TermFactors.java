package org.ampplanner.trials.learning;

import java.util.List;
import org.ampplanner.cost.CostBreakdown;

/** Scales the terms of cost breakdowns: for cost models that have no calibration of their own. */
final class TermFactors implements FactorModel {
  private static final double SPREAD = 0.3;
  private final List<CostBreakdown> breakdowns;

  /** Makes a model of candidates by their breakdowns. */
  public TermFactors(List<CostBreakdown> breakdowns) {
    this.breakdowns = List.copyOf(breakdowns);
  }

  @Override
  public List<String> names() {
    return List.of("compute", "bubble", "tp_comm", "pp_comm", "dp_comm", "other");
  }

  @Override
  public double spread(int factor) {
    return SPREAD;
  }

  @Override
  public double[] logSeconds(double[] logarithms) {
    double[] f = new double[logarithms.length];
    for (int j = 0; j < f.length; j++) {
      f[j] = Math.exp(logarithms[j]);
    }
    return breakdowns.stream()
        .mapToDouble(b ->
            Math.log(
                f[0] * b.compute()
                    + f[1] * b.bubble()
                    + f[2] * b.tensorComm()
                    + f[3] * b.pipelineComm()
                    + f[4] * b.dataComm()
                    + f[5] * (b.optimizer() + b.other())))
        .toArray();
  }
}
