package org.ampplanner.plan;

import org.ampplanner.cost.CostModel;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.strategy.PipelineStrategy;

/** Replays one training step of a plan, event by event, with the times of its cost model. */
public final class StepReplay {
  private static final long MOST_PASSES = 4_000_000;

  private StepReplay() {}

  /**
   * Returns what happens in a step.
   *
   * @throws org.ampplanner.simulate.DeadlockException if the schedule cannot be run
   * @throws IllegalArgumentException if a replica has more than {@value #MOST_PASSES} passes, or
   *     times beyond all measure
   */
  public static StepTimeline of(CostModel costModel, Plan plan, LinkUse links) {
    PipelineStrategy strategy = plan.strategy();
    long passes =
        2L
            * strategy.mostMicroBatches()
            * strategy.stages().size()
            * strategy.first().degrees().virtualPipeline();
    if (passes > MOST_PASSES) {
      throw new IllegalArgumentException(
          passes + " passes are too many to replay one by one: at most " + MOST_PASSES);
    }
    return costModel.at(strategy, plan.placement()).timeline(plan.partition(), links);
  }
}
