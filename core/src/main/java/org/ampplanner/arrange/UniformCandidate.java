package org.ampplanner.arrange;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.Strategy;

/**
 * A uniform strategy with the ways to lay it on the cluster.
 *
 * @param strategy the strategy
 * @param arrangements at least one, smallest bound first
 */
record UniformCandidate(Strategy strategy, List<Arrangement> arrangements) implements Candidate {

  @Override
  public Subject subject() {
    return new Subject.Uniform(strategy);
  }

  @Override
  public double boundSeconds() {
    return arrangements.get(0).boundSeconds();
  }

  @Override
  public boolean easierWithin() {
    return arrangements.stream().allMatch(TiledArrangement.class::isInstance);
  }

  @Override
  public Settled settle(double limitSeconds, BooleanSupplier stop) {
    Settled settled = Settled.closed(Optional.empty());
    double limit = limitSeconds;
    for (Arrangement arrangement : arrangements) {
      if (arrangement.boundSeconds() <= limit * (1 + Plan.ROUNDING)) {
        settled = settled.and(arrangement.settle(limit, stop));
        limit = Math.min(limit, settled.plan().map(Plan::iterationSeconds).orElse(limit));
      } else if (Double.isFinite(arrangement.boundSeconds())) {
        settled = settled.and(Settled.skipped(arrangement.boundSeconds()));
      }
    }
    return settled;
  }
}
