package org.ampplanner.partition;

import org.ampplanner.partition.OrderDp.Solution;

/**
 * Visits every order and partition whose objective stays within a limit, last stage first.
 *
 * <p>The values of {@link OrderDp} are the least sums with which the stages before can be completed
 * under the caps that follow from the limit, so that no branch is entered that does not lead to a
 * partition within them. Takes O(stages · layers) for every partition visited, at most.
 */
final class OrderEnumeration {
  private static final long NONE = CapDp.NONE;

  private final OrderTables tables;
  private final OrderLattice lattice;
  private final OrderDp dp;
  private final OrderVisitor visitor;
  private final long weight;
  private final int[] kinds;
  private final int[] cuts;

  OrderEnumeration(OrderTables tables, OrderLattice lattice, OrderDp dp, OrderVisitor visitor) {
    this.tables = tables;
    this.lattice = lattice;
    this.dp = dp;
    this.visitor = visitor;
    this.weight = tables.microBatches() - 1L;
    this.kinds = new int[tables.stages()];
    this.cuts = new int[tables.stages() + 1];
    cuts[tables.stages()] = tables.layers();
  }

  /** Visits all within the root's bounds; false if the visitor stopped it or memory ended. */
  boolean run(CapSearch.Box root) {
    long limit = visitor.limit();
    long spare = limit - root.sumLow() - root.syncLow();
    long timeCap =
        weight == 0 ? root.timeHigh() : Math.min(root.timeHigh(), Math.floorDiv(spare, weight));
    long syncCap = Math.min(root.syncHigh(), limit - root.sumLow() - weight * root.timeLow());
    Solution first = dp.solve(timeCap, syncCap, limit - weight * root.timeLow() - root.syncLow());
    if (first == null) {
      return !dp.overflowed();
    }
    int layers = tables.layers();
    for (int n = 0; n < lattice.states(); n++) {
      if (lattice.used(n) == tables.groups() && dp.live(n)) {
        for (int c = 0; c < tables.kinds(); c++) {
          boolean ends = lattice.before(n, c) >= 0 && dp.value(n, c, layers) < NONE;
          if (ends && !group(n, c, new Suffix(layers, 0, root.timeLow(), root.syncLow()))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /**
   * The stages that are fixed.
   *
   * @param start the first layer of them
   * @param sum what they add to the sum
   * @param peak the largest peak among them
   * @param sync the longest synchronisation among them
   */
  private record Suffix(int start, long sum, long peak, long sync) {}

  /** Goes on with a group of a kind that leads to a state. */
  private boolean group(int n, int c, Suffix behind) {
    int before = lattice.before(n, c);
    long[][] values = dp.groupValues(before, c, behind.start);
    int last = tables.stagesPerGroup() - 1;
    return values == null || stage(before, c, last, values, behind);
  }

  /** Goes on with the stage at a position in a group. */
  private boolean stage(int before, int c, int q, long[][] held, Suffix behind) {
    int s = lattice.used(before) * tables.stagesPerGroup() + q;
    int end = behind.start;
    long[] values = held[q];
    for (int i = end - tables.leastLayers(); i >= dp.lowest(c, s, end); i--) {
      if (values[i] >= NONE) {
        continue;
      }
      long inner = q == 0 ? 0 : tables.costs().inner()[c][i];
      long sum = behind.sum + tables.stageTime(c, i, end) + inner;
      long peak = Math.max(behind.peak, tables.stagePeak(c, s, i, end));
      long sync = Math.max(behind.sync, tables.stageSync(c, s, i, end));
      if (values[i] + sum + weight * peak + sync > visitor.limit()) {
        continue;
      }
      kinds[s] = c;
      cuts[s] = i;
      Suffix fixed = new Suffix(i, sum, peak, sync);
      boolean goOn = true;
      if (visitor.enter(s, kinds, cuts, values[i] + inner)) {
        goOn = s == 0 ? visitor.visit(kinds, cuts) : before(before, c, q, held, fixed);
      }
      if (!goOn || visitor.stopped()) {
        return false;
      }
    }
    return true;
  }

  private boolean before(int before, int c, int q, long[][] held, Suffix fixed) {
    if (q > 0) {
      return stage(before, c, q - 1, held, fixed);
    }
    for (int a = 0; a < tables.kinds(); a++) {
      if (lattice.before(before, a) < 0) {
        continue;
      }
      long value = dp.value(before, a, fixed.start);
      long cut = tables.costs().cut()[a][c][fixed.start];
      boolean within =
          value < NONE
              && value + cut + fixed.sum + weight * fixed.peak + fixed.sync <= visitor.limit();
      Suffix behind = new Suffix(fixed.start, fixed.sum + cut, fixed.peak, fixed.sync);
      if (within && !group(before, a, behind)) {
        return false;
      }
    }
    return true;
  }
}
