package org.ampplanner.schedule;

/**
 * One pass of one micro-batch through one model chunk of a device.
 *
 * @param kind what is computed
 * @param chunk the device's model chunk, from 0
 * @param microBatch from 0
 */
public record Pass(Kind kind, int chunk, int microBatch) {
  /** What a pass computes. */
  public enum Kind {
    /** The forward pass. */
    FORWARD,
    /** The backward pass, whole or for the inputs only where weights follow later. */
    BACKWARD,
    /** The gradients of the weights. */
    WEIGHTS
  }
}
