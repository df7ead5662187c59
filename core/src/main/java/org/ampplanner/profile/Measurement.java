package org.ampplanner.profile;

import java.util.Arrays;
import org.ampplanner.unit.Validation;
import org.jspecify.annotations.Nullable;

/**
 * Measured times of every layer of a model on one device type, at one tensor parallelism and one
 * micro-batch size.
 */
public final class Measurement {
  /** How times were taken. */
  public enum Clock {
    /** By events on the device, or over many layers at once: what a layer adds to a step. */
    DEVICE,
    /**
     * By the host, waiting for the device after every layer: the sum of launching and computing, of
     * which a training step hides the shorter behind the longer.
     */
    HOST_SYNCHRONISED
  }

  private final Clock clock;
  private final String deviceType;
  private final int tensorParallel;
  private final int microBatchSize;
  private final double[] forwardSeconds;
  private final double @Nullable [] backwardSeconds;

  /** Makes a measurement by the device's clock. */
  public Measurement(
      String deviceType,
      int tensorParallel,
      int microBatchSize,
      double[] forwardSeconds,
      double @Nullable [] backwardSeconds) {
    this(deviceType, tensorParallel, microBatchSize, forwardSeconds, backwardSeconds, Clock.DEVICE);
  }

  /**
   * Makes a measurement.
   *
   * @param deviceType id of the device type
   * @param tensorParallel degree it was taken at, at least 1
   * @param microBatchSize samples it was taken with, at least 1
   * @param forwardSeconds per layer in order, each at least 0
   * @param backwardSeconds per layer in order, or null if only the forward pass was measured
   * @param clock how times were taken
   */
  public Measurement(
      String deviceType,
      int tensorParallel,
      int microBatchSize,
      double[] forwardSeconds,
      double @Nullable [] backwardSeconds,
      Clock clock) {
    Validation v =
        new Validation()
            .named("device", deviceType)
            .positive("tensor_parallel", tensorParallel)
            .positive("micro_batch_size", microBatchSize)
            .require(
                backwardSeconds == null || backwardSeconds.length == forwardSeconds.length,
                "backward_ms",
                backwardSeconds == null ? 0 : backwardSeconds.length,
                "has not as many numbers as forward_ms (" + forwardSeconds.length + ")",
                null);
    notNegative(v, "forward_ms", forwardSeconds);
    if (backwardSeconds != null) {
      notNegative(v, "backward_ms", backwardSeconds);
    }
    v.throwIfInvalid();
    this.clock = clock;
    this.deviceType = deviceType;
    this.tensorParallel = tensorParallel;
    this.microBatchSize = microBatchSize;
    this.forwardSeconds = forwardSeconds.clone();
    this.backwardSeconds = backwardSeconds == null ? null : backwardSeconds.clone();
  }

  private static void notNegative(Validation v, String field, double[] values) {
    for (double value : values) {
      v.notNegative(field, value);
    }
  }

  /** Returns how times were taken. */
  public Clock clock() {
    return clock;
  }

  /** Returns the id of the device type. */
  public String deviceType() {
    return deviceType;
  }

  /** Returns the degree of tensor parallelism. */
  public int tensorParallel() {
    return tensorParallel;
  }

  /** Returns the micro-batch size. */
  public int microBatchSize() {
    return microBatchSize;
  }

  /** Returns the number of layers. */
  public int layers() {
    return forwardSeconds.length;
  }

  /** Returns the forward time of a layer for one micro-batch. */
  public double forwardSeconds(int layer) {
    return forwardSeconds[layer];
  }

  /** Returns whether the backward pass was measured. */
  public boolean hasBackward() {
    return backwardSeconds != null;
  }

  /** Returns the backward time of a layer for one micro-batch: measured, or twice the forward. */
  public double backwardSeconds(int layer) {
    return backwardSeconds == null
        ? org.ampplanner.model.LayerTime.BACKWARD_PER_FORWARD * forwardSeconds[layer]
        : backwardSeconds[layer];
  }

  /** Returns this measurement with all times multiplied. */
  public Measurement scaled(double factor) {
    double[] backward = backwardSeconds;
    return new Measurement(
        deviceType,
        tensorParallel,
        microBatchSize,
        Arrays.stream(forwardSeconds).map(t -> t * factor).toArray(),
        backward == null ? null : Arrays.stream(backward).map(t -> t * factor).toArray(),
        clock);
  }
}
