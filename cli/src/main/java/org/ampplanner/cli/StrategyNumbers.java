package org.ampplanner.cli;

import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;

/** Numbers of a strategy in a cell: that of all stages, or the least and the most. */
final class StrategyNumbers {
  private StrategyNumbers() {}

  static String tensorParallel(PipelineStrategy strategy) {
    return byStage(strategy, Strategy::tensorParallel);
  }

  static String pipelineParallel(PipelineStrategy strategy) {
    return Integer.toString(strategy.stages().size());
  }

  static String dataParallel(PipelineStrategy strategy) {
    return byStage(strategy, Strategy::dataParallel);
  }

  static String microBatchSize(PipelineStrategy strategy) {
    return byStage(strategy, Strategy::microBatchSize);
  }

  static String microBatches(PipelineStrategy strategy) {
    return range(strategy.microBatches());
  }

  private static String byStage(PipelineStrategy strategy, ToIntFunction<Strategy> value) {
    return range(strategy.stages().stream().mapToInt(value).boxed().toList());
  }

  private static String range(List<Integer> values) {
    int least = Collections.min(values);
    int most = Collections.max(values);
    return least == most ? Integer.toString(least) : least + "-" + most;
  }
}
