package org.ampplanner.stages;

import java.util.Collections;
import java.util.List;
import org.ampplanner.space.StrategyOptions;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * What all stages of a pipeline have in common.
 *
 * @param samples of a micro-batch, all replicas of a stage together
 * @param microBatches per step
 * @param options what else they choose
 */
record StageSetting(int samples, int microBatches, StrategyOptions options) {

  /** Returns what a stage of a shape follows in a pipeline of so many stages. */
  Strategy strategy(StageShape shape, int stages) {
    return options.strategy(
        Degrees.of(shape.tensorParallel(), stages, shape.dataParallel()),
        samples / shape.dataParallel(),
        Schedule.ONE_FORWARD_ONE_BACKWARD);
  }

  /** Returns the strategy of a pipeline. */
  PipelineStrategy strategy(List<StageShape> shapes) {
    List<Strategy> stages = shapes.stream().map(shape -> strategy(shape, shapes.size())).toList();
    int dp = stages.get(0).dataParallel();
    boolean joint = stages.stream().anyMatch(s -> s.dataParallel() != dp);
    return new PipelineStrategy(stages, Collections.nCopies(joint ? 1 : dp, microBatches));
  }
}
