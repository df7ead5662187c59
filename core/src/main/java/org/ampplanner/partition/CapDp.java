package org.ampplanner.partition;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.StageWindows.Kind;
import org.ampplanner.partition.WindowMinimum.Span;
import org.jspecify.annotations.Nullable;

/**
 * The least {@code Σ t_s + Σ c_b} over partitions whose stages all take at most T, synchronise in
 * at most G and fit in memory; of several, the one with the lexicographically smallest cuts.
 *
 * <p>Complexity: O(stages · layers) per pair of caps, less where the caps leave a stage's first
 * layer little room; O(layers + stages · log layers) for the test whether the caps can be met.
 *
 * <p>Sketch: with B_s(i) the best for the stages from s on, which hold the layers from i on, {@link
 * WindowMinimum} gives B_s from B_{s+1}. Only i between the earliest start from which the stages
 * behind can finish and the furthest layer that the stages before can reach are computed.
 *
 * <p>An instance keeps its workspace between calls and belongs to one thread.
 */
final class CapDp implements CapEvaluator {
  private final LayerTables tables;
  private final int stages;
  private final int layers;
  private final List<Kind> kinds = new ArrayList<>();
  private final List<int[]> capEnds = new ArrayList<>();
  private final List<Integer> kindCounts = new ArrayList<>();
  private final StageWindow[] windows;

  /** First and last possible start of each stage; of stage k, the end. */
  private final int[] earliest;

  private final int[] furthest;
  private final int[][] successor;
  private final WindowMinimum minimum;
  private long[] best;
  private long[] next;

  CapDp(LayerTables tables) {
    this.tables = tables;
    this.stages = tables.stages();
    this.layers = tables.layers();
    this.windows = windows();
    this.earliest = new int[stages + 1];
    this.furthest = new int[stages + 1];
    this.successor = new int[stages][layers + 1];
    this.minimum = new WindowMinimum(layers);
    this.best = new long[layers + 1];
    this.next = new long[layers + 1];
  }

  private StageWindow[] windows() {
    StageWindow[] made = new StageWindow[stages];
    for (int s = 0; s < stages; s++) {
      int kind = kind(Kind.of(tables, s));
      int[] before = s == 0 ? null : made[s - 1].memoryEnd();
      made[s] = new StageWindow(tables.time()[s], capEnds.get(kind), memoryEnd(s, before));
    }
    return made;
  }

  private int kind(Kind kind) {
    for (int known = kinds.size() - 1; known >= 0; known--) {
      if (kinds.get(known).sameAs(kind)) {
        kindCounts.set(known, kindCounts.get(known) + 1);
        return known;
      }
    }
    kinds.add(kind);
    kindCounts.add(1);
    capEnds.add(new int[layers + 1]);
    return kinds.size() - 1;
  }

  private int @Nullable [] memoryEnd(int stage, int @Nullable [] before) {
    Memory memory = tables.memory();
    if (memory == null) {
      return null;
    }
    int inFlight = memory.inFlight()[stage];
    long cap = memory.capBytes()[stage];
    if (before != null
        && inFlight == memory.inFlight()[stage - 1]
        && cap == memory.capBytes()[stage - 1]) {
      return before;
    }
    int[] end = new int[layers + 1];
    StageWindows.fillMemory(memory, tables.tied(), inFlight, cap, end);
    return end;
  }

  /** Returns the box of all caps, from bounds that hold for every partition. */
  IntervalBranchAndBound.Box everything(long cheapestCuts) {
    int[] counts = kindCounts.stream().mapToInt(Integer::intValue).toArray();
    return StageWindows.everything(kinds, counts, cheapestCuts);
  }

  /** Returns how many layers the stages' memory holds at most, whatever the time. */
  int layersThatFitMemory() {
    int reach = 0;
    for (StageWindow window : windows) {
      int[] end = window.memoryEnd();
      reach = end == null ? layers : end[reach];
    }
    return reach;
  }

  @Override
  public boolean mayFit(long timeCap, long syncCap) {
    for (int k = 0; k < kinds.size(); k++) {
      kinds.get(k).fill(timeCap, syncCap, capEnds.get(k));
    }
    return reachesTheEnd() && reachesTheStart();
  }

  private boolean reachesTheEnd() {
    furthest[0] = 0;
    for (int s = 0; s < stages; s++) {
      furthest[s + 1] = Math.min(windows[s].end(furthest[s]), layers - (stages - 1 - s));
      if (furthest[s + 1] <= s) {
        return false;
      }
    }
    return furthest[stages] == layers;
  }

  private boolean reachesTheStart() {
    earliest[stages] = layers;
    for (int s = stages - 1; s >= 0; s--) {
      earliest[s] = windows[s].earliest(earliest[s + 1], s, furthest[s]);
      if (earliest[s] < 0) {
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
      minimum.slide(
          windows[s],
          new Span(earliest[s], furthest[s]),
          new Span(earliest[s + 1], furthest[s + 1]),
          best,
          s == stages - 1 ? null : tables.cut()[s],
          next,
          successor[s]);
      long[] swap = best;
      best = next;
      next = swap;
    }
    return best[0] >= WindowMinimum.NONE ? null : corner(best[0]);
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

  /** Returns the cuts of the last solution. */
  int[] cuts() {
    int[] cuts = new int[stages + 1];
    for (int s = 0; s < stages; s++) {
      cuts[s + 1] = successor[s][cuts[s]];
    }
    return cuts;
  }
}
