package org.ampplanner.partition;

import java.util.Arrays;
import org.ampplanner.partition.OrderTables.StageClass;
import org.ampplanner.partition.WindowMinimum.Span;
import org.jspecify.annotations.Nullable;

/**
 * The least {@code Σ t_s + Σ c_b} over orders and partitions whose stages all obey the caps and fit
 * in memory.
 *
 * <p>Complexity: O(Π(n_c+1) · classes · (classes + block) · layers) for n_c blocks of class c,
 * narrowed to the possible starts of {@link OrderWindows}; as much memory, without the block.
 *
 * <p>Sketch: equal stages are interchangeable, so what is to come is a count for each class, n; the
 * next position is known from it, and with it the memory a stage may take. {@code V[n][c](i)} is
 * the best for n from layer i on when a block of class c comes next: {@link WindowMinimum} over the
 * block's stages, from {@code min over a of (V[n-e_c][a] + cut c to a)}. Orders and lattice paths
 * from n to 0 correspond, so all multinomial(k; n) orders are searched.
 *
 * <p>The solution is derived again from the values, front to back, taking the smallest class and
 * then the smallest end that attain them. An instance keeps its workspace between calls and belongs
 * to one thread.
 */
final class OrderDp implements CapEvaluator {
  private static final long NONE = WindowMinimum.NONE;
  private static final long MOST_VALUES = 1L << 28;

  private final OrderTables tables;
  private final int classes;
  private final int layers;
  private final OrderWindows windows;
  private final CountVectors vectors;
  private final WindowMinimum minimum;
  private final int[] offset;
  private final int[] low;
  private final int[] high;
  private final int[][] chosen;
  private long[] values = {};
  private long[] best;
  private long[] next;

  /** Class of stage 0, its end, class of stage 1, its end, ... */
  private final int[] sequence;

  OrderDp(OrderTables tables) {
    this.tables = tables;
    this.classes = tables.classes().size();
    this.layers = tables.layers();
    this.windows = new OrderWindows(tables);
    this.vectors = windows.vectors();
    this.minimum = new WindowMinimum(layers);
    this.offset = new int[vectors.size()];
    this.low = new int[tables.block() + 1];
    this.high = new int[tables.block() + 1];
    this.chosen = new int[tables.block()][layers + 1];
    this.best = new long[layers + 1];
    this.next = new long[layers + 1];
    this.sequence = new int[2 * tables.stages()];
  }

  @Override
  public boolean mayFit(long timeCap, long syncCap) {
    return windows.reachesTheEnd(timeCap, syncCap);
  }

  @Override
  public @Nullable Corner solve(long timeCap, long syncCap) {
    if (!windows.reachesTheEnd(timeCap, syncCap) || !windows.reachesTheStart()) {
      return null;
    }
    makeRoom();
    int full = vectors.size() - 1;
    for (int vector = 1; vector <= full; vector++) {
      if (windows.earliest(vector) >= 0) {
        for (int c = 0; c < classes; c++) {
          computeValues(vector, c);
        }
      }
    }
    long sum = NONE;
    for (int c = 0; c < classes; c++) {
      sum = Math.min(sum, value(full, c, 0));
    }
    return sum >= NONE ? null : corner(sum);
  }

  /** Returns the box of all caps, from bounds that hold for every order and partition. */
  IntervalBranchAndBound.Box everything(long cheapestCuts) {
    int[] counts = tables.classes().stream().mapToInt(StageClass::stages).toArray();
    return StageWindows.everything(windows.kinds(), counts, cheapestCuts);
  }

  private int length(int vector) {
    return windows.furthest(vector) - windows.earliest(vector) + 1;
  }

  private void makeRoom() {
    long total = 0;
    for (int vector = 1; vector < vectors.size(); vector++) {
      if (windows.earliest(vector) >= 0) {
        offset[vector] = (int) total;
        total += (long) classes * length(vector);
        if (total > MOST_VALUES) {
          throw new IllegalArgumentException(
              "values to keep ("
                  + total
                  + ") are too many\nMaybe merge classes that differ little.");
        }
      }
    }
    if (values.length < total) {
      values = new long[(int) total];
    }
  }

  private int at(int vector, int c, int start) {
    return offset[vector] + c * length(vector) + start - windows.earliest(vector);
  }

  private long value(int vector, int c, int start) {
    return values[at(vector, c, start)];
  }

  private void computeValues(int vector, int c) {
    int first = at(vector, c, windows.earliest(vector));
    int length = length(vector);
    if (!vectors.has(vector, c) || !windows.blockRange(vector, c, low, high)) {
      Arrays.fill(values, first, first + length, NONE);
      return;
    }
    computeBlock(vector, c, false);
    int none = low[0] - windows.earliest(vector);
    Arrays.fill(values, first, first + none, NONE);
    System.arraycopy(best, low[0], values, first + none, length - none);
  }

  /** Computes the values of a block's first stage into {@code best}, for low[0] to high[0]. */
  private void computeBlock(int vector, int c, boolean keepChosen) {
    int block = tables.block();
    long[] inside = tables.classes().get(c).cutInside();
    int position = windows.position(vector);
    loadWhatFollows(vectors.without(vector, c), c);
    for (int t = block - 1; t >= 0; t--) {
      minimum.slide(
          windows.window(c, position + t),
          new Span(low[t], high[t]),
          new Span(low[t + 1], high[t + 1]),
          best,
          t == block - 1 ? null : inside,
          next,
          keepChosen ? chosen[t] : null);
      long[] swap = best;
      best = next;
      next = swap;
    }
  }

  private void loadWhatFollows(int vector, int previous) {
    if (vector == 0) {
      best[layers] = 0;
      return;
    }
    int from = low[tables.block()];
    int to = high[tables.block()];
    Arrays.fill(best, from, to + 1, NONE);
    for (int c = 0; c < classes; c++) {
      if (vectors.has(vector, c)) {
        long[] cut = tables.cut()[previous][c];
        int shift = at(vector, c, 0);
        for (int j = from; j <= to; j++) {
          best[j] = Math.min(best[j], values[shift + j] + cut[j]);
        }
      }
    }
  }

  private Corner corner(long sum) {
    long maxTime = 0;
    long maxSync = 0;
    int from = 0;
    derive(sum);
    for (int s = 0; s < sequence.length; s += 2) {
      int to = sequence[s + 1];
      StageClass stage = tables.classes().get(sequence[s]);
      maxTime = Math.max(maxTime, stage.time()[to] - stage.time()[from]);
      maxSync = Math.max(maxSync, windows.kind(sequence[s]).sync(from, to));
      from = to;
    }
    return new Corner(sum, maxTime, maxSync);
  }

  private void derive(long sum) {
    int at = 0;
    int start = 0;
    int previous = -1;
    long wanted = sum;
    for (int vector = vectors.size() - 1; vector > 0; ) {
      int c = attaining(vector, previous, start, wanted);
      windows.blockRange(vector, c, low, high);
      computeBlock(vector, c, true);
      long time = 0;
      for (int t = 0; t < tables.block(); t++) {
        int end = chosen[t][start];
        StageClass stage = tables.classes().get(c);
        time += stage.time()[end] - stage.time()[start];
        time += t == tables.block() - 1 ? 0 : stage.cutInside()[end];
        sequence[at++] = c;
        sequence[at++] = end;
        start = end;
      }
      wanted -= time + (previous < 0 ? 0 : tables.cut()[previous][c][from(at)]);
      previous = c;
      vector = vectors.without(vector, c);
    }
  }

  /** Returns where the block starts whose last stage was written before {@code at}. */
  private int from(int at) {
    return sequence[at - 2 * tables.block() - 1];
  }

  private int attaining(int vector, int previous, int start, long wanted) {
    for (int c = 0; c < classes; c++) {
      if (vectors.has(vector, c)) {
        long cut = previous < 0 ? 0 : tables.cut()[previous][c][start];
        if (value(vector, c, start) + cut == wanted) {
          return c;
        }
      }
    }
    throw new AssertionError("no class attains " + wanted + " at layer " + start);
  }

  /** Returns the last solution: class of stage 0, its end, class of stage 1, its end, ... */
  int[] sequence() {
    return sequence.clone();
  }
}
