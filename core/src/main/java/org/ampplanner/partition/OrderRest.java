package org.ampplanner.partition;

/**
 * The least that remains to be added to the sum after a state: every layer on the fastest kind that
 * has members left, every boundary at its cheapest. O(2^kinds · layers) to prepare.
 */
final class OrderRest {
  private final OrderTables tables;
  private final OrderLattice lattice;
  private final long[][] byMask;
  private final long betweenGroups;
  private final long perGroup;

  OrderRest(OrderTables tables, OrderLattice lattice) {
    this.tables = tables;
    this.lattice = lattice;
    this.byMask = new long[1 << tables.kinds()][];
    for (int mask = 1; mask < byMask.length; mask++) {
      byMask[mask] = suffix(mask);
    }
    byMask[0] = new long[tables.layers() + 1];
    this.betweenGroups = cheapestBetween();
    this.perGroup = (tables.stagesPerGroup() - 1) * cheapestInner();
  }

  /** Returns, by number of layers done, the least time of the layers that remain. */
  long[] times(int n) {
    int mask = 0;
    for (int c = 0; c < tables.kinds(); c++) {
      mask |= lattice.after(n, c) >= 0 ? 1 << c : 0;
    }
    return byMask[mask];
  }

  /** Returns the least cost of the cuts that remain, the one right after the state left out. */
  long cuts(int n) {
    int left = tables.groups() - lattice.used(n);
    return left <= 0 ? 0 : (left - 1) * betweenGroups + left * perGroup;
  }

  private long[] suffix(int mask) {
    long[] sums = new long[tables.layers() + 1];
    for (int l = tables.layers() - 1; l >= 0; l--) {
      long fastest = Long.MAX_VALUE;
      for (int c = 0; c < tables.kinds(); c++) {
        if ((mask >> c & 1) == 1) {
          fastest = Math.min(fastest, tables.stageTime(c, l, l + 1));
        }
      }
      sums[l] = sums[l + 1] + fastest;
    }
    return sums;
  }

  /** Returns the least sum of all times and cuts. */
  long leastSum() {
    return times(0)[0] + cuts(0);
  }

  private long cheapestBetween() {
    long cheapest = tables.groups() == 1 ? 0 : Long.MAX_VALUE;
    for (long[][] rows : tables.costs().cut()) {
      for (long[] row : rows) {
        cheapest = Math.min(cheapest, cheapest(row));
      }
    }
    return cheapest;
  }

  private long cheapestInner() {
    long cheapest = tables.stagesPerGroup() == 1 ? 0 : Long.MAX_VALUE;
    for (long[] row : tables.costs().inner()) {
      cheapest = Math.min(cheapest, cheapest(row));
    }
    return cheapest;
  }

  private long cheapest(long[] row) {
    long cheapest = Long.MAX_VALUE;
    for (int i = 1; i < tables.layers(); i++) {
      cheapest = Math.min(cheapest, row[i]);
    }
    return cheapest;
  }
}
