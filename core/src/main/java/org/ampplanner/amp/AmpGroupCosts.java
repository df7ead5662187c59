package org.ampplanner.amp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.cluster.NodeClasses;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.GroupCosts;
import org.ampplanner.cost.GroupKind;
import org.ampplanner.cost.Tiling;
import org.ampplanner.strategy.Strategy;

/**
 * AMP's cost model by kind of node group: what {@link AmpCostModel#at} says of every placement that
 * tiles such groups, without visiting its devices.
 */
final class AmpGroupCosts {
  private static final double BYTES_PER_WORD = 4;

  private final AmpCostModel model;
  private final Strategy strategy;
  private final Tiling tiling;

  AmpGroupCosts(AmpCostModel model, Strategy strategy, Tiling tiling) {
    this.model = model;
    this.strategy = strategy;
    this.tiling = tiling;
  }

  GroupCosts costs() {
    int kinds = tiling.kinds().size();
    double[] words = model.boundaryWords(strategy);
    double[][] layers = new double[kinds][];
    double[][] inner = new double[kinds][];
    double[][][] cuts = new double[kinds][kinds][];
    double[] sync = new double[kinds];
    for (int g = 0; g < kinds; g++) {
      GroupKind group = tiling.kinds().get(g);
      layers[g] = model.layerSeconds(strategy, lines(group));
      inner[g] = times(words, inside(group));
      sync[g] = syncSecondsPerParameter(group);
      for (int h = 0; h < kinds; h++) {
        cuts[g][h] = times(words, between(group, tiling.kinds().get(h)));
      }
    }
    return new GroupCosts(
        strategy.microBatches(model.inputs().training().globalBatchSize()),
        layers,
        cuts,
        inner,
        sync,
        model.syncedParameters(),
        model.inputs().model().tiedPairs());
  }

  private static List<NodeLine> lines(GroupKind group) {
    List<NodeLine> lines = new ArrayList<>();
    group.runs().forEach(run -> lines.add(run.line()));
    return lines;
  }

  private static double[] times(double[] words, double secondsPerWord) {
    return Arrays.stream(words).map(w -> w * secondsPerWord).toArray();
  }

  private static double inside(GroupKind group) {
    double sum = 0;
    for (GroupKind.Run run : group.runs()) {
      sum += run.nodes() * BYTES_PER_WORD / run.line().intra().bytesPerSecond();
    }
    return sum / group.nodes();
  }

  /** The mean over pairs of nodes at the same position of both groups. */
  private static double between(GroupKind from, GroupKind to) {
    double sum = 0;
    int a = 0;
    int b = 0;
    int leftA = from.runs().get(0).nodes();
    int leftB = to.runs().get(0).nodes();
    while (true) {
      int pairs = Math.min(leftA, leftB);
      NodeLine lineA = from.runs().get(a).line();
      NodeLine lineB = to.runs().get(b).line();
      sum += pairs * BYTES_PER_WORD / NodeClasses.between(lineA, lineB);
      leftA -= pairs;
      leftB -= pairs;
      if (leftA == 0 && ++a < from.runs().size()) {
        leftA = from.runs().get(a).nodes();
      }
      if (leftB == 0 && ++b < to.runs().size()) {
        leftB = to.runs().get(b).nodes();
      }
      if (leftA == 0 || leftB == 0) {
        return sum / from.nodes();
      }
    }
  }

  private double syncSecondsPerParameter(GroupKind group) {
    int dp = strategy.dataParallel();
    double bandwidth =
        group.nodes() == 1
            ? group.first().intra().bytesPerSecond()
            : NodeClasses.between(group.last(), group.first());
    return 2.0 * (dp - 1) / (dp * (bandwidth / BYTES_PER_WORD)) / strategy.tensorParallel();
  }
}
