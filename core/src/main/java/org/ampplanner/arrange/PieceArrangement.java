package org.ampplanner.arrange;

import java.util.function.BooleanSupplier;
import org.ampplanner.space.PieceTiles;
import org.ampplanner.strategy.Strategy;

/**
 * Tiles over pieces of nodes that links tell apart; their order and the partition are open.
 *
 * @param assigner what orders the pieces
 * @param strategy the strategy
 * @param tiles the tiling
 * @param bound over all orders
 */
record PieceArrangement(
    PlacementAssigner assigner, Strategy strategy, PieceTiles tiles, IdealBound.Bound bound)
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
