package org.ampplanner.predictive;

import java.util.List;
import org.ampplanner.collective.Collectives;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerKind;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * The time to reduce the gradients of a stage over its replicas, and to hand out new weights where
 * the optimizer is shared (ZeRO, Rajbhandari et al. 2020, arXiv 1910.02054, section 7).
 */
final class GradientSync {
  private final Strategy strategy;
  private final SoftwareTraits software;
  private final Collectives collectives;

  GradientSync(Strategy strategy, SoftwareTraits software, Collectives collectives) {
    this.strategy = strategy;
    this.software = software;
    this.collectives = collectives;
  }

  /**
   * Parameters that one device holds.
   *
   * @param dense those that all data-parallel ranks hold
   * @param experts those that expert parallelism divides
   */
  record Held(double dense, double experts) {
    double total() {
      return dense + experts;
    }

    Held plus(Held o) {
      return new Held(dense + o.dense, experts + o.experts);
    }
  }

  /** Returns what one device of a stage holds of a layer. */
  static Held held(Layer layer, Degrees degrees) {
    double experts = 0;
    if (layer.kind() instanceof LayerKind.Block b
        && b.feedForward() instanceof FeedForward.Experts e) {
      experts = (double) e.count() * e.expertParameters(b.hidden());
    }
    return new Held(
        (layer.parameters() - experts) / degrees.tensorParallel(),
        experts / degrees.expertTensorParallel() / degrees.expertParallel());
  }

  /** Returns what one device of a stage holds of several layers. */
  static Held held(List<Layer> layers, Degrees degrees) {
    Held sum = new Held(0, 0);
    for (Layer layer : layers) {
      sum = sum.plus(held(layer, degrees));
    }
    return sum;
  }

  /**
   * Returns the time of reducing the gradients of what a layer holds {@code times} times, or of
   * handing out its weights, in seconds.
   */
  double seconds(Layer layer, int times, GroupLink data, GroupLink expertData, boolean reduce) {
    Held once = held(layer, strategy.degrees());
    Held held = new Held(once.dense() * times, once.experts() * times);
    return reduce ? reduceSeconds(held, data, expertData) : gatherSeconds(held, data, expertData);
  }

  /** Returns the time of reducing gradients at the end of a step, in seconds. */
  double reduceSeconds(Held held, GroupLink data, GroupLink expertData) {
    double dense = held.dense() * software.state().reducedBytes();
    double experts = held.experts() * software.state().reducedBytes();
    return switch (strategy.zeroStage()) {
      case 0 -> collectives.allReduce(dense, data) + collectives.allReduce(experts, expertData);
      case 1, 2 -> collectives.allGather(dense, data) + collectives.allGather(experts, expertData);
      default -> 0;
    };
  }

  /** Returns the time of handing out new weights after the optimizer, in seconds. */
  double gatherSeconds(Held held, GroupLink data, GroupLink expertData) {
    if (strategy.zeroStage() != 1 && strategy.zeroStage() != 2) {
      return 0;
    }
    double bytes = Math.min(2, software.state().weightBytes());
    return collectives.allGather(held.dense() * bytes, data)
        + collectives.allGather(held.experts() * bytes, expertData);
  }

  /** Returns the time to gather the weights of a layer that is sharded fully, in seconds. */
  double layerGatherSeconds(Held held, GroupLink data, GroupLink expertData) {
    return collectives.allGather(held.dense() * 2, data)
        + collectives.allGather(held.experts() * 2, expertData);
  }

  /** Returns the time to reduce the gradients of a layer that is sharded fully, in seconds. */
  double layerReduceSeconds(Held held, GroupLink data, GroupLink expertData) {
    double bytes = software.state().reducedBytes();
    return collectives.allGather(held.dense() * bytes, data)
        + collectives.allGather(held.experts() * bytes, expertData);
  }

  /**
   * Micro-batches' worth of a stage's pass that a synchronisation can hide behind. Gradients are
   * complete with the last micro-batch; over v interleaved chunks the last group of k micro-batches
   * leaves chunk after chunk, so that all but the last chunk have the rest of that group.
   */
  static double window(Strategy strategy, int microBatches) {
    int chunks = strategy.degrees().virtualPipeline();
    if (strategy.schedule() != Schedule.INTERLEAVED || chunks == 1) {
      return 1;
    }
    double group = Math.min(microBatches, strategy.pipelineParallel());
    return Math.max(1, group * (chunks - 1.0) / chunks);
  }
}
