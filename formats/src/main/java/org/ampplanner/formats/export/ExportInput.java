package org.ampplanner.formats.export;

import java.util.Optional;
import org.ampplanner.formats.huggingface.Traits;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.Strategy;

/**
 * What is written for an engine.
 *
 * @param job the job that the plan is for
 * @param plan what the engine can express
 * @param chunks the model as the plan cuts it
 * @param shape the model's sizes, or empty where only its layers' sizes are known
 * @param config what a config says beside the sizes
 */
record ExportInput(
    Job job, Plan plan, ModelChunks chunks, Optional<ModelShape> shape, ModelConfigs.Found config) {

  Optional<Traits> traits() {
    return config.traits();
  }

  /** Returns what all stages follow, which engines know that run uniform plans alone. */
  Strategy strategy() {
    return plan.uniform()
        .orElseThrow(() -> new AssertionError("a plan whose stages differ for such an engine"));
  }

  int microBatches() {
    return strategy().microBatches(job.training().globalBatchSize());
  }
}
