package org.ampplanner.arrange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ampplanner.cost.CostModel;
import org.ampplanner.space.IdleSizes;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.space.SpacePart;
import org.ampplanner.strategy.Strategy;

/** All uniform strategies, on the whole cluster and, where nodes may be idle, on parts of it. */
public final class UniformSource implements CandidateSource {
  private final CostModel costModel;
  private final SearchConstraints constraints;
  private final boolean idleNodes;

  /**
   * Makes a source.
   *
   * @param idleNodes whether whole classes of nodes may be left idle where that is faster
   */
  public UniformSource(CostModel costModel, SearchConstraints constraints, boolean idleNodes) {
    this.costModel = costModel;
    this.constraints = constraints;
    this.idleNodes = idleNodes;
  }

  @Override
  public SpacePart part() {
    return SpacePart.UNIFORM;
  }

  @Override
  public Optional<String> excluded() {
    return Optional.empty();
  }

  @Override
  public Enumerated enumerate(BooleanSupplier stop) {
    SearchSpace space = SearchSpace.enumerate(costModel, constraints);
    boolean complete = true;
    if (idleNodes) {
      int batch = costModel.inputs().training().globalBatchSize();
      for (int devices : IdleSizes.of(costModel.inputs().layout(), batch)) {
        complete &= !stop.getAsBoolean();
        if (complete) {
          space = space.with(SearchSpace.enumerate(costModel, constraints, devices));
        }
      }
    }
    Arrangements arrangements = new Arrangements(costModel);
    List<Unbounded> all = new ArrayList<>();
    for (Strategy strategy : space.strategies().stream().sorted(Strategy.TIE_ORDER).toList()) {
      all.add(
          new Unbounded(
              new Subject.Uniform(strategy),
              () -> costModel.leastSeconds(strategy),
              () -> bounded(strategy, arrangements)));
    }
    return new Enumerated(all, space.rejections(), complete);
  }

  private static Optional<Candidate> bounded(Strategy strategy, Arrangements arrangements) {
    List<Arrangement> all = arrangements.of(strategy);
    return all.isEmpty() ? Optional.empty() : Optional.of(new UniformCandidate(strategy, all));
  }
}
