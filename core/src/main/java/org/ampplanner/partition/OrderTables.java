package org.ampplanner.partition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a layer assignment in which the order of stages is free too, by class of device:
 * what serves a stage is one of a few classes, of each of which there are so many.
 *
 * <p>Minimised is {@code (m-1)·max t_s + Σ t_s + Σ c_b + max g_s} as in {@link LayerTables}, over
 * sequences of classes and cuts; with {@link Positions}, the first maximum is of their peaks.
 *
 * @param microBatches m, at least 1
 * @param blocks how many blocks form the pipeline
 * @param stagesPerBlock consecutive stages that share one member of a class, at least 1
 * @param available {@code [class]}: members, blocks at most; together at least {@code blocks};
 *     members beyond that stay idle
 * @param time {@code [class][i]}: time of the layers before i, for one micro-batch
 * @param cut {@code [class before][class after][i]}: cost of cutting before layer i between blocks;
 *     entry 0 is unused; rows may be shared
 * @param inner {@code [class][i]}: cost of cutting before layer i inside a block
 * @param sync {@code [class][i]}: synchronisation time of the layers before i
 * @param tied pairs of layers that a stage holding both synchronises once; discounts by class
 * @param memory what must fit, or null if memory is no concern
 * @param positions what depends on the position in the pipeline too, or null if nothing does
 * @param leastLayers how many layers every stage holds at least, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // tables that are shared, not compared
public record OrderTables(
    int microBatches,
    int blocks,
    int stagesPerBlock,
    int[] available,
    long[][] time,
    long[][][] cut,
    long[][] inner,
    long[][] sync,
    List<LayerTables.Tie> tied,
    @Nullable Memory memory,
    @Nullable Positions positions,
    int leastLayers) {

  /** Makes tables in which positions are alike. */
  public OrderTables(
      int microBatches,
      int blocks,
      int stagesPerBlock,
      int[] available,
      long[][] time,
      long[][][] cut,
      long[][] inner,
      long[][] sync,
      List<LayerTables.Tie> tied,
      @Nullable Memory memory) {
    this(
        microBatches,
        blocks,
        stagesPerBlock,
        available,
        time,
        cut,
        inner,
        sync,
        tied,
        memory,
        null,
        1);
  }

  /** Returns these tables for stages that hold so many layers at least. */
  public OrderTables withLeastLayers(int least) {
    return new OrderTables(
        microBatches,
        blocks,
        stagesPerBlock,
        available,
        time,
        cut,
        inner,
        sync,
        tied,
        memory,
        positions,
        least);
  }

  /**
   * What a stage has to stay below, where that is not its time: it enters the objective by its
   * maximum over stages, the time by its sum. Of the first stage's synchronisation all counts, of
   * later ones', up to the stage with the largest peak, what goes beyond the {@link Drain}.
   *
   * @param peak {@code [class][stage][i]}: of the layers before i; rows may be one and the same
   * @param peakConstant {@code [stage]}: of the stage itself
   * @param drain how much earlier later stages end, or null if only the first stage synchronises
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Positions(long[][][] peak, long[] peakConstant, @Nullable Drain drain) {

    /** Makes positions of which only the first synchronises. */
    public Positions(long[][][] peak, long[] peakConstant) {
      this(peak, peakConstant, null);
    }
  }

  /**
   * How much earlier than the first stage another one ends at most, if it is not behind the stage
   * with the largest peak: the last passes of the stages before it.
   *
   * @param before {@code [i]}: of the layers before i
   * @param cut of handing over to a stage
   * @param last no stage before it can have the largest peak, so that synchronisation counts up to
   *     it
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Drain(long[] before, long cut, int last) {}

  /**
   * Device memory: a stage fits if {@code static + inFlight · activation + max working ≤ cap}.
   *
   * @param staticBytes {@code [class][i]}: bytes of the layers before i that are there all the time
   * @param activationBytes {@code [class][i]}: bytes of the layers before i per micro-batch in
   *     flight
   * @param inFlight {@code [stage]}: micro-batches in flight
   * @param capBytes {@code [class]}
   * @param workingBytes {@code [layer]}: what a layer needs while it runs; a stage needs the most
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Memory(
      long[][] staticBytes,
      long[][] activationBytes,
      int[] inFlight,
      long[] capBytes,
      long[] workingBytes) {

    /** Makes memory without working space. */
    public Memory(long[][] staticBytes, long[][] activationBytes, int[] inFlight, long[] capBytes) {
      this(staticBytes, activationBytes, inFlight, capBytes, new long[staticBytes[0].length - 1]);
    }

    private boolean fits(List<LayerTables.Tie> tied, int c, int stage, int from, int to) {
      long kept = staticBytes[c][to] - staticBytes[c][from];
      for (LayerTables.Tie tie : tied) {
        kept -= tie.within(from, to) ? tie.staticBytes() : 0;
      }
      long activations = activationBytes[c][to] - activationBytes[c][from];
      long room = capBytes[c] - kept - inFlight[stage] * activations;
      if (room < 0) {
        return false;
      }
      for (int layer = from; layer < to; layer++) {
        if (workingBytes[layer] > room) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Validates the shapes and that no objective can overflow.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public OrderTables {
    int classes = available.length;
    if (classes < 1
        || time.length != classes
        || cut.length != classes
        || inner.length != classes
        || sync.length != classes
        || blocks < 1
        || stagesPerBlock < 1) {
      throw new IllegalArgumentException("tables that don't fit each other: classes " + classes);
    }
    int layers = time[0].length - 1;
    int stages = blocks * stagesPerBlock;
    long members = 0;
    double worst = 0;
    for (int c = 0; c < classes; c++) {
      members += available[c];
      worst = Math.max(worst, (double) time[c][layers] * (microBatches + (double) stages));
      worst = Math.max(worst, sync[c][layers]);
      worst = Math.max(worst, largest(inner[c]) * (double) stages);
      for (long[] row : cut[c]) {
        worst = Math.max(worst, largest(row) * (double) stages);
      }
      for (int s = 0; positions != null && s < stages; s++) {
        worst = Math.max(worst, positions.peak[c][s][layers] + (double) positions.peakConstant[s]);
      }
    }
    if (leastLayers < 1) {
      throw new IllegalArgumentException("leastLayers (" + leastLayers + ") must be at least 1");
    }
    if (members < blocks) {
      throw new IllegalArgumentException(
          "blocks (" + blocks + ") exceed members (" + members + ")");
    }
    if (!(worst < LayerTables.LARGEST_OBJECTIVE / 4.0)) {
      throw new IllegalArgumentException("times too large for exact arithmetic: " + worst);
    }
    tied = List.copyOf(tied);
  }

  private static long largest(long[] row) {
    long largest = 0;
    for (long value : row) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  /** Returns the number of classes. */
  public int classes() {
    return available.length;
  }

  /** Returns the number of stages. */
  public int stages() {
    return blocks * stagesPerBlock;
  }

  /** Returns the number of layers. */
  public int layers() {
    return time[0].length - 1;
  }

  /** Returns the time of a stage of a class that holds the layers {@code [from, to)}. */
  public long stageTime(int c, int from, int to) {
    return time[c][to] - time[c][from];
  }

  /** Returns what the maximum over stages is taken of, for a stage at a position. */
  public long stagePeak(int c, int stage, int from, int to) {
    Positions p = positions;
    return p == null
        ? stageTime(c, from, to)
        : p.peak[c][stage][to] - p.peak[c][stage][from] + p.peakConstant[stage];
  }

  /** Returns whether two positions have the same peaks and synchronisation for a class. */
  boolean samePeak(int c, int s, int t) {
    Positions p = positions;
    int synced = p == null || p.drain == null ? 0 : p.drain.last;
    return p == null
        || (s > synced
            && t > synced
            && p.peak[c][s] == p.peak[c][t]
            && p.peakConstant[s] == p.peakConstant[t]);
  }

  /** Returns the synchronisation time that counts of a stage at a position. */
  public long stageSync(int c, int stage, int from, int to) {
    Positions p = positions;
    if (p == null || stage == 0) {
      return stageSync(c, from, to);
    }
    return p.drain == null || stage > p.drain.last
        ? 0
        : Math.max(0, stageSync(c, from, to) - p.drain.before[from] - stage * p.drain.cut);
  }

  /** Returns the same tables with synchronisation counted up to a stage, where it drains. */
  OrderTables synced(int last) {
    Positions p = positions;
    return p == null || p.drain == null
        ? this
        : new OrderTables(
            microBatches,
            blocks,
            stagesPerBlock,
            available,
            time,
            cut,
            inner,
            sync,
            tied,
            memory,
            new Positions(p.peak, p.peakConstant, new Drain(p.drain.before, p.drain.cut, last)),
            leastLayers);
  }

  /** Returns the synchronisation time of a stage that holds the layers {@code [from, to)}. */
  public long stageSync(int c, int from, int to) {
    long sum = sync[c][to] - sync[c][from];
    for (LayerTables.Tie tie : tied) {
      if (tie.first() >= from && tie.second() < to) {
        sum -= tie.discount()[c];
      }
    }
    return sum;
  }

  /** Returns whether a stage at a position, of a class, fits in memory. */
  public boolean fits(int c, int stage, int from, int to) {
    Memory m = memory;
    return m == null || m.fits(tied, c, stage, from, to);
  }

  /** Returns the cost of cutting before layer i, ahead of {@code stage}. */
  public long cutCost(int classBefore, int classAfter, int stage, int i) {
    return stage % stagesPerBlock == 0 ? cut[classBefore][classAfter][i] : inner[classAfter][i];
  }
}
