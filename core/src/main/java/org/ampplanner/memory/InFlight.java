package org.ampplanner.memory;

import org.ampplanner.strategy.Schedule;

/** How many micro-batches' activations a stage holds at once. */
public final class InFlight {
  private InFlight() {}

  /**
   * Returns the micro-batches, in units of a whole stage; a fraction where chunks are interleaved.
   *
   * @param schedule the schedule
   * @param stage from 0
   * @param stages in all
   * @param chunks model chunks per stage
   * @param microBatches per step
   */
  public static double microBatches(
      Schedule schedule, int stage, int stages, int chunks, int microBatches) {
    return switch (schedule) {
      case GPIPE -> microBatches;
      case ONE_FORWARD_ONE_BACKWARD, ZERO_BUBBLE -> Math.min(stages - stage, microBatches);
      case EAGER_ONE_FORWARD_ONE_BACKWARD -> Math.min(2 * (stages - 1 - stage) + 1, microBatches);
      case INTERLEAVED -> {
        double passes = 2.0 * (stages - 1 - stage) + (chunks - 1.0) * stages + 1;
        yield chunks == 1
            ? Math.min(stages - stage, microBatches)
            : Math.min(passes / chunks, microBatches);
      }
    };
  }
}
