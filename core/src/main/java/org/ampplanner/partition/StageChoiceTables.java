package org.ampplanner.partition;

import java.util.List;

/**
 * The numbers of a pipeline whose stages each choose a configuration (class of device, how many,
 * how parallel) and whose number of stages is free. Prefix sums of whole ticks and bytes.
 *
 * <p>Minimised is {@code (m-1)·max t_s + Σ t_s + Σ c_b + max g_s} as in {@link LayerTables}. A
 * stage with q stages after it has {@code min(q+1, m)} micro-batches in flight.
 *
 * @param microBatches m, at least 1
 * @param maxStages how many stages there may be, at least 1
 * @param unitsPerClass devices (or nodes) of each class; stages together use at most these
 * @param choices what a stage may be, at least one
 * @param cut {@code [i]}: cost of cutting before layer i
 * @param staticBytes {@code [i]}: bytes of the layers before i that are there all the time
 * @param activationBytes {@code [i]}: bytes of the layers before i per micro-batch in flight
 */
@SuppressWarnings("ArrayRecordComponent") // tables that are shared, not compared
public record StageChoiceTables(
    int microBatches,
    int maxStages,
    int[] unitsPerClass,
    List<Choice> choices,
    long[] cut,
    long[] staticBytes,
    long[] activationBytes) {

  /**
   * A configuration of a stage.
   *
   * @param deviceClass whose units it takes
   * @param units how many, at least 1
   * @param capBytes memory for static and activation bytes
   * @param time {@code [i]}: time of the layers before i, for one micro-batch
   * @param sync {@code [i]}: synchronisation time of the layers before i
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Choice(int deviceClass, int units, long capBytes, long[] time, long[] sync) {}

  /** Copies the list and validates that there is a choice. */
  public StageChoiceTables {
    choices = List.copyOf(choices);
    if (choices.isEmpty() || maxStages < 1) {
      throw new IllegalArgumentException("no stage may be chosen: " + choices + ", " + maxStages);
    }
    double worst = 0;
    for (Choice choice : choices) {
      int layers = choice.time.length - 1;
      worst = Math.max(worst, (double) choice.time[layers] * (microBatches + (double) layers));
      worst = Math.max(worst, choice.sync[layers]);
    }
    for (long cost : cut) {
      worst = Math.max(worst, (double) cost * maxStages);
    }
    if (!(worst < LayerTables.LARGEST_OBJECTIVE / 4.0)) {
      throw new IllegalArgumentException("times too large for exact arithmetic: " + worst);
    }
  }

  /** Returns the number of layers. */
  public int layers() {
    return choices.get(0).time.length - 1;
  }

  /** Returns whether a choice, with so many stages after it, may hold the layers in memory. */
  public boolean fits(Choice choice, int after, int from, int to) {
    long kept = staticBytes[to] - staticBytes[from];
    long activations = activationBytes[to] - activationBytes[from];
    return kept + Math.min(after + 1, microBatches) * activations <= choice.capBytes;
  }
}
