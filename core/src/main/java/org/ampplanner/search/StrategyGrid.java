package org.ampplanner.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.ampplanner.placement.Placement;
import org.ampplanner.search.BoundedSpace.BoundedPlacement;
import org.ampplanner.search.BoundedSpace.BoundedStrategy;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;

/** The feasible strategies by degrees, for planners that draw at random. */
final class StrategyGrid {

  /**
   * A point of the space but for its partition.
   *
   * @param strategy the strategy
   * @param placement the placement
   */
  record Point(Strategy strategy, Placement placement) {}

  private final Map<Degrees, List<BoundedStrategy>> byDegrees = new LinkedHashMap<>();
  private final List<Degrees> degrees;

  private StrategyGrid(List<BoundedStrategy> strategies) {
    for (BoundedStrategy s : strategies) {
      byDegrees.computeIfAbsent(s.strategy().degrees(), d -> new ArrayList<>()).add(s);
    }
    degrees = List.copyOf(byDegrees.keySet());
  }

  static StrategyGrid of(BoundedSpace bounded) {
    return new StrategyGrid(bounded.strategies());
  }

  /** Draws degrees uniformly. */
  Degrees drawDegrees(RandomGenerator random) {
    return degrees.get(random.nextInt(degrees.size()));
  }

  /** Draws degrees that share tensor or data parallelism with the given ones. */
  Degrees drawNeighbour(Degrees from, RandomGenerator random) {
    boolean keepTensor = random.nextBoolean();
    List<Degrees> neighbours =
        degrees.stream()
            .filter(d ->
                keepTensor
                    ? d.tensorParallel() == from.tensorParallel()
                    : d.dataParallel() == from.dataParallel())
            .toList();
    return neighbours.get(random.nextInt(neighbours.size()));
  }

  /** Draws a micro-batch size and a placement for given degrees, each uniformly. */
  Point draw(Degrees d, RandomGenerator random) {
    List<BoundedStrategy> strategies = byDegrees.getOrDefault(d, List.of());
    BoundedStrategy s = strategies.get(random.nextInt(strategies.size()));
    BoundedPlacement placement = s.placements().get(random.nextInt(s.placements().size()));
    return new Point(s.strategy(), placement.placement());
  }
}
