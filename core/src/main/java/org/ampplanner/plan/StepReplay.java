package org.ampplanner.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.partition.Partition;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.simulate.PipelineSimulator;
import org.ampplanner.simulate.PipelineTrace;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.simulate.StepTimeline.Interval;

/** Replays one training step of a plan, event by event, with the times of its cost model. */
public final class StepReplay {
  private static final double FORWARD_SHARE = 1.0 / 3;
  private static final long MOST_PASSES = 4_000_000;

  private StepReplay() {}

  /**
   * Returns what happens in a step. For the predictive cost model it takes as long as predicted.
   * Any other is a formula: its stage times are replayed, a third of them as the forward pass, cuts
   * half in each direction, and the length may differ from the formula's.
   *
   * @throws org.ampplanner.simulate.DeadlockException if the schedule cannot be run
   * @throws IllegalArgumentException if a replica has more than {@value #MOST_PASSES} passes, or
   *     times beyond all measure
   */
  public static StepTimeline of(CostModel costModel, Plan plan, LinkUse links) {
    int batch = costModel.inputs().training().globalBatchSize();
    long passes =
        2L
            * plan.strategy().microBatches(batch)
            * plan.strategy().pipelineParallel()
            * plan.strategy().degrees().virtualPipeline();
    if (passes > MOST_PASSES) {
      throw new IllegalArgumentException(
          passes + " passes are too many to replay one by one: at most " + MOST_PASSES);
    }
    return costModel instanceof PredictiveCostModel predictive
        ? predictive.timeline(plan.strategy(), plan.placement(), plan.partition(), links)
        : ofClosedForm(costModel, plan, links);
  }

  private static StepTimeline ofClosedForm(CostModel costModel, Plan plan, LinkUse links) {
    StageCosts costs = costModel.stageCosts(plan.strategy(), plan.placement());
    Partition partition = plan.partition();
    int stages = costs.stages();
    double[] forward = new double[stages];
    double[] backward = new double[stages];
    double[] cuts = new double[stages - 1];
    for (int s = 0; s < stages; s++) {
      double both = costs.stageSeconds(s, partition.from(s), partition.to(s));
      forward[s] = FORWARD_SHARE * both;
      backward[s] = both - forward[s];
      if (s > 0) {
        cuts[s - 1] = costs.cutSeconds()[s - 1][partition.from(s) - 1] / 2;
      }
    }
    double[] weights = new double[stages];
    Arrays.setAll(weights, s -> backward[s] / 2);
    PipelineTrace trace =
        PipelineSimulator.trace(
            plan.strategy().schedule(),
            new PassTimes(stages, forward, backward, weights, cuts, cuts),
            costs.microBatches(),
            links);
    double[] ends = trace.ends();
    List<Interval> syncs = new ArrayList<>();
    double end = 0;
    for (int s = 0; s < stages; s++) {
      long held = costs.stageParameters(partition.from(s), partition.to(s));
      double synced = ends[s] + costs.syncSecondsPerParameter()[s] * held;
      syncs.add(new Interval(ends[s], synced));
      end = Math.max(end, synced);
    }
    List<Integer> members = IntStream.range(0, plan.strategy().dataParallel()).boxed().toList();
    List<Double> none = Collections.nCopies(stages, 0.0);
    Interval nothing = new Interval(end, end);
    return new StepTimeline(
        stages,
        1,
        costs.microBatches(),
        List.of(new StepTimeline.Replica(members, trace, none, none)),
        syncs,
        nothing,
        Collections.nCopies(stages, nothing),
        end,
        "the cost model "
            + costModel.id()
            + " is a formula: its stage times are replayed, and the step may take another time");
  }
}
