package org.ampplanner.cost;

import org.ampplanner.partition.Partition;

/**
 * Prices sequences of node groups without placing devices, for one strategy and tiling: as {@link
 * CostModel#at(org.ampplanner.strategy.Strategy, org.ampplanner.placement.Placement)} prices their
 * placement. Takes time by stages, layers and kinds of group, not by devices. Belongs to one
 * thread.
 */
public interface GroupPricing {

  /** Returns what no sequence and partition can go below. */
  GroupBounds bounds();

  /** Returns whether the bounds are the step time itself. */
  boolean exact();

  /**
   * Returns the step time of a partition.
   *
   * @param kinds the kind of every group of the pipeline
   */
  double seconds(int[] kinds, Partition partition);

  /**
   * Returns what goes by at least from the first pass of a stage to its last, whatever the stages
   * before it, in seconds; 0 where that is not known.
   *
   * @param kinds the kind of every stage's group; those before {@code from} mean nothing
   * @param cuts by stage; those before {@code from} mean nothing
   * @param from the stage
   */
  double lastStages(int[] kinds, int[] cuts, int from);

  /** Returns how many passes are replayed to price a partition, stages where none are. */
  long passes();

  /** Returns all that is predicted of a partition. */
  CostEstimate estimate(int[] kinds, Partition partition);
}
