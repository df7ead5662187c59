package org.ampplanner.cost;

/**
 * What the layers of a stage of a 1F1B pipeline add to a step at least, whatever the other stages:
 * what a search over stages of different degrees is bounded by.
 *
 * @param forward {@code [layer]}, forward pass of one micro-batch, in seconds
 * @param backward {@code [layer]}, backward pass
 * @param sync {@code [layer]}, exposed synchronisation of gradients
 * @param update {@code [layer]}, of the optimizer
 * @param memory what must fit on the stage, for one micro-batch in flight
 * @param extraInFlight micro-batches that a stage holds beyond those that 1F1B needs
 * @param fixedSeconds added to every step
 */
@SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody
public record StageBound(
    double[] forward,
    double[] backward,
    double[] sync,
    double[] update,
    StageCosts.Memory memory,
    int extraInFlight,
    double fixedSeconds) {

  /** Returns the micro-batches that the stage holds with so many stages after it. */
  public int inFlight(int after, int microBatches) {
    return Math.min(Math.min(after + 1, microBatches) + extraInFlight, microBatches);
  }
}
