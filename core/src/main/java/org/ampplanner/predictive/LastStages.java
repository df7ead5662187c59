package org.ampplanner.predictive;

import java.util.Arrays;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.cost.Tiling;
import org.ampplanner.simulate.BlockingPipeline;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.simulate.PipelineSimulator;
import org.ampplanner.strategy.Strategy;

/**
 * The last stages of a pipeline on one replica, alone. Where a stage runs ahead by what comes after
 * it, as under 1F1B and GPipe, they are a pipeline of the same schedule themselves: in the whole
 * they wait for the stages before them too, so that from the first pass of the first of them to its
 * last no less time goes by.
 */
final class LastStages {
  private final StagePasses passes;
  private final Handover handover;
  private final Strategy strategy;
  private final Tiling tiling;
  private final PlacedGroups placed;
  private final int position;
  private final LayerPrice[][] prices; // [kind][layer]
  private final int microBatches;
  private final int layers;
  private final double[][] forward; // [kind][from · (layers + 1) + to], NaN while not known
  private final double[][] backward;

  /**
   * Follows a replica.
   *
   * @param position of its nodes in their groups
   * @param prices {@code [kind][layer]}, on those nodes
   */
  LastStages(
      StepEstimator step,
      Strategy strategy,
      Tiling tiling,
      PlacedGroups placed,
      int position,
      LayerPrice[][] prices,
      int microBatches) {
    this.passes = step.passes();
    this.handover = step.handover();
    this.strategy = strategy;
    this.tiling = tiling;
    this.placed = placed;
    this.position = position;
    this.prices = prices;
    this.microBatches = microBatches;
    this.layers = prices[0].length;
    this.forward = new double[prices.length][];
    this.backward = new double[prices.length][];
  }

  /** Returns whether the last stages of a schedule follow it alone. */
  static boolean known(Strategy strategy) {
    return switch (strategy.schedule()) {
      case ONE_FORWARD_ONE_BACKWARD, EAGER_ONE_FORWARD_ONE_BACKWARD, GPIPE -> true;
      case INTERLEAVED -> strategy.degrees().virtualPipeline() == 1;
      case ZERO_BUBBLE -> false; // what is put off depends on the stages before
    };
  }

  /**
   * Returns the seconds from the first pass of a stage to its last.
   *
   * @param kinds of group, by stage
   */
  double seconds(int[] kinds, int[] cuts, int from) {
    int count = kinds.length - from;
    double[] f = new double[count];
    double[] b = new double[count];
    double[] there = new double[count - 1];
    double[] back = new double[count - 1];
    for (int i = 0; i < count; i++) {
      int s = from + i;
      int at = price(kinds[s], cuts[s], cuts[s + 1]);
      f[i] = forward[kinds[s]][at];
      b[i] = backward[kinds[s]][at];
      if (i < count - 1) {
        GroupLink link = link(kinds, s);
        there[i] = handover.exposed(strategy, cuts[s + 1] - 1, link, true);
        back[i] = handover.exposed(strategy, cuts[s + 1] - 1, link, false);
      }
    }
    PassTimes times = new PassTimes(count, f, b, new double[count], there, back);
    return passes.exchangesBlock(strategy)
        ? BlockingPipeline.endTimes(times, microBatches)[0]
        : PipelineSimulator.endTimes(strategy.schedule(), passes.received(times), microBatches)[0];
  }

  private GroupLink link(int[] kinds, int s) {
    NodeLine line = PlacedGroups.line(tiling.kinds().get(kinds[s]), position);
    boolean inside = (s + 1) % tiling.stagesPerNode() != 0;
    return inside
        ? PlacedGroups.inner(line)
        : placed.between(line, PlacedGroups.line(tiling.kinds().get(kinds[s + 1]), position));
  }

  /** Prices a stage once; returns its index. */
  private int price(int kind, int from, int to) {
    int at = from * (layers + 1) + to;
    if (forward[kind] == null) {
      forward[kind] = new double[(layers + 1) * (layers + 1)];
      backward[kind] = new double[forward[kind].length];
      Arrays.fill(forward[kind], Double.NaN);
    }
    if (Double.isNaN(forward[kind][at])) {
      LayerPrice stage = passes.sum(prices[kind], from, to);
      forward[kind][at] = stage.forwardTotal();
      backward[kind][at] = stage.backwardTotal();
    }
    return at;
  }
}
