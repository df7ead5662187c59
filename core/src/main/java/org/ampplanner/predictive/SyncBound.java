package org.ampplanner.predictive;

import java.util.List;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerColumns;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.strategy.Strategy;

/**
 * What a layer adds at least to the exposed gradient synchronisation of a stage of a group.
 *
 * <p>Reducing gradients and handing out weights each show with a fixed share of their time, or with
 * what exceeds the passes that they may hide behind, whichever is more. Either is a sum over the
 * layers of a stage, so that either is a bound; the one that is larger for most layers is taken.
 */
final class SyncBound {
  private final StepEstimator step;
  private final Strategy strategy;
  private final List<Layer> layers;
  private final LayerColumns columns;
  private final List<TiedPair> tied;
  private final double window;
  private double perStage;

  SyncBound(
      StepEstimator step,
      Strategy strategy,
      List<Layer> layers,
      LayerColumns columns,
      List<TiedPair> tied,
      int microBatches) {
    this.step = step;
    this.strategy = strategy;
    this.layers = layers;
    this.columns = columns;
    this.tied = tied;
    this.window = step.sync().usableShare() * GradientSync.window(strategy, microBatches);
  }

  /** Returns what a later stage's synchronisation may be less than the sum of its layers'. */
  double perStage() {
    return perStage;
  }

  /**
   * Returns the seconds by column; the latency of all is with the first layer, which the first
   * stage has.
   *
   * @param rows prices of the layers on every kind of replica; it is the slowest that all wait for
   */
  double[] of(GroupLink data, GroupLink expertData, List<LayerPrice[]> rows) {
    double[] seconds = new double[columns.count()];
    for (boolean reduce : new boolean[] {true, false}) {
      double[] whole = whole(data, expertData, reduce);
      double[] share = new double[seconds.length];
      double[] excess = new double[seconds.length];
      double host = window * step.mostHostSeconds(reduce);
      boolean positive = true;
      int common = 0;
      int[] counts = columns.counts(layers.size());
      for (int c = 0; c < seconds.length; c++) {
        double pass = 0;
        for (LayerPrice[] row : rows) {
          LayerPrice price = row[columns.first()[c]];
          pass = Math.max(pass, reduce ? price.backwardTotal() : price.forwardTotal());
        }
        share[c] = whole[c] * (1 - step.sync().usableShare());
        excess[c] = whole[c] - window * pass - (columns.first()[c] == 0 ? host : 0);
        positive &= excess[c] >= 0;
        common = counts[c] > counts[common] ? c : common;
      }
      boolean exceeds = positive && excess[common] > share[common];
      perStage += exceeds ? host : 0;
      for (int c = 0; c < seconds.length; c++) {
        seconds[c] += exceeds ? excess[c] : share[c];
      }
    }
    return seconds;
  }

  private double[] whole(GroupLink data, GroupLink expertData, boolean reduce) {
    GradientSync sync = step.sync().of(strategy);
    double[] seconds = new double[columns.count()];
    for (int c = 0; c < seconds.length; c++) {
      Layer layer = layers.get(columns.first()[c]);
      double once = sync.seconds(layer, 1, data, expertData, reduce);
      double twice = sync.seconds(layer, 2, data, expertData, reduce);
      seconds[c] = columns.first()[c] == 0 ? once : twice - once;
    }
    for (TiedPair pair : tied) {
      // The first stage holds the earlier layer wherever it holds the later one.
      Layer second = layers.get(pair.second());
      double own = second.parameters();
      double shared = layers.get(pair.first()).sharedParameters(second);
      seconds[columns.of()[pair.second()]] *= own > 0 ? Math.max(0, 1 - shared / own) : 1;
    }
    return seconds;
  }
}
