package org.ampplanner.search;

import java.util.Comparator;
import java.util.List;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.LowerBound;
import org.ampplanner.placement.Placement;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.space.TilingPlacements;
import org.ampplanner.strategy.Strategy;

/**
 * A search space whose strategies each carry a lower bound over their placements and partitions.
 *
 * @param space the enumerated space
 * @param strategies the feasible strategies, smallest bound first
 */
record BoundedSpace(SearchSpace space, List<BoundedStrategy> strategies) {

  /**
   * A placement and the lower bound over all partitions.
   *
   * @param placement the placement
   * @param boundSeconds the bound
   */
  record BoundedPlacement(Placement placement, double boundSeconds) {}

  /**
   * A strategy with its placements, smallest bound first.
   *
   * @param strategy the strategy
   * @param placements at least one
   */
  record BoundedStrategy(Strategy strategy, List<BoundedPlacement> placements) {
    double boundSeconds() {
      return placements.get(0).boundSeconds();
    }
  }

  static BoundedSpace of(SearchRequest request, SearchControl control, Workers workers) {
    CostModel costModel = request.costModel();
    SearchSpace space = SearchSpace.enumerate(costModel, request.constraints());
    control.on(new SearchEvent.Enumerated(space.candidates(), space.strategies().size()));
    TilingPlacements tilings = new TilingPlacements(costModel.inputs().layout());
    List<BoundedStrategy> bounded =
        workers
            .map(
                space.strategies(),
                s -> control.stopRequested() ? unbounded(s) : bound(costModel, s, tilings),
                BoundedSpace::unbounded)
            .stream()
            .sorted(
                Comparator.comparingDouble(BoundedStrategy::boundSeconds)
                    .thenComparing(BoundedStrategy::strategy, Strategy.TIE_ORDER))
            .toList();
    return new BoundedSpace(space, bounded);
  }

  /** What is known of a strategy once the search was to stop. */
  private static BoundedStrategy unbounded(Strategy s) {
    Placement hostfile = Placement.hostfileOrder((int) s.degrees().worldSize());
    return new BoundedStrategy(s, List.of(new BoundedPlacement(hostfile, 0)));
  }

  private static BoundedStrategy bound(CostModel costModel, Strategy s, TilingPlacements tilings) {
    List<BoundedPlacement> placements =
        tilings.placements(s.degrees()).stream()
            .map(p -> new BoundedPlacement(p, LowerBound.seconds(costModel.at(s, p).tables())))
            .sorted(Comparator.comparingDouble(BoundedPlacement::boundSeconds))
            .toList();
    return new BoundedStrategy(s, placements);
  }

  /** Returns the bound of the whole space. */
  double boundSeconds() {
    return strategies.get(0).boundSeconds();
  }
}
