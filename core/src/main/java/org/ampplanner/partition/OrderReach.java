package org.ampplanner.partition;

import java.util.Arrays;

/**
 * How far stages of each kind reach under caps on time and synchronisation, and which layers can be
 * the end of how many groups of each kind.
 *
 * <p>States are vectors of groups used by kind, numbered in mixed radix. {@code first} and {@code
 * last} bound the layers that a state can end at: the furthest that its stages reach from the
 * front, and the earliest from which the remaining stages still reach the end. Both are necessary,
 * not sufficient, since a stage is taken to be able to hold less than it could. O(kinds · layers)
 * for the windows, by position where positions differ, and O(states · kinds · stages per group) for
 * the reach.
 */
final class OrderReach {
  final int[] first;
  final int[] last;

  private final OrderTables tables;
  private final OrderLattice lattice;
  private final int[][][] memoryLow; // [kind][stage][j]; independent of the caps
  private final int[][][] memoryFar; // one more than the layer reached, 0 while not known
  private final int[][][] capLow; // [kind][stage][j]; one array where positions are alike
  private final int[][][] far; // [kind][stage][at], as memoryFar, under the caps asked for last
  private final int[][][] farAsked; // by which question
  private int question;

  OrderReach(OrderTables tables, OrderLattice lattice) {
    int layers = tables.layers();
    this.tables = tables;
    this.lattice = lattice;
    this.first = new int[lattice.states()];
    this.last = new int[lattice.states()];
    this.capLow = new int[tables.kinds()][tables.stages()][];
    this.memoryLow = new int[tables.kinds()][tables.stages()][];
    this.memoryFar = new int[tables.kinds()][tables.stages()][];
    this.far = new int[tables.kinds()][tables.stages()][];
    this.farAsked = new int[tables.kinds()][tables.stages()][];
    for (int c = 0; c < tables.kinds(); c++) {
      for (int s = 0; s < tables.stages(); s++) {
        boolean same = s > 0 && sameInFlight(s - 1, s);
        memoryFar[c][s] = same ? memoryFar[c][s - 1] : new int[layers + 1];
        boolean alike = same && tables.samePeak(c, s - 1, s);
        far[c][s] = alike ? far[c][s - 1] : new int[layers + 1];
        farAsked[c][s] = alike ? farAsked[c][s - 1] : new int[layers + 1];
      }
    }
  }

  /** Returns, by j, the least i such that a stage of a kind may hold [i, j) in memory. */
  int[] memoryLow(int c, int stage) {
    return memoryLow[c][stage];
  }

  /** Returns, by j, the least i such that a stage of a kind may hold [i, j) under the caps. */
  int[] capLow(int c, int stage) {
    return capLow[c][stage];
  }

  /** Computes windows and reach; false if the end cannot be reached. */
  boolean compute(long timeCap, long syncCap) {
    if (!reaches(timeCap, syncCap)) {
      return false;
    }
    for (int c = 0; c < tables.kinds(); c++) {
      for (int s = 0; s < tables.stages(); s++) {
        if (memoryLow[c][s] == null) {
          openWindows(c, s);
        }
        if (s == 0 || capLow[c][s] != capLow[c][s - 1]) {
          capWindow(c, s, timeCap, syncCap);
        }
      }
    }
    return fromBack();
  }

  /** Returns the first stage that can have a peak within limits. */
  int firstWithPeak(long low, long high) {
    int last = tables.stages() - 1;
    for (int s = 0; s < last; s++) {
      for (int c = 0; c < tables.kinds(); c++) {
        for (int i = s; i < tables.layers() - (last - s) && (s > 0 || i == 0); i++) {
          int end = furthest(c, s, i, high, Long.MAX_VALUE);
          if (end > i && tables.stagePeak(c, s, i, end) >= low) {
            return s;
          }
        }
      }
    }
    return last;
  }

  /** The same for the caps of the question that is being answered; each once. */
  private int known(int c, int s, int at, long timeCap, long syncCap) {
    if (farAsked[c][s][at] != question) {
      farAsked[c][s][at] = question;
      far[c][s][at] = furthest(c, s, at, timeCap, syncCap);
    }
    return far[c][s][at];
  }

  /** The end of the longest stage from a layer that obeys the caps and fits; a binary search. */
  private int furthest(int c, int s, int at, long timeCap, long syncCap) {
    int low = at;
    int high = memoryFar(c, s, at);
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      boolean within = tables.stagePeak(c, s, at, middle) <= timeCap;
      low = within ? middle : low;
      high = within ? high : middle - 1;
    }
    while (low > at && tables.stageSync(c, s, at, low) > syncCap) {
      low--;
    }
    return low;
  }

  private int memoryFar(int c, int s, int at) {
    int[] far = memoryFar[c][s];
    if (far[at] == 0) {
      int low = at;
      int high = tables.layers();
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        boolean fits = tables.fits(c, s, at, middle);
        low = fits ? middle : low;
        high = fits ? high : middle - 1;
      }
      far[at] = low + 1;
    }
    return far[at] - 1;
  }

  private void openWindows(int c, int s) {
    memoryLow[c][s] =
        s > 0 && sameInFlight(s - 1, s)
            ? memoryLow[c][s - 1]
            : Windows.starts(tables.layers(), (i, j) -> tables.fits(c, s, i, j));
    boolean alike = s > 0 && tables.samePeak(c, s - 1, s);
    capLow[c][s] = alike ? capLow[c][s - 1] : new int[tables.layers() + 1];
  }

  private boolean sameInFlight(int s, int t) {
    OrderTables.Memory memory = tables.memory();
    return memory == null || memory.inFlight()[s] == memory.inFlight()[t];
  }

  private void capWindow(int c, int s, long timeCap, long syncCap) {
    int[] window = capLow[c][s];
    int i = 0;
    for (int j = 1; j < window.length; j++) {
      while (i < j
          && (tables.stagePeak(c, s, i, j) > timeCap || tables.stageSync(c, s, i, j) > syncCap)) {
        i++;
      }
      window[j] = i;
    }
  }

  /** Returns whether the end can be reached; a necessary condition, in O(states · log layers). */
  boolean reaches(long timeCap, long syncCap) {
    question++;
    Arrays.fill(last, -1);
    last[0] = 0;
    int perGroup = tables.stagesPerGroup();
    boolean reached = false;
    for (int n = 0; n < lattice.states(); n++) {
      int used = lattice.used(n);
      int stage = used * perGroup;
      if (last[n] < stage || used > tables.groups()) {
        last[n] = -1;
        continue;
      }
      if (used == tables.groups()) {
        reached |= last[n] == tables.layers();
        continue;
      }
      for (int c = 0; c < tables.kinds(); c++) {
        int next = lattice.after(n, c);
        if (next >= 0) {
          int at = last[n];
          for (int q = 0; q < perGroup; q++) {
            int most = tables.layers() - (tables.stages() - stage - q - 1);
            at = Math.min(known(c, stage + q, at, timeCap, syncCap), most);
          }
          last[next] = Math.max(last[next], at);
        }
      }
    }
    return reached;
  }

  private boolean fromBack() {
    int perGroup = tables.stagesPerGroup();
    for (int n = lattice.states() - 1; n >= 0; n--) {
      int used = lattice.used(n);
      int stage = used * perGroup;
      if (used >= tables.groups()) {
        first[n] = used == tables.groups() ? tables.layers() : Integer.MAX_VALUE;
        continue;
      }
      int least = Integer.MAX_VALUE;
      for (int c = 0; c < tables.kinds(); c++) {
        int next = lattice.after(n, c);
        if (next >= 0 && first[next] <= tables.layers()) {
          int at = first[next];
          for (int q = perGroup - 1; q >= 0; q--) {
            int low = Math.max(capLow[c][stage + q][at], memoryLow[c][stage + q][at]);
            at = Math.max(low, stage + q);
          }
          least = Math.min(least, at);
        }
      }
      first[n] = least;
    }
    return first[0] == 0;
  }
}
