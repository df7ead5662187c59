package org.ampplanner.search;

import java.util.Comparator;
import java.util.List;
import org.ampplanner.cost.CostModel;
import org.ampplanner.space.IdleSizes;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.strategy.Strategy;

/**
 * A search space whose strategies each carry their arrangements and a lower bound over them.
 *
 * @param space the enumerated space
 * @param arrangements what made the arrangements
 * @param candidates the feasible strategies that can be arranged, smallest bound first
 */
record BoundedCandidates(SearchSpace space, Arrangements arrangements, List<Candidate> candidates) {

  /**
   * A strategy with its arrangements, smallest bound first.
   *
   * @param strategy the strategy
   * @param arrangements at least one
   */
  record Candidate(Strategy strategy, List<Arrangement> arrangements) {
    double boundSeconds() {
      return arrangements.get(0).boundSeconds();
    }
  }

  static BoundedCandidates of(
      SearchRequest request, boolean idleNodes, SearchControl control, Workers workers) {
    CostModel costModel = request.costModel();
    SearchSpace space = SearchSpace.enumerate(costModel, request.constraints());
    if (idleNodes) {
      int batch = costModel.inputs().training().globalBatchSize();
      for (int devices : IdleSizes.of(costModel.inputs().layout(), batch)) {
        SearchSpace part = SearchSpace.enumerate(costModel, request.constraints(), devices);
        space = space.with(part);
      }
    }
    control.on(new SearchEvent.Enumerated(space.candidates(), space.strategies().size()));
    Arrangements arrangements = new Arrangements(costModel);
    List<Candidate> candidates =
        workers.map(space.strategies(), s -> new Candidate(s, arrangements.of(s))).stream()
            .filter(c -> !c.arrangements().isEmpty())
            .sorted(
                Comparator.comparingDouble(Candidate::boundSeconds)
                    .thenComparing(Candidate::strategy, Strategy.TIE_ORDER))
            .toList();
    candidates.forEach(c -> control.on(new SearchEvent.Bounded(c.strategy(), c.boundSeconds())));
    return new BoundedCandidates(space, arrangements, candidates);
  }
}
