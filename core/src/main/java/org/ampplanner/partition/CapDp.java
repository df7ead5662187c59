package org.ampplanner.partition;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.StageWindows.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The least {@code Σ t_s + Σ c_b} over partitions whose stages all take at most T, synchronise in
 * at most G and fit in memory; of several, the one with the lexicographically smallest cuts.
 *
 * <p>Complexity: O(stages · layers) per pair of caps, less where the caps leave a stage's first
 * layer little room; O(layers + stages) for the test whether the caps can be met.
 *
 * <p>Sketch: with prefix sums P and B_s(i) the best for the stages from s on, which hold the layers
 * from i on, {@code B_s(i) = min over j in [i+1, end_s(i)] of (B_{s+1}(j) + c_s(j) + P_s(j)) -
 * P_s(i)}. The end never falls with i, so the minimum slides over a window (a deque of increasing
 * values). Only i between the earliest start from which the stages behind can finish and the
 * furthest layer that the stages before can reach are computed.
 *
 * <p>An instance keeps its workspace between calls and belongs to one thread.
 */
final class CapDp implements CapEvaluator {
  static final long NONE = Long.MAX_VALUE / 4;

  private final LayerTables tables;
  private final int stages;
  private final int layers;
  private final List<Kind> kinds = new ArrayList<>();
  private final int[] kindOf;
  private final int[][] kindEnd;
  private final int[] @Nullable [] memoryEnd;

  /** First and last possible start of each stage; of stage k, the end. */
  private final int[] earliest;

  private final int[] furthest;
  private final int[][] successor;
  private final int[] window;
  private final long[] windowValue;
  private long[] best;
  private long[] next;

  CapDp(LayerTables tables) {
    this.tables = tables;
    this.stages = tables.stages();
    this.layers = tables.layers();
    this.kindOf = new int[stages];
    for (int s = 0; s < stages; s++) {
      kindOf[s] = kind(Kind.of(tables, s));
    }
    this.kindEnd = new int[kinds.size()][layers + 1];
    this.memoryEnd = memoryWindows(tables);
    this.earliest = new int[stages + 1];
    this.furthest = new int[stages + 1];
    this.successor = new int[stages][layers + 1];
    this.window = new int[layers + 1];
    this.windowValue = new long[layers + 1];
    this.best = new long[layers + 1];
    this.next = new long[layers + 1];
  }

  private int kind(Kind kind) {
    for (int known = kinds.size() - 1; known >= 0; known--) {
      if (kinds.get(known).sameAs(kind)) {
        return known;
      }
    }
    kinds.add(kind);
    return kinds.size() - 1;
  }

  private static int[] @Nullable [] memoryWindows(LayerTables tables) {
    Memory memory = tables.memory();
    int[][] ends = new int[tables.stages()][];
    for (int s = 0; memory != null && s < ends.length; s++) {
      int inFlight = memory.inFlight()[s];
      long cap = memory.capBytes()[s];
      boolean same =
          s > 0 && inFlight == memory.inFlight()[s - 1] && cap == memory.capBytes()[s - 1];
      ends[s] = same ? ends[s - 1] : new int[tables.layers() + 1];
      if (!same) {
        StageWindows.fillMemory(memory, tables.tied(), inFlight, cap, ends[s]);
      }
    }
    return ends;
  }

  /** Returns how many layers the stages hold at most, taken from the front, whatever the time. */
  int layersThatFitMemory() {
    int reach = 0;
    for (int s = 0; s < stages; s++) {
      int[] end = memoryEnd[s];
      reach = end == null ? layers : end[reach];
    }
    return reach;
  }

  @Override
  public boolean mayFit(long timeCap, long syncCap) {
    for (int k = 0; k < kindEnd.length; k++) {
      kinds.get(k).fill(timeCap, syncCap, kindEnd[k]);
    }
    return reach();
  }

  private int end(int stage, int start) {
    int end = kindEnd[kindOf[stage]][start];
    int[] memory = memoryEnd[stage];
    return memory == null ? end : Math.min(end, memory[start]);
  }

  /** Computes the possible starts of all stages; false if a stage has none. */
  private boolean reach() {
    furthest[0] = 0;
    for (int s = 0; s < stages; s++) {
      furthest[s + 1] = Math.min(end(s, furthest[s]), layers - (stages - 1 - s));
      if (furthest[s + 1] <= s) {
        return false;
      }
    }
    earliest[stages] = layers;
    if (furthest[stages] < layers) {
      return false;
    }
    for (int s = stages - 1; s >= 0; s--) {
      int i = earliest[s + 1] - 1;
      while (i < furthest[s] && end(s, i) < earliest[s + 1]) {
        i++;
      }
      while (i > s && end(s, i - 1) >= earliest[s + 1]) {
        i--;
      }
      earliest[s] = i;
      if (i > furthest[s] || end(s, i) < earliest[s + 1]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public @Nullable Corner solve(long timeCap, long syncCap) {
    if (!mayFit(timeCap, syncCap)) {
      return null;
    }
    best[layers] = 0;
    for (int s = stages - 1; s >= 0; s--) {
      step(s);
      long[] swap = best;
      best = next;
      next = swap;
    }
    return best[0] >= NONE ? null : corner(best[0]);
  }

  /** Computes B_s into {@code next} from B_{s+1} in {@code best}. */
  private void step(int s) {
    long[] time = tables.time()[s];
    long[] cut = s == stages - 1 ? null : tables.cut()[s];
    int[] kindEnds = kindEnd[kindOf[s]];
    int[] memoryEnds = memoryEnd[s];
    int[] chosen = successor[s];
    int lowest = earliest[s + 1];
    int j = furthest[s + 1];
    int head = 0;
    int tail = 0;
    for (int i = furthest[s]; i >= earliest[s]; i--) {
      int end = memoryEnds == null ? kindEnds[i] : Math.min(kindEnds[i], memoryEnds[i]);
      for (int first = Math.max(i + 1, lowest); j >= first; j--) {
        if (j > end || best[j] >= NONE) {
          continue;
        }
        long value = best[j] + time[j] + (cut == null ? 0 : cut[j]);
        while (tail > head && windowValue[tail - 1] >= value) {
          tail--;
        }
        window[tail] = j;
        windowValue[tail++] = value;
      }
      while (head < tail && window[head] > end) {
        head++;
      }
      if (head < tail) {
        next[i] = windowValue[head] - time[i];
        chosen[i] = window[head];
      } else {
        next[i] = NONE;
      }
    }
  }

  private Corner corner(long sum) {
    long maxTime = 0;
    long maxSync = 0;
    int from = 0;
    for (int s = 0; s < stages; s++) {
      int to = successor[s][from];
      maxTime = Math.max(maxTime, tables.stageTime(s, from, to));
      maxSync = Math.max(maxSync, tables.stageSync(s, from, to));
      from = to;
    }
    return new Corner(sum, maxTime, maxSync);
  }

  List<Kind> kinds() {
    return kinds;
  }

  /** Returns the cuts of the last solution. */
  int[] cuts() {
    int[] cuts = new int[stages + 1];
    for (int s = 0; s < stages; s++) {
      cuts[s + 1] = successor[s][cuts[s]];
    }
    return cuts;
  }
}
