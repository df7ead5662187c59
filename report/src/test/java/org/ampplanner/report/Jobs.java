package org.ampplanner.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/** Jobs and plans for tests. */
final class Jobs {
  static final Path HOME = Path.of(System.getProperty("amp.home", "..")).toAbsolutePath();

  private Jobs() {}

  static Catalog catalog() {
    return Catalog.of(HOME, List.of());
  }

  static Job job(String model, String cluster, String engine, int batch) {
    Map<String, String> options = new TreeMap<>();
    options.put("model", model);
    options.put("cluster", cluster);
    options.put("engine", engine);
    options.put("training.global_batch_size", Integer.toString(batch));
    return new JobReader(catalog()).read(JobRequest.of(null, options, List.of(), HOME)).job();
  }

  static Plan plan(CostModel costModel, Schedule schedule, int tp, int pp, int dp, int chunks) {
    Strategy strategy =
        new Strategy(new Degrees(tp, pp, dp, 1, 1, chunks), 1, schedule, Recompute.FULL, 0, false);
    return ((StrategyEvaluator.Priced)
            new StrategyEvaluator(costModel).evaluate(strategy, Optional.empty(), Optional.empty()))
        .plan();
  }
}
