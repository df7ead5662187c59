package org.ampplanner.arrange;

import java.util.function.BooleanSupplier;
import org.ampplanner.space.PartTiles;
import org.ampplanner.strategy.Strategy;

/**
 * Tiles over parts of nodes that links tell apart; their order and the partition are open.
 *
 * @param assigner what orders the parts
 * @param strategy the strategy
 * @param tiles the tiling
 * @param bound over all orders
 */
record LinkedArrangement(
    PlacementAssigner assigner, Strategy strategy, PartTiles tiles, IdealBound.Bound bound)
    implements Arrangement {

  @Override
  public double boundSeconds() {
    return bound.seconds();
  }

  @Override
  public Settled settle(double limitSeconds, BooleanSupplier stop) {
    return assigner.assign(strategy, tiles, bound, limitSeconds, stop);
  }
}
