package org.ampplanner.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.ampplanner.partition.Partition;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.simulate.PipelineSimulator;
import org.ampplanner.simulate.PipelineTrace;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.simulate.StepTimeline.Interval;
import org.ampplanner.strategy.PipelineStrategy;

/**
 * Replays a step with the times of a closed form: a third of a stage's time as the forward pass,
 * cuts half in each direction. The length may differ from the formula's.
 */
final class ClosedFormReplay {
  private static final double FORWARD_SHARE = 1.0 / 3;

  private ClosedFormReplay() {}

  static StepTimeline of(
      String model,
      PipelineStrategy strategy,
      StageCosts costs,
      Partition partition,
      LinkUse links) {
    int stages = costs.stages();
    PipelineTrace trace =
        PipelineSimulator.trace(
            strategy.first().schedule(), passes(costs, partition), costs.microBatches(), links);
    double[] ends = trace.ends();
    List<Interval> syncs = new ArrayList<>();
    double end = 0;
    for (int s = 0; s < stages; s++) {
      long held = costs.stageParameters(partition.from(s), partition.to(s));
      double synced = ends[s] + costs.syncSecondsPerParameter()[s] * held;
      syncs.add(new Interval(ends[s], synced));
      end = Math.max(end, synced);
    }
    List<Integer> members = IntStream.range(0, strategy.pipelines()).boxed().toList();
    List<Double> none = Collections.nCopies(stages, 0.0);
    Interval nothing = new Interval(end, end);
    return new StepTimeline(
        1,
        costs.microBatches(),
        List.of(new StepTimeline.Replica(members, trace, none, none)),
        syncs,
        nothing,
        Collections.nCopies(stages, nothing),
        end,
        "the cost model "
            + model
            + " is a formula: its stage times are replayed, and the step may take another time");
  }

  private static PassTimes passes(StageCosts costs, Partition partition) {
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
    return new PassTimes(stages, forward, backward, weights, cuts, cuts);
  }
}
