package org.ampplanner.cost;

import org.ampplanner.partition.Partition;

/**
 * Sequences of node groups whose step time is the closed form of their tables.
 *
 * @param bounds the tables by kind of group
 * @param stagesPerGroup stages of each group
 */
public record ClosedFormGroups(GroupCosts bounds, int stagesPerGroup) implements GroupPricing {

  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public double seconds(int[] kinds, Partition partition) {
    return estimate(kinds, partition).iterationSeconds();
  }

  @Override
  public double lastStages(int[] kinds, int[] cuts, int from) {
    return 0;
  }

  @Override
  public long passes() {
    return stagesPerGroup;
  }

  @Override
  public CostEstimate estimate(int[] kinds, Partition partition) {
    return ClosedFormPricing.estimate(bounds.of(kinds, stagesPerGroup), partition);
  }
}
