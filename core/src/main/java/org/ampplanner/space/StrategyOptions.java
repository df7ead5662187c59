package org.ampplanner.space;

import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * What a strategy chooses beside degrees, micro-batch and schedule.
 *
 * @param recompute what is computed again in the backward pass
 * @param zeroStage what replicas share
 * @param sequenceParallel whether tensor-parallel ranks split the sequence between their layers
 */
public record StrategyOptions(Recompute recompute, int zeroStage, boolean sequenceParallel) {

  /** Returns the strategy with these options. */
  public Strategy strategy(Degrees degrees, int microBatchSize, Schedule schedule) {
    return new Strategy(degrees, microBatchSize, schedule, recompute, zeroStage, sequenceParallel);
  }
}
