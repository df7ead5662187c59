package org.ampplanner.search;

import org.ampplanner.placement.Placement;
import org.ampplanner.space.GroupTiles.Tile;

/** A way to lay a strategy on a cluster, with a lower bound over all that it leaves open. */
sealed interface Arrangement {

  /** Returns the bound in seconds; infinite if nothing fits. */
  double boundSeconds();

  /**
   * A placement; the partition is open.
   *
   * @param placement the placement
   * @param boundSeconds the bound
   */
  record Placed(Placement placement, double boundSeconds) implements Arrangement {}

  /**
   * Groups of nodes; their order and the partition are open.
   *
   * @param tile the groups
   * @param boundSeconds the bound
   */
  record Tiled(Tile tile, double boundSeconds) implements Arrangement {}
}
