package org.ampplanner.partition;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a layer assignment in which the order of stages is free too, by kind of group:
 * what serves a stage is one of a few kinds, of each of which there are so many.
 *
 * <p>Minimised is {@code (m-1)·max t_s + Σ t_s + Σ c_b + max g_s} as in {@link LayerTables}, over
 * sequences of kinds and cuts; with {@link Positions}, the first maximum is of their peaks.
 *
 * @param microBatches m, at least 1
 * @param shape what a pipeline consists of
 * @param costs what its layers and cuts cost
 * @param tied pairs of layers that a stage holding both synchronises once; discounts by kind
 * @param memory what must fit, or null if memory is no concern
 * @param positions what depends on the position in the pipeline too, or null if nothing does
 */
public record OrderTables(
    int microBatches,
    Shape shape,
    Costs costs,
    List<LayerTables.Tie> tied,
    @Nullable Memory memory,
    @Nullable Positions positions) {

  /** Makes tables in which positions are alike. */
  public OrderTables(
      int microBatches,
      Shape shape,
      Costs costs,
      List<LayerTables.Tie> tied,
      @Nullable Memory memory) {
    this(microBatches, shape, costs, tied, memory, null);
  }

  /** Returns these tables with other positions, or with positions that are alike. */
  public OrderTables with(@Nullable Positions other) {
    return new OrderTables(microBatches, shape, costs, tied, memory, other);
  }

  /**
   * What a pipeline consists of.
   *
   * @param groups how many groups form it
   * @param stagesPerGroup consecutive stages that a group holds, at least 1
   * @param available {@code [kind]}: how many there are; together at least {@code groups}; those
   *     beyond that stay idle
   * @param leastLayers how many layers every stage holds at least, at least 1
   */
  @SuppressWarnings("ArrayRecordComponent") // shared, not compared, as all tables
  public record Shape(int groups, int stagesPerGroup, int[] available, int leastLayers) {

    /** Makes a pipeline whose stages may hold a single layer. */
    public Shape(int groups, int stagesPerGroup, int[] available) {
      this(groups, stagesPerGroup, available, 1);
    }
  }

  /**
   * What layers and cuts cost.
   *
   * @param time {@code [kind][i]}: time of the layers before i, for one micro-batch
   * @param cut {@code [kind before][kind after][i]}: cost of cutting before layer i between groups;
   *     entry 0 is unused; rows may be shared
   * @param inner {@code [kind][i]}: cost of cutting before layer i inside a group
   * @param sync {@code [kind][i]}: synchronisation time of the layers before i
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Costs(long[][] time, long[][][] cut, long[][] inner, long[][] sync) {}

  /**
   * What a stage has to stay below, where that is not its time: it enters the objective by its
   * maximum over stages, the time by its sum. Of the first stage's synchronisation all counts, of
   * later ones', up to the stage with the largest peak, what goes beyond the {@link Drain}.
   *
   * @param peak {@code [kind][stage][i]}: of the layers before i; rows may be one and the same
   * @param peakConstant {@code [stage]}: of the stage itself
   * @param drain how much earlier later stages end, or null if only the first stage synchronises
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Positions(long[][][] peak, long[] peakConstant, @Nullable Drain drain) {

    /** Makes positions of which only the first synchronises. */
    public Positions(long[][][] peak, long[] peakConstant) {
      this(peak, peakConstant, null);
    }

    private double largest(int c) {
      double largest = 0;
      for (int s = 0; s < peakConstant.length; s++) {
        long[] row = peak[c][s];
        largest = Math.max(largest, row[row.length - 1] + (double) peakConstant[s]);
      }
      return largest;
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
   * Device memory.
   *
   * @param layers {@code [kind]}: what layers take
   * @param inFlight {@code [stage]}: micro-batches in flight
   * @param capBytes {@code [kind]}
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Memory(LayerBytes[] layers, int[] inFlight, long[] capBytes) {

    /** Makes memory without working space, of prefix sums by kind. */
    public Memory(long[][] fixed, long[][] activation, int[] inFlight, long[] capBytes) {
      this(new LayerBytes[fixed.length], inFlight, capBytes);
      Arrays.setAll(layers, c -> new LayerBytes(fixed[c], activation[c]));
    }

    private boolean fits(List<LayerTables.Tie> tied, int c, int stage, int from, int to) {
      return layers[c].fit(tied, inFlight[stage], capBytes[c], from, to);
    }
  }

  /**
   * Validates the shapes and that no objective can overflow.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public OrderTables {
    int kinds = shape.available.length;
    if (kinds < 1
        || costs.time.length != kinds
        || costs.cut.length != kinds
        || costs.inner.length != kinds
        || costs.sync.length != kinds
        || shape.groups < 1
        || shape.stagesPerGroup < 1) {
      throw new IllegalArgumentException("tables that don't fit each other: kinds " + kinds);
    }
    long members = 0;
    double worst = 0;
    for (int c = 0; c < kinds; c++) {
      members += shape.available[c];
      worst = Math.max(worst, worst(microBatches, shape.groups * shape.stagesPerGroup, costs, c));
      worst = positions == null ? worst : Math.max(worst, positions.largest(c));
    }
    if (shape.leastLayers < 1) {
      throw new IllegalArgumentException(
          "leastLayers (" + shape.leastLayers + ") must be at least 1");
    }
    if (members < shape.groups) {
      throw new IllegalArgumentException(
          "groups (" + shape.groups + ") exceed members (" + members + ")");
    }
    if (!(worst < LayerTables.LARGEST_OBJECTIVE / 4.0)) {
      throw new IllegalArgumentException("times too large for exact arithmetic: " + worst);
    }
    tied = List.copyOf(tied);
  }

  private static double worst(int microBatches, int stages, Costs costs, int c) {
    int layers = costs.time[0].length - 1;
    double worst = (double) costs.time[c][layers] * (microBatches + (double) stages);
    worst = Math.max(worst, costs.sync[c][layers]);
    worst = Math.max(worst, largest(costs.inner[c]) * (double) stages);
    for (long[] row : costs.cut[c]) {
      worst = Math.max(worst, largest(row) * (double) stages);
    }
    return worst;
  }

  private static long largest(long[] row) {
    long largest = 0;
    for (long value : row) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  /** Returns the number of groups. */
  public int groups() {
    return shape.groups;
  }

  /** Returns how many consecutive stages a group holds. */
  public int stagesPerGroup() {
    return shape.stagesPerGroup;
  }

  /** Returns how many groups there are of every kind. */
  public int[] available() {
    return shape.available;
  }

  /** Returns how many layers every stage holds at least. */
  public int leastLayers() {
    return shape.leastLayers;
  }

  /** Returns the number of kinds. */
  public int kinds() {
    return shape.available.length;
  }

  /** Returns the number of stages. */
  public int stages() {
    return shape.groups * shape.stagesPerGroup;
  }

  /** Returns the number of layers. */
  public int layers() {
    return costs.time[0].length - 1;
  }

  /** Returns the time of a stage of a kind that holds the layers {@code [from, to)}. */
  public long stageTime(int c, int from, int to) {
    return costs.time[c][to] - costs.time[c][from];
  }

  /** Returns what the maximum over stages is taken of, for a stage at a position. */
  public long stagePeak(int c, int stage, int from, int to) {
    Positions p = positions;
    return p == null
        ? stageTime(c, from, to)
        : p.peak[c][stage][to] - p.peak[c][stage][from] + p.peakConstant[stage];
  }

  /** Returns whether two positions have the same peaks and synchronisation for a kind. */
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
        : with(new Positions(p.peak, p.peakConstant, new Drain(p.drain.before, p.drain.cut, last)));
  }

  /** Returns the synchronisation time of a stage that holds the layers {@code [from, to)}. */
  public long stageSync(int c, int from, int to) {
    long sum = costs.sync[c][to] - costs.sync[c][from];
    for (LayerTables.Tie tie : tied) {
      sum -= tie.within(from, to) ? tie.discount()[c] : 0;
    }
    return sum;
  }

  /** Returns whether a stage at a position, of a kind, fits in memory. */
  public boolean fits(int c, int stage, int from, int to) {
    Memory m = memory;
    return m == null || m.fits(tied, c, stage, from, to);
  }

  /** Returns, by layer, the cost of cutting before it, ahead of {@code stage}. */
  public long[] cuts(int kindBefore, int kindAfter, int stage) {
    return stage % shape.stagesPerGroup == 0
        ? costs.cut[kindBefore][kindAfter]
        : costs.inner[kindAfter];
  }
}
