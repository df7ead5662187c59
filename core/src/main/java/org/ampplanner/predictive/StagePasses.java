package org.ampplanner.predictive;

import java.util.List;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.model.Layer;
import org.ampplanner.operator.Constants;
import org.ampplanner.partition.Partition;
import org.ampplanner.simulate.BlockingPipeline;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.simulate.PipelineSimulator;
import org.ampplanner.simulate.PipelineTrace;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/** The passes of the stages of a replica: what they take, and when they end. */
final class StagePasses {
  private final List<Layer> layers;
  private final SoftwareTraits software;
  private final Constants constants;
  private final double hostFactor;
  private final Handover handover;

  StagePasses(
      CostInputs inputs,
      SoftwareTraits software,
      Constants constants,
      Calibration calibration,
      Handover handover) {
    this.layers = inputs.model().layers();
    this.software = software;
    this.constants = constants;
    this.hostFactor = software.kernels().host() * calibration.hostTime();
    this.handover = handover;
  }

  /** Returns what a stage of a replica takes for one micro-batch. */
  LayerPrice stage(PriceTables tables, int replica, int s, Partition partition) {
    return sum(tables.replicas()[replica][s], partition.from(s), partition.to(s));
  }

  /** Returns a stage on the replica that takes longest for it. */
  LayerPrice slowest(PriceTables tables, int s, Partition partition) {
    LayerPrice slowest = stage(tables, 0, s, partition);
    for (int r = 1; r < tables.replicas().length; r++) {
      LayerPrice other = stage(tables, r, s, partition);
      slowest = other.total() > slowest.total() ? other : slowest;
    }
    return slowest;
  }

  /** Returns all layers of a stage, and what the engine spends on every micro-batch. */
  LayerPrice sum(LayerPrice[] prices, int from, int to) {
    double forward = 0;
    double backward = 0;
    double weights = 0;
    int blocks = 0;
    double forwardExchange = 0;
    double backwardExchange = 0;
    for (int layer = from; layer < to; layer++) {
      forward += prices[layer].forward();
      backward += prices[layer].backward();
      weights += prices[layer].weights();
      forwardExchange += prices[layer].forwardExchange();
      backwardExchange += prices[layer].backwardExchange();
      blocks += layers.get(layer).isBlock() ? 1 : 0;
    }
    HostTime host = new HostTime(constants, hostFactor);
    forward += host.besideForward(forward, blocks);
    backward += host.besideBackward(backward, blocks);
    return new LayerPrice(forward, backward, weights, forwardExchange, backwardExchange);
  }

  /** Returns when the stages of a replica are through with their passes. */
  double[] ends(PriceTables tables, int replica, PassTimes times) {
    int microBatches = tables.microBatches()[replica];
    if (exchangesBlock(tables)) {
      return BlockingPipeline.endTimes(times, microBatches);
    }
    return PipelineSimulator.endTimes(tables.strategy().schedule(), received(times), microBatches);
  }

  /** Returns what happens in a replica, pass by pass. */
  PipelineTrace trace(PriceTables tables, int replica, PassTimes times, LinkUse links) {
    int microBatches = tables.microBatches()[replica];
    return exchangesBlock(tables)
        ? BlockingPipeline.trace(times, microBatches)
        : PipelineSimulator.trace(
            tables.strategy().schedule(), received(times), microBatches, links);
  }

  /** Returns the times of passes with the transfers that they have to wait for. */
  PassTimes received(PassTimes times) {
    return software.pipeline().asynchronous() ? times : times.receiving();
  }

  /** Returns whether stages wait for each other to exchange activations. */
  boolean exchangesBlock(PriceTables tables) {
    Strategy before = null;
    for (Strategy stage : tables.stages()) {
      if (!stage.equals(before) && exchangesBlock(stage)) {
        return true;
      }
      before = stage;
    }
    return false;
  }

  /** Returns whether stages wait for each other to exchange activations. */
  boolean exchangesBlock(Strategy strategy) {
    return strategy.pipelineParallel() > 1
        && (software.pipeline().blocking() || serialised(strategy))
        && strategy.schedule() == Schedule.ONE_FORWARD_ONE_BACKWARD;
  }

  private boolean serialised(Strategy strategy) {
    return !software.pipeline().asynchronous()
        && !software.pipeline().scatterGather()
        && strategy.tensorParallel() > 1;
  }

  /** Returns the passes of a replica, by virtual stage. */
  PassTimes times(PriceTables tables, int replica, Partition partition) {
    int stages = partition.stages();
    int chunks = tables.chunks();
    int virtual = stages * chunks;
    double[] forward = new double[virtual];
    double[] backward = new double[virtual];
    double[] weights = new double[virtual];
    for (int s = 0; s < stages; s++) {
      LayerPrice[] prices = tables.replicas()[replica][s];
      int from = partition.from(s);
      int to = partition.to(s);
      int first = from;
      while (chunks > 1 && first < to - 1 && !layers.get(first).isBlock()) {
        first++;
      }
      int last = to;
      while (chunks > 1 && last > first + 1 && !layers.get(last - 1).isBlock()) {
        last--;
      }
      LayerPrice blocks = sum(prices, first, last);
      for (int c = 0; c < chunks; c++) {
        int v = c * stages + s;
        forward[v] = blocks.forwardTotal() / chunks;
        backward[v] = blocks.backwardTotal() / chunks;
        weights[v] = blocks.weights() / chunks;
      }
      add(prices, from, first, s, forward, backward);
      add(prices, last, to, (chunks - 1) * stages + s, forward, backward);
    }
    return new PassTimes(
        stages,
        forward,
        backward,
        weights,
        transfers(tables, replica, partition, true),
        transfers(tables, replica, partition, false));
  }

  private static void add(
      LayerPrice[] prices, int from, int to, int v, double[] forward, double[] backward) {
    for (int layer = from; layer < to; layer++) {
      forward[v] += prices[layer].forwardTotal();
      backward[v] += prices[layer].backwardTotal();
    }
  }

  private double[] transfers(
      PriceTables tables, int replica, Partition partition, boolean forward) {
    double[] seconds = new double[partition.stages() * tables.chunks() - 1];
    for (int v = 0; v < seconds.length; v++) {
      int s = v % partition.stages();
      seconds[v] = handover.exposed(tables, replica, s, Handover.cutAfter(partition, s), forward);
    }
    return seconds;
  }
}
