package org.ampplanner.stages;

import java.util.Arrays;
import org.ampplanner.cost.CostModel;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;

/** Every number of micro-batches for every replica, of every set of classes on a stage or two. */
final class PlainShares {
  private final CostModel model;

  private PlainShares(CostModel model) {
    this.model = model;
  }

  /** Returns the least step of all shares; infinite if nothing fits. */
  static double least(CostModel model) {
    PlainShares all = new PlainShares(model);
    NodePool pool = new NodePool(model.inputs().layout());
    double least = Double.POSITIVE_INFINITY;
    for (int set = 1; set < 1 << pool.classes().size(); set++) {
      boolean[] used = new boolean[pool.classes().size()];
      for (int c = 0; c < used.length; c++) {
        used[c] = (set >> c & 1) == 1;
      }
      for (int tp = 1; tp <= 4; tp *= 2) {
        for (int pp = 1; pp <= 2; pp++) {
          ReplicasByClass replicas =
              ReplicasByClass.of(model.inputs().layout(), pool.classes(), used, tp, pp);
          least = replicas == null ? least : Math.min(least, all.least(replicas));
        }
      }
    }
    return least;
  }

  private double least(ReplicasByClass replicas) {
    int batch = model.inputs().training().globalBatchSize();
    int layers = model.inputs().model().layers().size();
    int pp = replicas.pipelineParallel();
    double least = Double.POSITIVE_INFINITY;
    for (int samples = 1; samples <= batch; samples++) {
      for (int zero = 0; batch % samples == 0 && zero <= 1; zero++) {
        Strategy strategy =
            Strategy.of(Degrees.of(replicas.tensorParallel(), pp, replicas.count()), samples)
                .withZeroStage(zero);
        boolean even = replicas.usedClasses() == 1 && batch / samples % replicas.count() == 0;
        if (even || model.objection(strategy).isPresent()) {
          continue;
        }
        for (int cut = 1; cut <= (pp == 1 ? 1 : layers - 1); cut++) {
          int[] cuts = pp == 1 ? new int[] {0, layers} : new int[] {0, cut, layers};
          int[] shares = new int[replicas.count()];
          least =
              Math.min(
                  least,
                  least(
                      strategy,
                      replicas.placement(),
                      new Partition(cuts),
                      shares,
                      0,
                      batch / samples));
        }
      }
    }
    return least;
  }

  private double least(
      Strategy strategy, Placement placement, Partition partition, int[] shares, int at, int left) {
    if (at == shares.length) {
      return left > 0
          ? Double.POSITIVE_INFINITY
          : seconds(
              PipelineStrategy.of(strategy, Arrays.stream(shares).boxed().toList()),
              placement,
              partition);
    }
    double least = Double.POSITIVE_INFINITY;
    for (int m = 1; m <= left; m++) {
      shares[at] = m;
      least = Math.min(least, least(strategy, placement, partition, shares, at + 1, left - m));
    }
    return least;
  }

  private double seconds(PipelineStrategy strategy, Placement placement, Partition partition) {
    Plan plan = Plan.priced(model, strategy, placement, partition);
    return plan.fits() ? plan.iterationSeconds() : Double.POSITIVE_INFINITY;
  }
}
