package org.ampplanner.arrange;

import java.util.Optional;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.Tiling;
import org.ampplanner.partition.OrderTables;
import org.ampplanner.partition.Partition;
import org.ampplanner.plan.Plan;

/** The best order and partition of a tiling so far, under the simulated step. */
final class BestOrder {
  private final GroupPricing pricing;
  private final Tiling tiling;
  private final OrderTables tables;
  private Optional<GroupOrder> best = Optional.empty();
  private double limit;

  /** Keeps what takes at most {@code limitSeconds}, rounding aside. */
  BestOrder(GroupPricing pricing, Tiling tiling, OrderTables tables, double limitSeconds) {
    this.pricing = pricing;
    this.tiling = tiling;
    this.tables = tables;
    this.limit = limitSeconds;
  }

  /** Returns the best, if any stays within the limit. */
  Optional<GroupOrder> best() {
    return best;
  }

  /** Returns the time that another one must not exceed. */
  double limitSeconds() {
    return limit;
  }

  /** Returns whether a stage may hold what it does. */
  boolean allowed(int[] kinds, int[] cuts, int s) {
    return cuts[s + 1] - cuts[s] >= tables.leastLayers()
        && tables.fits(kinds[s / tiling.stagesPerNode()], s, cuts[s], cuts[s + 1]);
  }

  /** Prices an order; neither array may change later. */
  void offer(int[] kinds, int[] cuts) {
    if (!Cuts.allStages((held, s) -> allowed(kinds, held, s), cuts, 0, cuts.length - 2)) {
      return;
    }
    Partition partition = new Partition(cuts);
    double seconds = pricing.seconds(kinds, partition);
    boolean better =
        best.isEmpty()
            ? seconds <= limit * (1 + Plan.ROUNDING)
            : seconds < best.get().seconds() * (1 - Plan.ROUNDING);
    if (better) {
      best = Optional.of(new GroupOrder(kinds, partition, seconds));
      limit = Math.min(limit, seconds);
    }
  }
}
