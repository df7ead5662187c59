package org.ampplanner.partition;

import java.util.Arrays;

/**
 * How far stages of each class reach under caps on time and synchronisation, and which layers can
 * be the end of how many blocks of each class.
 *
 * <p>States are vectors of blocks used by class, numbered in mixed radix. {@code first} and {@code
 * last} bound the layers that a state can end at: the furthest that its stages reach from the
 * front, and the earliest from which the remaining stages still reach the end. Both are necessary,
 * not sufficient, since a stage is taken to be able to hold less than it could. O(classes · stages
 * · layers) for the windows and O(states · classes · stages per block) for the reach.
 */
final class OrderReach {
  /** {@code low[class][stage][j]}: least i such that the stage may hold the layers [i, j). */
  final int[][][] low;

  final int[] first;
  final int[] last;

  private final OrderTables tables;
  private final OrderLattice lattice;
  private final int[][][] far;

  OrderReach(OrderTables tables, OrderLattice lattice) {
    this.tables = tables;
    this.lattice = lattice;
    this.low = new int[tables.classes()][tables.stages()][];
    this.far = new int[tables.classes()][tables.stages()][];
    this.first = new int[lattice.states()];
    this.last = new int[lattice.states()];
  }

  /** Computes windows and reach; false if the end cannot be reached. */
  boolean compute(long timeCap, long syncCap) {
    for (int c = 0; c < tables.classes(); c++) {
      for (int s = 0; s < tables.stages(); s++) {
        boolean same = s > 0 && sameInFlight(s - 1, s);
        low[c][s] = same ? low[c][s - 1] : window(c, s, timeCap, syncCap);
        far[c][s] = same ? far[c][s - 1] : furthest(low[c][s]);
      }
    }
    return fromFront() && fromBack();
  }

  private boolean sameInFlight(int s, int t) {
    OrderTables.Memory memory = tables.memory();
    return memory == null || memory.inFlight()[s] == memory.inFlight()[t];
  }

  private int[] window(int c, int s, long timeCap, long syncCap) {
    int[] window = new int[tables.layers() + 1];
    int i = 0;
    for (int j = 1; j < window.length; j++) {
      while (i < j && !allowed(c, s, i, j, timeCap, syncCap)) {
        i++;
      }
      window[j] = i;
    }
    return window;
  }

  private boolean allowed(int c, int s, int from, int to, long timeCap, long syncCap) {
    return tables.stageTime(c, from, to) <= timeCap
        && tables.stageSync(c, from, to) <= syncCap
        && tables.fits(c, s, from, to);
  }

  /** The largest j for which the window starts at i or before. */
  private static int[] furthest(int[] window) {
    int[] far = new int[window.length];
    int j = 0;
    for (int i = 0; i < window.length; i++) {
      j = Math.max(j, i);
      while (j + 1 < window.length && window[j + 1] <= i) {
        j++;
      }
      far[i] = j;
    }
    return far;
  }

  private boolean fromFront() {
    Arrays.fill(last, -1);
    last[0] = 0;
    int block = tables.stagesPerBlock();
    boolean reached = false;
    for (int n = 0; n < lattice.states(); n++) {
      int used = lattice.used(n);
      int stage = used * block;
      if (last[n] < stage || used > tables.blocks()) {
        last[n] = -1;
        continue;
      }
      if (used == tables.blocks()) {
        reached |= last[n] == tables.layers();
        continue;
      }
      for (int c = 0; c < tables.classes(); c++) {
        int next = lattice.after(n, c);
        if (next >= 0) {
          int at = last[n];
          for (int q = 0; q < block; q++) {
            at =
                Math.min(
                    far[c][stage + q][at], tables.layers() - (tables.stages() - stage - q - 1));
          }
          last[next] = Math.max(last[next], at);
        }
      }
    }
    return reached;
  }

  private boolean fromBack() {
    int block = tables.stagesPerBlock();
    for (int n = lattice.states() - 1; n >= 0; n--) {
      int used = lattice.used(n);
      int stage = used * block;
      if (used >= tables.blocks()) {
        first[n] = used == tables.blocks() ? tables.layers() : Integer.MAX_VALUE;
        continue;
      }
      int least = Integer.MAX_VALUE;
      for (int c = 0; c < tables.classes(); c++) {
        int next = lattice.after(n, c);
        if (next >= 0 && first[next] <= tables.layers()) {
          int at = first[next];
          for (int q = block - 1; q >= 0; q--) {
            at = Math.max(low[c][stage + q][at], stage + q);
          }
          least = Math.min(least, at);
        }
      }
      first[n] = least;
    }
    return first[0] == 0;
  }
}
