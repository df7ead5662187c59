package org.ampplanner.model;

import org.ampplanner.unit.Validation;

/**
 * The time of a layer for one micro-batch.
 *
 * @param forwardSeconds at least 0
 * @param backwardSeconds at least 0
 */
public record LayerTime(double forwardSeconds, double backwardSeconds) {

  /** The usual ratio of backward to forward time, used where only the forward time is known. */
  public static final double BACKWARD_PER_FORWARD = 2;

  /** Validates the components. */
  public LayerTime {
    new Validation()
        .notNegative("forward", forwardSeconds)
        .notNegative("backward", backwardSeconds)
        .throwIfInvalid();
  }

  /** Returns a time whose backward pass takes twice as long as the forward pass. */
  public static LayerTime ofForward(double forwardSeconds) {
    return new LayerTime(forwardSeconds, BACKWARD_PER_FORWARD * forwardSeconds);
  }
}
