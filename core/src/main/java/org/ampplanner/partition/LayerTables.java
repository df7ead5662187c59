package org.ampplanner.partition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a layer assignment with a fixed order of stages, as prefix sums of whole ticks and
 * bytes. A tick is whatever the caller chooses; whole numbers make the strict order of caps exact.
 *
 * <p>Minimised is {@code (m-1)·max t_s + Σ t_s + Σ c_b + max g_s} for m micro-batches, stage times
 * t, cut costs c and synchronisation times g.
 *
 * @param microBatches m, at least 1
 * @param time {@code [stage][i]}: time of the layers before i, for one micro-batch; rows may be one
 *     and the same array
 * @param cut {@code [boundary][i]}: cost of cutting before layer i; entry 0 is unused
 * @param sync {@code [stage][i]}: synchronisation time of the layers before i
 * @param tied pairs of layers that a stage holding both synchronises once
 * @param memory what must fit, or null if memory is no concern
 */
@SuppressWarnings("ArrayRecordComponent") // tables that are shared, not compared
public record LayerTables(
    int microBatches,
    long[][] time,
    long[][] cut,
    long[][] sync,
    List<Tie> tied,
    @Nullable Memory memory) {

  /** The largest objective that may occur; beyond it sums could overflow. */
  public static final long LARGEST_OBJECTIVE = Long.MAX_VALUE / 8;

  /**
   * Two layers that share their parameters.
   *
   * @param first index of the earlier layer
   * @param second index of the later layer
   * @param discount {@code [stage]}: what a stage that holds both saves, at most the
   *     synchronisation time of either layer
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Tie(int first, int second, long[] discount) {}

  /**
   * Device memory: a stage fits if {@code static + inFlight · activation ≤ cap}.
   *
   * @param staticBytes {@code [i]}: bytes of the layers before i that are there all the time
   * @param activationBytes {@code [i]}: bytes of the layers before i per micro-batch in flight
   * @param inFlight {@code [stage]}: micro-batches in flight
   * @param capBytes {@code [stage]}
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Memory(
      long[] staticBytes, long[] activationBytes, int[] inFlight, long[] capBytes) {

    boolean fits(int stage, int from, int to) {
      long kept = staticBytes[to] - staticBytes[from];
      long activations = activationBytes[to] - activationBytes[from];
      return kept + inFlight[stage] * activations <= capBytes[stage];
    }
  }

  /**
   * Validates the shapes and that no objective can overflow.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public LayerTables {
    int stages = time.length;
    int layers = stages == 0 ? 0 : time[0].length - 1;
    if (stages < 1 || layers < 1 || cut.length != stages - 1 || sync.length != stages) {
      throw new IllegalArgumentException(
          "tables that don't fit each other: stages "
              + stages
              + ", layers "
              + layers
              + ", boundaries "
              + cut.length
              + ", rows of sync "
              + sync.length);
    }
    double worst = 0;
    for (int s = 0; s < stages; s++) {
      worst = Math.max(worst, (double) time[s][layers] * (microBatches + (double) stages));
      worst = Math.max(worst, sync[s][layers]);
    }
    for (long[] row : cut) {
      for (long cost : row) {
        worst = Math.max(worst, (double) cost * stages);
      }
    }
    if (!(worst < LARGEST_OBJECTIVE / 4.0)) {
      throw new IllegalArgumentException("times too large for exact arithmetic: " + worst);
    }
    tied = List.copyOf(tied);
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
      if (tie.first >= from && tie.second < to) {
        sum -= tie.discount[stage];
      }
    }
    return sum;
  }

  /** Returns whether a stage that holds the layers {@code [from, to)} fits in memory. */
  public boolean fits(int stage, int from, int to) {
    Memory m = memory;
    return m == null || m.fits(stage, from, to);
  }
}
