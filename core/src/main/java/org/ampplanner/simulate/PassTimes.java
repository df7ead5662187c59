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

  /**
   * Returns these times for rendezvous transfers: data moves once the receiver has asked for it, so
   * that a transfer takes time of the pass that waits for it.
   */
  public PassTimes receiving() {
    double[] first = forward.clone();
    double[] second = backward.clone();
    for (int v = 0; v < forwardTransfer.length; v++) {
      first[v + 1] += forwardTransfer[v];
      second[v] += backwardTransfer[v];
    }
    return new PassTimes(devices, first, second, weights, forwardTransfer, backwardTransfer)
        .withoutTransfers();
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
