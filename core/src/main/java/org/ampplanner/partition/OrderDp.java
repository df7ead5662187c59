package org.ampplanner.partition;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The least {@code Σ t_s + Σ c_b} over sequences of kinds and cuts under caps on time and
 * synchronisation.
 *
 * <p>State: groups used by kind, kind of the last group, layers done. {@code F[n+e_c][c][j] =
 * P_c(j) + min over i of (min over a of F[n][a][i] + cut[a][c](i)) - P_c(i)} with i in the window
 * of kind c at position |n|; as in {@link CapDp} windows slide, so a step costs O(kinds + 1) per
 * layer. A path through the lattice of kind counts is a sequence of kinds, and every sequence is a
 * path, so all orders are covered without being listed. Only layers within {@link OrderReach} are
 * held.
 *
 * <p>Complexity: O(states · kinds · (kinds + stages per group) · layers) time, O(states · kinds ·
 * layers) memory, both narrowed by the reach. The choices are derived again on the way back instead
 * of being stored; what {@link OrderRest} shows to exceed the cap on the sum is dropped; among
 * equals the first in the order of layers and kinds is taken.
 */
final class OrderDp implements CapSearch.Evaluator<OrderDp.Solution> {
  /** The most values that are held, a quarter of a gigabyte. */
  private static final int MOST_VALUES = 1 << 25;

  private static final long NONE = CapDp.NONE;

  /** A sequence of kinds, one per stage, and cuts that obey the caps. */
  @SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
  record Solution(long sum, long maxTime, long maxSync, int[] kinds, int[] cuts)
      implements CapSearch.Solution {}

  private final OrderTables tables;
  private final OrderLattice lattice;
  private final OrderReach reach;
  private final OrderRest rest;
  private final int perGroup;
  private final int layers;
  private final int stages;
  private final int least;
  private final int[] offset;
  private final WindowMinimum window;
  private final int[] entryKind;
  private final int[][] predecessor;
  private long[] from;
  private long[] to;
  private long[] best = new long[0];
  private long sumCap;
  private boolean overflowed;

  OrderDp(OrderTables tables, OrderLattice lattice) {
    this.tables = tables;
    this.lattice = lattice;
    this.reach = new OrderReach(tables, lattice);
    this.rest = new OrderRest(tables, lattice);
    this.perGroup = tables.stagesPerGroup();
    this.layers = tables.layers();
    this.stages = tables.stages();
    this.least = tables.leastLayers();
    this.offset = new int[lattice.states()];
    this.window = new WindowMinimum(layers + 1);
    this.entryKind = new int[layers + 1];
    this.predecessor = new int[perGroup][layers + 1];
    this.from = new long[layers + 1];
    this.to = new long[layers + 1];
  }

  @Override
  public @Nullable Solution solve(long timeCap, long syncCap, long sumCap) {
    this.sumCap = Math.min(sumCap, NONE - 1);
    if (!reach.compute(timeCap, syncCap)) {
      return null;
    }
    if (!allocate()) {
      overflowed = true;
      return null;
    }
    for (int n = 0; n < lattice.states(); n++) {
      if (live(n) && lattice.used(n) < tables.groups()) {
        for (int c = 0; c < tables.kinds(); c++) {
          int next = lattice.after(n, c);
          if (next >= 0 && live(next)) {
            int first = reach.first[next];
            if (advance(n, c, first, reach.last[next])) {
              System.arraycopy(from, first, best, at(next, c, first), width(next));
            }
          }
        }
      }
    }
    return backtrack();
  }

  boolean live(int n) {
    return reach.last[n] >= reach.first[n];
  }

  private int width(int n) {
    return reach.last[n] - reach.first[n] + 1;
  }

  private int at(int n, int c, int layer) {
    return offset[n] + c * width(n) + layer - reach.first[n];
  }

  /** Returns the least sum with which a state's groups, the last of a kind, hold so many layers. */
  long value(int n, int c, int layer) {
    boolean held = live(n) && layer >= reach.first[n] && layer <= reach.last[n];
    return held ? best[at(n, c, layer)] : NONE;
  }

  /** Returns the first layer that a stage up to {@code end} may begin with under the caps. */
  int lowest(int c, int stage, int end) {
    return Math.max(reach.capLow(c, stage)[end], reach.memoryLow(c, stage)[end]);
  }

  /**
   * Returns, by stage of a group that follows a state and by layer, the least sum before the stage
   * begins there, the cut to the group included; null if the group cannot follow. Only layers below
   * {@code end} are set.
   */
  long @Nullable [][] groupValues(int before, int c, int end) {
    int stage = lattice.used(before) * perGroup;
    if (!live(before) || !enter(before, c)) {
      return null;
    }
    long[][] values = new long[perGroup][end + 1];
    int low = reach.first[before];
    int high = reach.last[before];
    for (int q = 0; q < perGroup; q++) {
      Arrays.fill(values[q], NONE);
      int last = Math.min(high, end - least);
      if (last >= low) {
        System.arraycopy(from, low, values[q], low, last - low + 1);
      }
      if (q < perGroup - 1) {
        int nextHigh = Math.min(end, layers - least * (stages - stage - q - 1));
        slide(c, stage + q, q, low, high, low + least, nextHigh);
        low += least;
        high = nextHigh;
        long[] swap = from;
        from = to;
        to = swap;
      }
    }
    return values;
  }

  /** Returns whether a pair of caps was left out because too many values would have been held. */
  boolean overflowed() {
    return overflowed;
  }

  private boolean allocate() {
    long size = 0;
    for (int n = 0; n < lattice.states(); n++) {
      offset[n] = (int) size;
      size += live(n) ? (long) width(n) * tables.kinds() : 0;
      if (size > MOST_VALUES) {
        return false;
      }
    }
    if (best.length < size) {
      best = new long[(int) size];
    }
    Arrays.fill(best, 0, (int) size, NONE);
    return true;
  }

  /**
   * Adds one group of a kind after a state; leaves the values in {@code from}, for the last layers
   * {@code [first, last]}, and the choices in {@code predecessor} and {@code entryKind}; false if
   * the state can no longer lead to a sum within the cap.
   */
  private boolean advance(int n, int c, int first, int last) {
    int stage = lattice.used(n) * perGroup;
    if (!enter(n, c)) {
      return false;
    }
    int low = reach.first[n];
    int high = reach.last[n];
    for (int q = 0; q < perGroup; q++) {
      boolean end = q == perGroup - 1;
      int nextLow = end ? first : low + least;
      int nextHigh = end ? last : Math.min(last, layers - least * (stages - stage - q - 1));
      slide(c, stage + q, q, low, high, nextLow, nextHigh);
      low = nextLow;
      high = nextHigh;
      long[] swap = from;
      from = to;
      to = swap;
    }
    return true;
  }

  /**
   * The best over the kind of the last group, the cut to kind c included; false if none is left.
   */
  private boolean enter(int n, int c) {
    int low = reach.first[n];
    int high = reach.last[n];
    Arrays.fill(from, low, high + 1, NONE);
    if (n == 0) {
      from[0] = 0;
      return true;
    }
    for (int a = 0; a < tables.kinds(); a++) {
      if (lattice.before(n, a) < 0) {
        continue;
      }
      long[] cut = tables.costs().cut()[a][c];
      int at = at(n, a, low);
      for (int i = low; i <= high; i++, at++) {
        long value = best[at] + cut[i];
        if (value < from[i]) {
          from[i] = value;
          entryKind[i] = a;
        }
      }
    }
    long limit = sumCap - rest.cuts(n);
    long[] remaining = rest.times(n);
    boolean any = false;
    for (int i = low; i <= high; i++) {
      if (from[i] > limit - remaining[i]) {
        from[i] = NONE;
      } else {
        any = true;
      }
    }
    return any;
  }

  /** One stage: values at ends [nextLow, nextHigh] from values at starts [low, high]. */
  private void slide(int c, int stage, int q, int low, int high, int nextLow, int nextHigh) {
    long[] time = tables.costs().time()[c];
    long[] inner = tables.costs().inner()[c];
    int[] capLow = reach.capLow(c, stage);
    int[] memoryLow = reach.memoryLow(c, stage);
    int[] chosen = predecessor[q];
    int i = low;
    window.clear();
    for (int j = nextLow; j <= nextHigh; j++) {
      for (; i <= j - least && i <= high; i++) {
        if (from[i] < NONE) {
          window.add(i, from[i] - time[i] + (q == 0 ? 0 : inner[i]));
        }
      }
      window.dropBelow(Math.max(capLow[j], memoryLow[j]));
      if (window.isEmpty()) {
        to[j] = NONE;
      } else {
        to[j] = window.value() + time[j];
        chosen[j] = window.position();
      }
    }
  }

  private @Nullable Solution backtrack() {
    int endState = -1;
    int endKind = -1;
    long sum = NONE;
    for (int n = 0; n < lattice.states(); n++) {
      if (lattice.used(n) == tables.groups() && live(n)) {
        for (int c = 0; c < tables.kinds(); c++) {
          if (lattice.before(n, c) >= 0 && best[at(n, c, layers)] < sum) {
            sum = best[at(n, c, layers)];
            endState = n;
            endKind = c;
          }
        }
      }
    }
    return endState < 0 ? null : trace(endState, endKind, sum);
  }

  private Solution trace(int endState, int endKind, long sum) {
    int[] kinds = new int[stages];
    int[] cuts = new int[stages + 1];
    cuts[stages] = layers;
    int n = endState;
    int c = endKind;
    for (int stage = stages; stage > 0; stage -= perGroup) {
      int before = lattice.before(n, c);
      advance(before, c, cuts[stage], cuts[stage]);
      for (int q = perGroup - 1; q >= 0; q--) {
        int s = stage - perGroup + q;
        kinds[s] = c;
        cuts[s] = predecessor[q][cuts[s + 1]];
      }
      c = entryKind[cuts[stage - perGroup]];
      n = before;
    }
    long maxTime = 0;
    long maxSync = 0;
    for (int s = 0; s < stages; s++) {
      maxTime = Math.max(maxTime, tables.stagePeak(kinds[s], s, cuts[s], cuts[s + 1]));
      maxSync = Math.max(maxSync, tables.stageSync(kinds[s], s, cuts[s], cuts[s + 1]));
    }
    return new Solution(sum, maxTime, maxSync, kinds, cuts);
  }
}
