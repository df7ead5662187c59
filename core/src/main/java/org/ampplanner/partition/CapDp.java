package org.ampplanner.partition;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.ampplanner.partition.LayerTables.Memory;
import org.ampplanner.partition.StageWindow.Span;
import org.jspecify.annotations.Nullable;

/**
 * The least {@code Σ t_s + Σ c_b} over partitions whose stages all take at most T, synchronise in
 * at most G and fit in memory; of several, the one with the lexicographically smallest cuts.
 *
 * <p>Complexity: O(stages · layers) per pair of caps, less where the caps leave a stage's first
 * layer little room; O(layers + stages · log layers) for the test whether the caps can be met.
 *
 * <p>Sketch: with B_s(i) the best for the stages from s on, which hold the layers from i on, a
 * sliding {@link WindowMinimum} gives B_s from B_{s+1}. Only i between the earliest start from
 * which the stages behind can finish and the furthest layer that the stages before can reach are
 * computed.
 *
 * <p>An instance keeps its workspace between calls and belongs to one thread.
 */
final class CapDp implements CapSearch.Evaluator<CapDp.Solution> {
  static final long NONE = WindowMinimum.NONE;

  /** The values of a partition that obeys the caps; {@link #cuts} has its cuts. */
  record Solution(long sum, long maxTime, long maxSync) implements CapSearch.Solution {}

  private final LayerTables tables;
  private final int stages;
  private final int layers;
  private final int least;
  private final List<StageSums> distinct = new ArrayList<>();
  private final List<int[]> capEnds = new ArrayList<>();
  private final List<Integer> distinctCounts = new ArrayList<>();
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
    this.earliest = new int[stages + 1];
    this.furthest = new int[stages + 1];
    this.successor = new int[stages][layers + 1];
    this.least = tables.leastLayers();
    this.windows = windows();
    this.minimum = new WindowMinimum(layers + 1);
    this.best = new long[layers + 1];
    this.next = new long[layers + 1];
  }

  private StageWindow[] windows() {
    StageWindow[] made = new StageWindow[stages];
    for (int s = 0; s < stages; s++) {
      int known = known(StageSums.of(tables, s));
      int[] before = s == 0 ? null : made[s - 1].memoryEnd();
      made[s] = new StageWindow(tables.time()[s], capEnds.get(known), memoryEnd(s, before), least);
    }
    return made;
  }

  private int known(StageSums sums) {
    for (int known = distinct.size() - 1; known >= 0; known--) {
      if (distinct.get(known).sameAs(sums)) {
        distinctCounts.set(known, distinctCounts.get(known) + 1);
        return known;
      }
    }
    distinct.add(sums);
    distinctCounts.add(1);
    capEnds.add(new int[layers + 1]);
    return distinct.size() - 1;
  }

  private int @Nullable [] memoryEnd(int stage, int @Nullable [] before) {
    Memory memory = tables.memory();
    if (memory == null) {
      return null;
    }
    boolean same =
        before != null
            && memory.inFlight()[stage] == memory.inFlight()[stage - 1]
            && memory.capBytes()[stage] == memory.capBytes()[stage - 1];
    return same ? before : Windows.ends(layers, (i, j) -> tables.fits(stage, i, j));
  }

  /**
   * Returns the box of all caps from bounds that hold for every partition, the lower corner raised
   * as far as {@link #mayFit} allows; null if nothing obeys any caps.
   *
   * @param cheapestCuts no partition's cuts cost less
   */
  CapSearch.@Nullable Box everything(long cheapestCuts) {
    int[] counts = distinctCounts.stream().mapToInt(Integer::intValue).toArray();
    Relaxation time =
        new Relaxation(distinct.stream().map(StageSums::time).toArray(long[][]::new), counts);
    Relaxation sync =
        new Relaxation(distinct.stream().map(StageSums::sync).toArray(long[][]::new), counts);
    long timeHigh = time.most();
    long syncHigh = sync.most();
    if (!mayFit(timeHigh, syncHigh)) {
      return null;
    }
    long syncLow = tables.tied().isEmpty() ? sync.leastMax() : 0; // tied layers count once
    return new CapSearch.Box(
        lowest(time.leastMax(), timeHigh, cap -> mayFit(cap, syncHigh)),
        timeHigh,
        lowest(syncLow, syncHigh, cap -> mayFit(timeHigh, cap)),
        syncHigh,
        time.leastSum() + cheapestCuts);
  }

  /**
   * Returns the lowest cap that may fit, given that the high one may: the low one is often near.
   */
  private static long lowest(long low, long high, LongPredicate mayFit) {
    long from = low;
    long to = high;
    for (long step = 1 + low / 64; step < to - from; step *= 4) {
      if (mayFit.test(from + step)) {
        to = from + step;
      } else {
        from += step + 1;
      }
    }
    while (from < to) {
      long middle = from + (to - from) / 2;
      if (mayFit.test(middle)) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return to;
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

  /** Returns false only if nothing obeys the caps; much cheaper than to solve for them. */
  boolean mayFit(long timeCap, long syncCap) {
    for (int k = 0; k < distinct.size(); k++) {
      distinct.get(k).fill(timeCap, syncCap, capEnds.get(k));
    }
    return reachesTheEnd() && reachesTheStart();
  }

  private boolean reachesTheEnd() {
    furthest[0] = 0;
    for (int s = 0; s < stages; s++) {
      furthest[s + 1] = Math.min(windows[s].end(furthest[s]), layers - least * (stages - 1 - s));
      if (furthest[s + 1] < least * (s + 1)) {
        return false;
      }
    }
    return furthest[stages] == layers;
  }

  private boolean reachesTheStart() {
    earliest[stages] = layers;
    for (int s = stages - 1; s >= 0; s--) {
      earliest[s] = windows[s].earliest(earliest[s + 1], least * s, furthest[s]);
      if (earliest[s] < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public @Nullable Solution solve(long timeCap, long syncCap, long sumCap) {
    if (!mayFit(timeCap, syncCap)) {
      return null;
    }
    best[layers] = 0;
    for (int s = stages - 1; s >= 0; s--) {
      windows[s].slide(
          minimum,
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
    return best[0] >= NONE ? null : solution(best[0]);
  }

  private Solution solution(long sum) {
    long maxTime = 0;
    long maxSync = 0;
    int from = 0;
    for (int s = 0; s < stages; s++) {
      int to = successor[s][from];
      maxTime = Math.max(maxTime, tables.stageTime(s, from, to));
      maxSync = Math.max(maxSync, tables.stageSync(s, from, to));
      from = to;
    }
    return new Solution(sum, maxTime, maxSync);
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
