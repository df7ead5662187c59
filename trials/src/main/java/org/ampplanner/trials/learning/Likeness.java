package org.ampplanner.trials.learning;

import java.util.List;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * How alike strategies are, as far as the error of a cost model goes: they share what they share of
 * degrees, micro-batch and other choices.
 */
final class Likeness {
  /** Of the error that grows with each doubling of a degree or of the micro-batch. */
  private static final double SLOPE = 0.07;

  /** Of the error that neighbours share. */
  private static final double LOCAL = 0.10;

  /** Of the error that a strategy has alone. */
  private static final double OWN = 0.03;

  private static final double REACH = 1.5;
  private static final double OTHER_CHOICE = 1.0;

  private final double[][] features;
  private final double[] means;

  Likeness(List<PipelineStrategy> strategies) {
    this.features = strategies.stream().map(Likeness::features).toArray(double[][]::new);
    this.means = new double[features.length == 0 ? 0 : features[0].length];
    for (int f = 0; f < means.length; f++) {
      for (double[] of : features) {
        means[f] += of[f] / features.length;
      }
    }
  }

  /** The features of all stages, or their mean where they differ. */
  private static double[] features(PipelineStrategy pipeline) {
    if (pipeline.alike()) {
      return features(pipeline.first());
    }
    double[] mean = new double[features(pipeline.first()).length];
    for (Strategy stage : pipeline.stages()) {
      double[] own = features(stage);
      for (int f = 0; f < mean.length; f++) {
        mean[f] += own[f] / pipeline.stages().size();
      }
    }
    return mean;
  }

  private static double[] features(Strategy s) {
    Degrees d = s.degrees();
    return new double[] {
      log2(d.tensorParallel()),
      log2(d.pipelineParallel()),
      log2(d.dataParallel()),
      log2(s.microBatchSize()),
      log2(d.contextParallel()),
      log2(d.expertParallel()),
      log2(d.virtualPipeline()),
      OTHER_CHOICE * order(s.schedule()),
      OTHER_CHOICE * order(s.recompute()),
      OTHER_CHOICE * s.zeroStage(),
      s.sequenceParallel() ? OTHER_CHOICE : 0
    };
  }

  private static int order(Schedule schedule) {
    return switch (schedule) {
      case GPIPE -> 0;
      case ONE_FORWARD_ONE_BACKWARD, EAGER_ONE_FORWARD_ONE_BACKWARD -> 1;
      case INTERLEAVED -> 2;
      case ZERO_BUBBLE -> 3;
    };
  }

  private static int order(Recompute recompute) {
    return switch (recompute) {
      case NONE -> 0;
      case SELECTIVE -> 1;
      case FULL -> 2;
    };
  }

  private static double log2(int value) {
    return Math.log(value) / Math.log(2);
  }

  /** Returns the covariance of two candidates' errors, as logarithms. */
  double covariance(int a, int b) {
    double slopes = 0;
    double squares = 0;
    for (int f = 0; f < means.length; f++) {
      slopes += (features[a][f] - means[f]) * (features[b][f] - means[f]);
      double apart = features[a][f] - features[b][f];
      squares += apart * apart;
    }
    double local = LOCAL * LOCAL * Math.exp(-squares / (2 * REACH * REACH));
    return SLOPE * SLOPE * slopes + local + (a == b ? OWN * OWN : 0);
  }

  /** Returns whether two candidates differ in nothing but the micro-batch. */
  boolean sameButMicroBatch(int a, int b) {
    for (int f = 0; f < means.length; f++) {
      if (f != 3 && features[a][f] != features[b][f]) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the first takes the larger micro-batch, or the same. */
  boolean atLeastAsLarge(int a, int b) {
    return features[a][3] >= features[b][3];
  }
}
