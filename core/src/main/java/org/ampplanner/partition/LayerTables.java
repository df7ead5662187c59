package org.ampplanner.partition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a layer assignment with a fixed order of stages, as prefix sums of whole ticks and
 * bytes. A tick is whatever the caller chooses; whole numbers make the strict order of caps exact.
 *
 * <p>Minimised is {@code (m-1)·max t_s + Σ t_s + Σ c_b + max g_s} for m micro-batches, stage times
 * t, cut costs c and synchronisation times g (Li et al. 2022, arXiv 2210.07297, section 4), over
 * the partitions that fit in memory.
 *
 * <p>Times, synchronisation and memory of a stage must not fall when it gets one more layer; the
 * constructor checks it. The arrays are not copied and must not change.
 *
 * @param microBatches m, at least 1
 * @param time {@code [stage][i]}: time of the layers before i, for one micro-batch; rows may be one
 *     and the same array, which makes the solver faster
 * @param cut {@code [boundary][i]}: cost of cutting before layer i; entry 0 is unused
 * @param sync {@code [stage][i]}: synchronisation time of the layers before i; rows may be shared
 * @param tied pairs of layers that a stage holding both counts once
 * @param memory what must fit, or null if memory is no concern
 * @param leastLayers how many layers every stage holds at least, at least 1; as many as it has
 *     chunks where stages are interleaved
 */
@SuppressWarnings("ArrayRecordComponent") // tables that are shared, not compared
public record LayerTables(
    int microBatches,
    long[][] time,
    long[][] cut,
    long[][] sync,
    List<Tie> tied,
    @Nullable Memory memory,
    int leastLayers) {

  /** Makes tables in which a stage may hold a single layer. */
  public LayerTables(
      int microBatches,
      long[][] time,
      long[][] cut,
      long[][] sync,
      List<Tie> tied,
      @Nullable Memory memory) {
    this(microBatches, time, cut, sync, tied, memory, 1);
  }

  /** The largest objective that may occur; tables that could exceed it are refused. */
  public static final long LARGEST_OBJECTIVE = Long.MAX_VALUE / 8;

  /**
   * Two layers that share their parameters. Of n layers that share the same parameters, tie each to
   * the next: stages hold consecutive layers, so n - 1 pairs count the parameters exactly once.
   *
   * @param first index of the earlier layer
   * @param second index of the later layer
   * @param discount {@code [stage]}: synchronisation time that a stage which holds both saves
   * @param staticBytes static memory that a stage which holds both saves
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Tie(int first, int second, long[] discount, long staticBytes) {

    /** Makes a tie that saves no memory. */
    public Tie(int first, int second, long[] discount) {
      this(first, second, discount, 0);
    }

    boolean within(int from, int to) {
      return from <= first && second < to;
    }
  }

  /**
   * Device memory of every stage.
   *
   * @param layers what layers take
   * @param inFlight {@code [stage]}: micro-batches in flight, in any order
   * @param capBytes {@code [stage]}
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Memory(LayerBytes layers, int[] inFlight, long[] capBytes) {

    /** Makes memory without working space. */
    public Memory(long[] fixed, long[] activation, int[] inFlight, long[] capBytes) {
      this(new LayerBytes(fixed, activation), inFlight, capBytes);
    }

    boolean fits(List<Tie> tied, int stage, int from, int to) {
      return layers.fit(tied, inFlight[stage], capBytes[stage], from, to);
    }

    /** Returns the micro-batches in flight under 1F1B: {@code min(stages - s, microBatches)}. */
    public static int[] inFlight1F1B(int stages, int microBatches) {
      int[] inFlight = new int[stages];
      for (int s = 0; s < stages; s++) {
        inFlight[s] = Math.min(stages - s, microBatches);
      }
      return inFlight;
    }
  }

  /**
   * Validates the shapes, that all sums are monotone, and that no value can overflow.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public LayerTables {
    tied = List.copyOf(tied);
    LayerTablesCheck.check(microBatches, time, cut, sync, tied, memory);
    LayerTablesCheck.require(leastLayers >= 1, "leastLayers", leastLayers, "must be at least 1");
  }

  /** Returns the number of stages. */
  public int stages() {
    return time.length;
  }

  /** Returns the number of layers. */
  public int layers() {
    return time[0].length - 1;
  }

  /** Returns the time of a stage that holds the layers {@code [from, to)}. */
  public long stageTime(int stage, int from, int to) {
    return time[stage][to] - time[stage][from];
  }

  /** Returns the synchronisation time of a stage that holds the layers {@code [from, to)}. */
  public long stageSync(int stage, int from, int to) {
    long sum = sync[stage][to] - sync[stage][from];
    for (Tie tie : tied) {
      sum -= tie.within(from, to) ? tie.discount[stage] : 0;
    }
    return sum;
  }

  /** Returns whether a stage that holds the layers {@code [from, to)} fits in memory. */
  public boolean fits(int stage, int from, int to) {
    Memory m = memory;
    return m == null || m.fits(tied, stage, from, to);
  }
}
