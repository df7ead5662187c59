package org.ampplanner.arrange;

import org.ampplanner.space.StrategyOptions;
import org.ampplanner.strategy.Strategy;

/** The choices that a candidate of a search fixes. */
public sealed interface Subject {

  /**
   * A uniform strategy; placement and partition are open.
   *
   * @param strategy the strategy
   */
  record Uniform(Strategy strategy) implements Subject {}

  /**
   * A strategy whose replicas take shares of their own; shares and partition are open.
   *
   * @param strategy what all stages follow
   */
  record UnevenShares(Strategy strategy) implements Subject {}

  /**
   * A pipeline whose stages have degrees of their own; stages, devices and partition are open.
   *
   * @param samples that all ranks take at a time
   * @param options what else its stages choose
   */
  record DifferingStages(int samples, StrategyOptions options) implements Subject {}
}
