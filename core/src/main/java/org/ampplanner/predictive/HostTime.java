package org.ampplanner.predictive;

import org.ampplanner.operator.Constants;

/**
 * What the host does for every micro-batch besides launching layers. Where the device is busy for
 * longer than the host it does not show.
 */
final class HostTime {
  private final double layer;
  private final double backward;
  private final double microBatch;
  private final double sharpness;

  /**
   * Makes the times of a host.
   *
   * @param factor launch cost relative to eager PyTorch
   */
  HostTime(Constants constants, double factor) {
    layer = constants.get("host.layer") * factor;
    backward = constants.get("host.backward");
    microBatch = constants.get("host.micro_batch") * factor;
    sharpness = constants.get("host.sharpness");
  }

  /** Returns what it adds to a forward pass of so many seconds and blocks. */
  double besideForward(double seconds, int blocks) {
    return added(seconds, blocks * layer, microBatch / 3);
  }

  /** Returns what it adds to a backward pass of so many seconds and blocks. */
  double besideBackward(double seconds, int blocks) {
    return added(seconds, blocks * layer * backward, 2 * microBatch / 3);
  }

  private double added(double device, double launch, double extra) {
    return SmoothMax.of(device, launch + extra, sharpness)
        - SmoothMax.of(device, launch, sharpness);
  }
}
