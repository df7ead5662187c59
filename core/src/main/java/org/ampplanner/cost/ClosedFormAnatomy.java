package org.ampplanner.cost;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.cost.StageCosts.ClosedForm;
import org.ampplanner.cost.StepAnatomy.Provenance;
import org.ampplanner.cost.StepAnatomy.StageTerms;
import org.ampplanner.partition.Partition;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.simulate.PathItem.Kind;

/** Takes the closed form apart: every term of it is a piece of the critical path. */
final class ClosedFormAnatomy {
  private ClosedFormAnatomy() {}

  /**
   * Returns the anatomy.
   *
   * @param provenance where the tables' numbers come from
   */
  static StepAnatomy of(StageCosts costs, Partition partition, List<Provenance> provenance) {
    ClosedForm form = costs.price(partition);
    double step = form.seconds(costs.microBatches());
    List<StageTerms> stages = new ArrayList<>();
    List<PathItem> path = new ArrayList<>();
    int slowestSync = 0;
    double longestSync = 0;
    boolean slowestSeen = false;
    for (int s = 0; s < costs.stages(); s++) {
      double once = costs.stageSeconds(s, partition.from(s), partition.to(s));
      double sync =
          costs.syncSecondsPerParameter()[s]
              * costs.stageParameters(partition.from(s), partition.to(s));
      stages.add(StageTerms.within(step, costs.microBatches() * once, 0, sync, 0, 0));
      boolean slowest = !slowestSeen && once == form.maxStage();
      slowestSeen |= slowest;
      long count = slowest ? costs.microBatches() : 1;
      path.add(new PathItem(Kind.FORWARD, s, count, count * once / 3));
      path.add(new PathItem(Kind.BACKWARD, s, count, count * once * 2 / 3));
      if (s < costs.stages() - 1) {
        double cut = costs.cutSeconds()[s][partition.to(s) - 1];
        path.add(new PathItem(Kind.TRANSFER, s, 1, cut));
      }
      if (sync > longestSync) {
        longestSync = sync;
        slowestSync = s;
      }
    }
    if (longestSync > 0) {
      path.add(new PathItem(Kind.GRADIENT_SYNC, slowestSync, 1, longestSync));
    }
    return new StepAnatomy(stages, path, provenance);
  }
}
