package org.ampplanner.partition;

import java.util.Arrays;
import java.util.List;

/**
 * The numbers of a pipeline whose stages each choose a configuration (class of device, how many,
 * how parallel) and whose number of stages is free. Prefix sums of whole ticks and bytes.
 *
 * <p>Minimised is {@code (m-1)·max p_s + Σ t_s + Σ c_b + max g_s + l} for stage times t, peaks p,
 * cuts c, synchronisation g, and what only the first stage pays, l.
 *
 * @param microBatches m, at least 1
 * @param allowedStages {@code [k]}: whether a pipeline may have k stages; its length is one more
 *     than the most
 * @param unitsPerClass devices (or nodes) of each class; stages together use at most these
 * @param choices what a stage may be, at least one
 * @param cut {@code [meeting before][meeting after][i]}: cost of cutting before layer i between two
 *     stages
 */
@SuppressWarnings("ArrayRecordComponent") // tables that are shared, not compared
public record StageChoiceTables(
    int microBatches,
    boolean[] allowedStages,
    int[] unitsPerClass,
    List<Choice> choices,
    long[][][] cut) {

  /**
   * A configuration of a stage.
   *
   * @param deviceClass whose units it takes
   * @param units how many, at least 1
   * @param meeting what the cost of its boundaries depends on, an index into {@code cut}
   * @param time {@code [i]}: time of the layers before i, for one micro-batch
   * @param peak {@code [stages after][i]}: what counts in the largest, of the layers before i
   * @param sync {@code [i]}: synchronisation time of the layers before i
   * @param first {@code [i]}: what the layers before i cost where they are the first stage
   * @param memory what has to fit
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Choice(
      int deviceClass,
      int units,
      int meeting,
      long[] time,
      long[][] peak,
      long[] sync,
      long[] first,
      Memory memory) {

    /** Makes a choice whose peak is its time and that costs the same at every place. */
    public static Choice of(
        int deviceClass, int units, long[] time, long[] sync, int maxStages, Memory memory) {
      long[][] peak = new long[maxStages][];
      Arrays.fill(peak, time);
      return new Choice(deviceClass, units, 0, time, peak, sync, new long[time.length], memory);
    }
  }

  /**
   * What has to fit.
   *
   * @param layers what layers take
   * @param inFlight {@code [stages after]}: micro-batches in flight
   * @param capBytes room
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Memory(LayerBytes layers, int[] inFlight, long capBytes) {

    /** Makes memory of {@code min(q+1, m)} micro-batches in flight, q stages from the last. */
    public static Memory of(
        long capBytes, long[] fixed, long[] activation, int microBatches, int stages) {
      int[] inFlight = new int[stages];
      Arrays.setAll(inFlight, q -> Math.min(q + 1, microBatches));
      return new Memory(new LayerBytes(fixed, activation), inFlight, capBytes);
    }

    /** Returns whether the layers fit, with so many stages after them. */
    public boolean fits(int after, int from, int to) {
      return layers.fit(List.of(), inFlight[after], capBytes, from, to);
    }
  }

  /** Copies the list and validates that there is a choice. */
  public StageChoiceTables {
    choices = List.copyOf(choices);
    if (choices.isEmpty() || allowedStages.length < 2) {
      throw new IllegalArgumentException(
          "no stage may be chosen: " + choices + ", " + (allowedStages.length - 1));
    }
    double worst = 0;
    for (Choice choice : choices) {
      int layers = choice.time.length - 1;
      for (long[] peak : choice.peak) {
        worst = Math.max(worst, (double) peak[layers] * (microBatches - 1.0));
      }
      worst = Math.max(worst, (double) choice.time[layers] * (layers + 1.0));
      worst = Math.max(worst, choice.sync[layers]);
      worst = Math.max(worst, choice.first[layers]);
    }
    for (long[][] before : cut) {
      for (long[] after : before) {
        worst =
            Math.max(worst, (double) Arrays.stream(after).max().orElse(0) * allowedStages.length);
      }
    }
    if (!(worst < LayerTables.LARGEST_OBJECTIVE / 5.0)) {
      throw new IllegalArgumentException("times too large for exact arithmetic: " + worst);
    }
  }

  /** Returns which numbers of stages are allowed where all up to a number are. */
  public static boolean[] upTo(int maxStages) {
    boolean[] allowed = new boolean[maxStages + 1];
    Arrays.fill(allowed, 1, allowed.length, true);
    return allowed;
  }

  /** Returns the number of layers. */
  public int layers() {
    return choices.get(0).time.length - 1;
  }

  /** Returns how many stages a pipeline may have at most. */
  public int maxStages() {
    return Math.min(allowedStages.length - 1, layers());
  }
}
