package org.ampplanner.simulate;

/**
 * Times of the passes of one replica's pipeline, by virtual stage: virtual stage {@code c·k + s} is
 * chunk c of device s.
 *
 * @param devices devices of the pipeline, k
 * @param forward forward pass, per virtual stage
 * @param backward whole backward pass, per virtual stage
 * @param weights the part of the backward pass that computes the gradients of weights
 * @param forwardTransfer from a virtual stage to the next, one fewer than virtual stages
 * @param backwardTransfer back again, one fewer than virtual stages
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read by the simulator, compared by nobody
public record PassTimes(
    int devices,
    double[] forward,
    double[] backward,
    double[] weights,
    double[] forwardTransfer,
    double[] backwardTransfer) {

  /** Returns the chunks per device. */
  public int chunks() {
    return forward.length / devices;
  }

  /** Returns these times with transfers that take no time. */
  public PassTimes withoutTransfers() {
    return new PassTimes(
        devices,
        forward,
        backward,
        weights,
        new double[forwardTransfer.length],
        new double[backwardTransfer.length]);
  }
}
