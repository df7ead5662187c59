package org.ampplanner.strategy;

import java.util.Comparator;
import org.ampplanner.unit.Validation;

/**
 * All choices of parallelism but the placement and the partition.
 *
 * @param degrees the degree of each axis
 * @param microBatchSize samples per forward pass of one replica, at least 1
 * @param schedule the pipeline schedule
 * @param recompute what is computed again in the backward pass
 * @param zeroStage what data-parallel ranks share: 0 nothing, 1 optimizer states, 2 and gradients,
 *     3 and parameters
 * @param sequenceParallel whether tensor-parallel ranks split the sequence between their layers
 */
public record Strategy(
    Degrees degrees,
    int microBatchSize,
    Schedule schedule,
    Recompute recompute,
    int zeroStage,
    boolean sequenceParallel) {

  /** The order in which equally good strategies are preferred. */
  public static final Comparator<Strategy> TIE_ORDER =
      Comparator.<Strategy>comparingInt(s -> s.degrees.tensorParallel())
          .thenComparingInt(s -> s.degrees.pipelineParallel())
          .thenComparingInt(s -> s.degrees.contextParallel())
          .thenComparingInt(s -> s.degrees.expertParallel())
          .thenComparingInt(s -> s.degrees.tensorParallel() - s.degrees.expertTensorParallel())
          .thenComparingInt(s -> s.degrees.virtualPipeline())
          .thenComparingInt(s -> s.microBatchSize)
          .thenComparing(s -> s.schedule)
          .thenComparing(s -> s.recompute)
          .thenComparingInt(s -> s.zeroStage)
          .thenComparing(s -> s.sequenceParallel);

  /** Validates the components. */
  public Strategy {
    new Validation()
        .positive("micro_batch_size", microBatchSize)
        .require(
            zeroStage >= 0 && zeroStage <= 3, "zero_stage", zeroStage, "is not 0, 1, 2 or 3", null)
        .throwIfInvalid();
  }

  /** Returns a 1F1B strategy without recomputation, sharding or sequence parallelism. */
  public static Strategy of(Degrees degrees, int microBatchSize) {
    return new Strategy(
        degrees, microBatchSize, Schedule.ONE_FORWARD_ONE_BACKWARD, Recompute.NONE, 0, false);
  }

  /** Returns the degree of tensor parallelism. */
  public int tensorParallel() {
    return degrees.tensorParallel();
  }

  /** Returns the number of pipeline stages. */
  public int pipelineParallel() {
    return degrees.pipelineParallel();
  }

  /** Returns the number of replicas. */
  public int dataParallel() {
    return degrees.dataParallel();
  }

  /**
   * Returns the micro-batches of one replica per step.
   *
   * @throws IllegalArgumentException if the batch does not divide
   */
  public int microBatches(int globalBatchSize) {
    long perRound = (long) degrees.dataParallel() * microBatchSize;
    if (globalBatchSize % perRound != 0) {
      throw new IllegalArgumentException(
          "global_batch_size (" + globalBatchSize + ") is not divisible by " + perRound);
    }
    return (int) (globalBatchSize / perRound);
  }

  /** Returns this strategy with other degrees. */
  public Strategy with(Degrees other) {
    return new Strategy(other, microBatchSize, schedule, recompute, zeroStage, sequenceParallel);
  }

  /** Returns this strategy with another micro-batch size. */
  public Strategy withMicroBatchSize(int samples) {
    return new Strategy(degrees, samples, schedule, recompute, zeroStage, sequenceParallel);
  }

  /** Returns this strategy with another recomputation. */
  public Strategy with(Recompute other) {
    return new Strategy(degrees, microBatchSize, schedule, other, zeroStage, sequenceParallel);
  }

  /** Returns this strategy with another ZeRO stage. */
  public Strategy withZeroStage(int stage) {
    return new Strategy(degrees, microBatchSize, schedule, recompute, stage, sequenceParallel);
  }

  /** Returns this strategy with or without sequence parallelism. */
  public Strategy withSequenceParallel(boolean on) {
    return new Strategy(degrees, microBatchSize, schedule, recompute, zeroStage, on);
  }
}
