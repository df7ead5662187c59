package org.ampplanner.arrange;

import java.util.function.BooleanSupplier;
import org.ampplanner.space.PieceTiling;
import org.ampplanner.strategy.Strategy;

/**
 * Tilings over pieces of nodes that links tell apart; their order and the partition are open.
 *
 * @param assigner what orders the pieces
 * @param strategy the strategy
 * @param tiling the tiling
 * @param bound over all orders
 */
record PieceArrangement(
    PlacementAssigner assigner, Strategy strategy, PieceTiling tiling, IdealBound.Bound bound)
    implements Arrangement {

  @Override
  public double boundSeconds() {
    return bound.seconds();
  }

  @Override
  public Settled settle(double limitSeconds, BooleanSupplier stop) {
    return assigner.assign(strategy, tiling, bound, limitSeconds, stop);
  }
}
