package org.ampplanner.arrange;

import java.util.function.BooleanSupplier;

/** A way to lay a strategy on a cluster, with a lower bound over all that it leaves open. */
sealed interface Arrangement permits PieceArrangement, PlacedArrangement, TiledArrangement {

  /** Returns the bound in seconds; infinite if nothing fits. */
  double boundSeconds();

  /** Finds the best plan within a limit. */
  Settled settle(double limitSeconds, BooleanSupplier stop);
}
