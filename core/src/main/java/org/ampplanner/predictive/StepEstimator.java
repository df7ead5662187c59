package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.collective.Collectives;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostEstimate.StageEstimate;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.memory.MemoryModel;
import org.ampplanner.memory.StageMemory;
import org.ampplanner.model.Layer;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.model.Optimizer;
import org.ampplanner.operator.Constants;
import org.ampplanner.partition.Partition;
import org.ampplanner.simulate.BlockingPipeline;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.simulate.PipelineSimulator;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * The time of a step: every distinct replica's schedule is replayed; each stage then reduces its
 * gradients with the slowest of its replicas, and the slowest stage ends the step.
 */
final class StepEstimator {
  /** Two moments of Adam, read and written. */
  private static final int MOMENT_TRAFFIC = 16;

  private final CostInputs inputs;
  private final List<TiedPair> tiedPairs;
  private final SoftwareTraits software;
  private final Constants constants;
  private final Calibration calibration;
  private final Collectives collectives;
  private final MemoryModel memoryModel;
  private final Handover handover;

  StepEstimator(
      CostInputs inputs,
      SoftwareTraits software,
      Constants constants,
      Calibration calibration,
      Collectives collectives) {
    this.inputs = inputs;
    this.tiedPairs = inputs.model().tiedPairs();
    this.software = software;
    this.constants = constants;
    this.calibration = calibration;
    this.collectives = collectives;
    this.memoryModel = new MemoryModel(inputs, software, constants, calibration.memory());
    this.handover = new Handover(inputs, software, constants, calibration, collectives);
  }

  /** The replay of one replica. */
  @SuppressWarnings("ArrayRecordComponent") // made once, read once
  private record Replay(double[] ends, double[] endsWithoutTransfers) {}

  CostEstimate estimate(PriceTables tables, Partition partition) {
    int stages = tables.strategy().pipelineParallel();
    double[] ends = new double[stages];
    double[] plainEnds = new double[stages];
    for (int r = 0; r < tables.replicas().length; r++) {
      Replay replay = replay(tables, r, partition);
      for (int s = 0; s < stages; s++) {
        ends[s] = Math.max(ends[s], replay.ends()[s]);
        plainEnds[s] = Math.max(plainEnds[s], replay.endsWithoutTransfers()[s]);
      }
    }
    double makespan = max(ends);
    double plain = max(plainEnds);
    double queueing = queueingSeconds(tables, partition);
    makespan += queueing;
    for (int s = 0; s < stages; s++) {
      ends[s] += queueing;
    }
    double[] busy = busiest(tables, partition);
    double[] sync = new double[stages];
    for (int s = 0; s < stages; s++) {
      sync[s] = syncSeconds(tables, partition, s);
    }
    double synced = SharedSync.end(ends, sync, tables.placed().crossing());
    synced += tiedSeconds(tables, partition);
    double optimizer = 0;
    for (int s = 0; s < stages; s++) {
      optimizer = Math.max(optimizer, optimizerSeconds(tables, partition, s));
    }
    double step = Math.max(makespan, synced) + optimizer;
    double jitter = step * (jitter(tables.ranks()) - 1);
    CostBreakdown breakdown =
        new CostBreakdown(
            busy[0],
            Math.max(0, plain - busy[0] - busy[1]),
            Math.min(busy[1], plain - Math.min(plain, busy[0])) + queueing,
            makespan - plain - queueing,
            Math.max(0, synced - makespan),
            optimizer,
            jitter + fixedSeconds());
    return new CostEstimate(breakdown, stageEstimates(tables, partition));
  }

  /** What tensor-parallel groups that share links between nodes add to the step. */
  double queueingSeconds(PriceTables tables, Partition partition) {
    return LinkQueue.seconds(tables, (r, s) -> stage(tables, r, s, partition));
  }

  /** Returns the time of a step alone, the total of what {@link #estimate} says. */
  double seconds(PriceTables tables, Partition partition) {
    int stages = tables.strategy().pipelineParallel();
    double[] ends = new double[stages];
    for (int r = 0; r < tables.replicas().length; r++) {
      double[] own = endTimes(tables, r, passTimes(tables, r, partition));
      for (int s = 0; s < stages; s++) {
        ends[s] = Math.max(ends[s], own[s]);
      }
    }
    double queueing = queueingSeconds(tables, partition);
    Arrays.setAll(ends, s -> ends[s] + queueing);
    double[] sync = new double[stages];
    double optimizer = 0;
    for (int s = 0; s < stages; s++) {
      sync[s] = syncSeconds(tables, partition, s);
      optimizer = Math.max(optimizer, optimizerSeconds(tables, partition, s));
    }
    double synced = SharedSync.end(ends, sync, tables.placed().crossing());
    synced += tiedSeconds(tables, partition);
    return (Math.max(max(ends), synced) + optimizer) * jitter(tables.ranks()) + fixedSeconds();
  }

  /** What the length of a step is multiplied by. */
  double jitter(Strategy strategy) {
    return jitter(strategy.degrees().worldSize());
  }

  double jitter(long ranks) {
    return 1 + constants.get("step.jitter") * Math.log(nodes(ranks)) / Math.log(2);
  }

  double fixedSeconds() {
    return constants.get("step.fixed") * software.kernels().host() + calibration.fixedSeconds();
  }

  private double nodes(long ranks) {
    double perNode = inputs.layout().line(0).devices();
    return Math.max(1, ranks / perNode);
  }

  /** What activations cost on their way between stages. */
  Handover handover() {
    return handover;
  }

  private static double max(double[] values) {
    double max = 0;
    for (double v : values) {
      max = Math.max(max, v);
    }
    return max;
  }

  /** Compute and communication of the stage that is busiest, over all micro-batches. */
  private double[] busiest(PriceTables tables, Partition partition) {
    double[] busiest = {0, 0};
    for (int r = 0; r < tables.replicas().length; r++) {
      for (int s = 0; s < partition.stages(); s++) {
        LayerPrice sum = stage(tables, r, s, partition);
        int microBatches = tables.microBatches()[r];
        double compute = microBatches * (sum.forward() + sum.backward());
        double exchange = microBatches * (sum.forwardExchange() + sum.backwardExchange());
        if (compute + exchange > busiest[0] + busiest[1]) {
          busiest = new double[] {compute, exchange};
        }
      }
    }
    return busiest;
  }

  LayerPrice stage(PriceTables tables, int replica, int s, Partition partition) {
    return sum(tables.replicas()[replica][s], partition.from(s), partition.to(s));
  }

  /** All layers of a stage, and what the engine spends on every micro-batch. */
  private LayerPrice sum(LayerPrice[] layers, int from, int to) {
    double forward = 0;
    double backward = 0;
    double weights = 0;
    int blocks = 0;
    double forwardExchange = 0;
    double backwardExchange = 0;
    for (int layer = from; layer < to; layer++) {
      forward += layers[layer].forward();
      backward += layers[layer].backward();
      weights += layers[layer].weights();
      forwardExchange += layers[layer].forwardExchange();
      backwardExchange += layers[layer].backwardExchange();
      blocks += inputs.model().layers().get(layer).isBlock() ? 1 : 0;
    }
    HostTime host = new HostTime(constants, software.kernels().host() * calibration.hostTime());
    forward += host.besideForward(forward, blocks);
    backward += host.besideBackward(backward, blocks);
    return new LayerPrice(forward, backward, weights, forwardExchange, backwardExchange);
  }

  private Replay replay(PriceTables tables, int replica, Partition partition) {
    PassTimes times = passTimes(tables, replica, partition);
    return new Replay(
        endTimes(tables, replica, times), endTimes(tables, replica, times.withoutTransfers()));
  }

  double[] endTimes(PriceTables tables, int replica, PassTimes times) {
    int microBatches = tables.microBatches()[replica];
    if (exchangesBlock(tables)) {
      return BlockingPipeline.endTimes(times, microBatches);
    }
    return PipelineSimulator.endTimes(tables.strategy().schedule(), received(times), microBatches);
  }

  /** The times of passes with the transfers that they have to wait for. */
  PassTimes received(PassTimes times) {
    return software.pipeline().asynchronous() ? times : times.receiving();
  }

  /** Whether stages wait for each other to exchange activations. */
  boolean exchangesBlock(PriceTables tables) {
    return tables.stages().stream().anyMatch(this::exchangesBlock);
  }

  /** Whether stages wait for each other to exchange activations. */
  boolean exchangesBlock(Strategy strategy) {
    return strategy.pipelineParallel() > 1
        && (software.pipeline().blocking() || serialised(strategy))
        && strategy.schedule() == Schedule.ONE_FORWARD_ONE_BACKWARD;
  }

  /**
   * Where nothing is asynchronous, transfers wait for tensor-parallel collectives and they for it.
   */
  private boolean serialised(Strategy strategy) {
    return !software.pipeline().asynchronous()
        && !software.pipeline().scatterGather()
        && strategy.tensorParallel() > 1;
  }

  PassTimes passTimes(PriceTables tables, int replica, Partition partition) {
    int stages = partition.stages();
    int chunks =
        tables.strategy().schedule() == Schedule.INTERLEAVED
            ? tables.strategy().degrees().virtualPipeline()
            : 1;
    int virtual = stages * chunks;
    double[] forward = new double[virtual];
    double[] backward = new double[virtual];
    double[] weights = new double[virtual];
    for (int s = 0; s < stages; s++) {
      LayerPrice[] prices = tables.replicas()[replica][s];
      int from = partition.from(s);
      int to = partition.to(s);
      List<Layer> layers = inputs.model().layers();
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
        transfers(tables, replica, partition, chunks, true),
        transfers(tables, replica, partition, chunks, false));
  }

  private static void add(
      LayerPrice[] prices, int from, int to, int v, double[] forward, double[] backward) {
    for (int layer = from; layer < to; layer++) {
      forward[v] += prices[layer].forwardTotal();
      backward[v] += prices[layer].backwardTotal();
    }
  }

  private double[] transfers(
      PriceTables tables, int replica, Partition partition, int chunks, boolean forward) {
    int stages = partition.stages();
    double[] seconds = new double[stages * chunks - 1];
    for (int v = 0; v < seconds.length; v++) {
      int s = v % stages;
      int cut = s < stages - 1 ? partition.to(s) - 1 : Math.max(0, partition.to(0) - 1);
      seconds[v] = handover.exposed(tables, replica, s, cut, forward);
    }
    return seconds;
  }

  /** Exposed gradient synchronisation of a stage. */
  double syncSeconds(PriceTables tables, Partition partition, int s) {
    Strategy strategy = tables.stages().get(s);
    GradientSync sync = sync(strategy);
    GradientSync.Held held = held(tables, partition, s);
    GroupLink data = tables.placed().data().get(s);
    GroupLink expertData = tables.placed().expertData().get(s);
    double reduce = sync.reduceSeconds(held, data, expertData);
    double gather = sync.gatherSeconds(held, data, expertData);
    if (software.overlap().gradients()) {
      LayerPrice stage = slowest(tables, s, partition);
      double usable = usableShare();
      double window = usable * GradientSync.window(strategy, tables.mostMicroBatches());
      reduce = Math.max(reduce * (1 - usable), reduce - window * stage.backwardTotal());
      gather = Math.max(gather * (1 - usable), gather - window * stage.forwardTotal());
    }
    return reduce + gather;
  }

  /** A stage on the replica that takes longest for it: all others wait for its gradients. */
  private LayerPrice slowest(PriceTables tables, int s, Partition partition) {
    LayerPrice slowest = stage(tables, 0, s, partition);
    for (int r = 1; r < tables.replicas().length; r++) {
      LayerPrice other = stage(tables, r, s, partition);
      slowest = other.total() > slowest.total() ? other : slowest;
    }
    return slowest;
  }

  /** The share of a pass that gradient synchronisation may hide behind. */
  double usableShare() {
    return software.overlap().gradients() ? constants.get("overlap.gradient") : 0;
  }

  /** Returns what gradients of a strategy take to synchronise. */
  GradientSync sync(Strategy strategy) {
    return new GradientSync(strategy, software, collectives);
  }

  /** The most that a host adds to the backward or the forward pass of a stage. */
  double mostHostSeconds(boolean backward) {
    double all = constants.get("host.micro_batch") * software.kernels().host();
    return all * calibration.hostTime() * (backward ? 2 : 1) / 3;
  }

  /** The exchange of gradients of two tied layers on different stages. */
  double tiedSeconds(TiedPair pair, Strategy strategy, GroupLink link) {
    List<Layer> layers = inputs.model().layers();
    double parameters = layers.get(pair.first()).sharedParameters(layers.get(pair.second()));
    double bytes = parameters / strategy.tensorParallel() * software.state().gradientBytes();
    return collectives.allReduce(bytes, link);
  }

  private GradientSync.Held held(PriceTables tables, Partition partition, int s) {
    List<Layer> layers = inputs.model().layers();
    GradientSync.Held held =
        GradientSync.held(
            layers.subList(partition.from(s), partition.to(s)), tables.stages().get(s).degrees());
    for (TiedPair pair : tiedPairs) {
      if (pair.first() >= partition.from(s) && pair.second() < partition.to(s)) {
        double twice = layers.get(pair.first()).sharedParameters(layers.get(pair.second()));
        held =
            held.plus(new GradientSync.Held(-twice / tables.stages().get(s).tensorParallel(), 0));
      }
    }
    return held;
  }

  /**
   * Gradients of tied layers on different stages, added up by an exchange between the two; the step
   * waits for the slowest replica's.
   */
  double tiedSeconds(PriceTables tables, Partition partition) {
    double seconds = 0;
    for (TiedPair pair : tiedPairs) {
      boolean apart =
          partition.stages() > 1
              && pair.first() < partition.to(0)
              && pair.second() >= partition.from(partition.stages() - 1);
      if (apart) {
        seconds +=
            tables.placed().tied().stream()
                .mapToDouble(link -> tiedSeconds(pair, largerParts(tables), link))
                .max()
                .orElse(0);
      }
    }
    return seconds;
  }

  /** Of the first and the last stage, that whose ranks hold larger parts of what both share. */
  private static Strategy largerParts(PriceTables tables) {
    Strategy first = tables.stages().get(0);
    Strategy last = tables.stages().get(tables.stages().size() - 1);
    return last.tensorParallel() < first.tensorParallel() ? last : first;
  }

  /**
   * The optimizer reads gradient, master copy and moments and writes them back with the new weight:
   * bound by memory bandwidth.
   */
  double optimizerSeconds(PriceTables tables, Partition partition, int s) {
    double parameters = held(tables, partition, s).total();
    double slowest = Double.POSITIVE_INFINITY;
    for (int r = 0; r < tables.replicas().length; r++) {
      for (var type : tables.hardware(r).get(s).types()) {
        slowest = Math.min(slowest, type.memoryBytesPerSecond());
      }
    }
    return parameters * optimizerSeconds(tables.stages().get(s), slowest);
  }

  /** The update of one parameter that a device holds. */
  double optimizerSeconds(Strategy strategy, double memoryBytesPerSecond) {
    boolean adam = inputs.training().optimizer() == Optimizer.ADAM;
    double perParameter = software.state().updateBytes() - (adam ? 0 : MOMENT_TRAFFIC);
    double sharing =
        strategy.zeroStage() > 0
            ? (double) strategy.dataParallel() * strategy.degrees().contextParallel()
            : 1;
    return perParameter / sharing / (memoryBytesPerSecond * constants.get("optimizer.efficiency"));
  }

  private List<StageEstimate> stageEstimates(PriceTables tables, Partition partition) {
    List<StageEstimate> estimates = new ArrayList<>();
    for (int s = 0; s < partition.stages(); s++) {
      double slowest = 0;
      for (int r = 0; r < tables.replicas().length; r++) {
        slowest = Math.max(slowest, stage(tables, r, s, partition).total());
      }
      StageMemory use =
          memoryModel.stage(
              tables.stages().get(s),
              partition,
              s,
              tables.memoryLimits()[s],
              tables.mostMicroBatches());
      estimates.add(
          new StageEstimate(slowest, new CostEstimate.MemoryUse(use.total(), use.limitBytes())));
    }
    return estimates;
  }
}
