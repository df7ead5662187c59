package org.ampplanner.search;

import org.ampplanner.placement.Placement;
import org.ampplanner.space.GroupTiles.Tile;
import org.ampplanner.space.PartTiles;

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

  /**
   * Tiles over parts of nodes that links tell apart; their order and the partition are open.
   *
   * @param tiles the tiling
   * @param boundSeconds the bound
   */
  record Linked(PartTiles tiles, double boundSeconds) implements Arrangement {}
}
