package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.collective.Collectives;
import org.ampplanner.cost.CostBreakdown;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostEstimate.StageEstimate;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.cost.StepBounds.Tail;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.memory.MemoryModel;
import org.ampplanner.model.Optimizer;
import org.ampplanner.operator.Constants;
import org.ampplanner.partition.Partition;
import org.ampplanner.predictive.PredictiveCostModel.Options;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.strategy.Strategy;

/**
 * Composes a step of its parts: every distinct replica's schedule is replayed; each stage then
 * reduces its gradients with the slowest of its replicas, and the slowest stage ends the step.
 */
final class StepEstimator {
  /** Two moments of Adam, read and written. */
  private static final int MOMENT_TRAFFIC = 16;

  private final CostInputs inputs;
  private final SoftwareTraits software;
  private final Constants constants;
  private final Calibration calibration;
  private final MemoryModel memory;
  private final Handover handover;
  private final StagePasses passes;
  private final StepSync sync;

  /**
   * What a stage of a replica does over all micro-batches.
   *
   * @param compute seconds of passes
   * @param exchange seconds of communication between them
   */
  record Busy(double compute, double exchange) {
    double seconds() {
      return compute + exchange;
    }
  }

  StepEstimator(CostInputs inputs, Options options, Collectives collectives, MemoryModel memory) {
    this.inputs = inputs;
    this.software = options.software();
    this.constants = options.constants();
    this.calibration = options.calibration();
    this.memory = memory;
    this.handover = new Handover(inputs, software, constants, calibration, collectives);
    this.passes = new StagePasses(inputs, software, constants, calibration, handover);
    this.sync = new StepSync(inputs, software, constants, collectives, passes);
  }

  /** Returns what activations cost on their way between stages. */
  Handover handover() {
    return handover;
  }

  /** Returns what the passes of stages take. */
  StagePasses passes() {
    return passes;
  }

  /** Returns what the synchronisation of gradients takes. */
  StepSync sync() {
    return sync;
  }

  /** Returns the parts of a step. */
  StepParts parts(PriceTables tables, Partition partition) {
    double[][] ends = new double[tables.replicas().length][];
    Arrays.setAll(ends, r -> passes.ends(tables, r, passes.times(tables, r, partition)));
    return parts(tables, partition, ends);
  }

  /**
   * Returns the parts of a step.
   *
   * @param replicaEnds {@code [replica][stage]}, when its passes end
   */
  StepParts parts(PriceTables tables, Partition partition, double[][] replicaEnds) {
    int stages = partition.stages();
    double[] ends = new double[stages];
    int[] slowest = new int[stages];
    for (int r = 0; r < replicaEnds.length; r++) {
      for (int s = 0; s < stages; s++) {
        if (replicaEnds[r][s] > ends[s]) {
          ends[s] = replicaEnds[r][s];
          slowest[s] = r;
        }
      }
    }
    double queueing = LinkQueue.seconds(tables, (r, s) -> passes.stage(tables, r, s, partition));
    double[] exposed = new double[stages];
    double[] updates = new double[stages];
    for (int s = 0; s < stages; s++) {
      ends[s] += queueing;
      exposed[s] = sync.seconds(tables, partition, s);
      updates[s] = updateSeconds(tables, partition, s);
    }
    return new StepParts(
        ends,
        slowest,
        queueing,
        exposed,
        SharedSync.ends(ends, exposed, tables.placed().crossing()),
        sync.tiedSeconds(tables, partition),
        updates,
        new Tail(0, jitter(tables.ranks()), fixedSeconds()));
  }

  /** Returns the time of a step and where it goes. */
  CostEstimate estimate(PriceTables tables, Partition partition) {
    StepParts parts = parts(tables, partition);
    double plain = 0;
    for (int r = 0; r < tables.replicas().length; r++) {
      PassTimes times = passes.times(tables, r, partition).withoutTransfers();
      plain = Math.max(plain, Arrays.stream(passes.ends(tables, r, times)).max().orElse(0));
    }
    Busy busy = busiest(tables, partition);
    double passesEnd = parts.passesEnd();
    CostBreakdown breakdown =
        new CostBreakdown(
            busy.compute,
            Math.max(0, plain - busy.compute - busy.exchange),
            Math.min(busy.exchange, plain - Math.min(plain, busy.compute)) + parts.queueing(),
            passesEnd - plain - parts.queueing(),
            Math.max(0, parts.syncEnd() - passesEnd),
            parts.update(),
            parts.other());
    return new CostEstimate(breakdown, stageEstimates(tables, partition));
  }

  /** Returns what the length of a step on so many devices is multiplied by. */
  double jitter(long ranks) {
    double perNode = inputs.layout().line(0).devices();
    double nodes = Math.max(1, ranks / perNode);
    return 1 + constants.get("step.jitter") * Math.log(nodes) / Math.log(2);
  }

  /** Returns what is added to every step. */
  double fixedSeconds() {
    return constants.get("step.fixed") * software.kernels().host() + calibration.fixedSeconds();
  }

  /** Returns the most that a host adds to the backward or the forward pass of a stage. */
  double mostHostSeconds(boolean backward) {
    double all = constants.get("host.micro_batch") * software.kernels().host();
    return all * calibration.hostTime() * (backward ? 2 : 1) / 3;
  }

  /** The stage that is busiest. */
  private Busy busiest(PriceTables tables, Partition partition) {
    Busy busiest = busiest(tables, partition, 0);
    for (int s = 1; s < partition.stages(); s++) {
      Busy other = busiest(tables, partition, s);
      busiest = other.seconds() > busiest.seconds() ? other : busiest;
    }
    return busiest;
  }

  /** Returns what a stage does in the replica where it is busiest. */
  Busy busiest(PriceTables tables, Partition partition, int s) {
    Busy busiest = busy(tables, partition, 0, s);
    for (int r = 1; r < tables.replicas().length; r++) {
      Busy other = busy(tables, partition, r, s);
      busiest = other.seconds() > busiest.seconds() ? other : busiest;
    }
    return busiest;
  }

  private Busy busy(PriceTables tables, Partition partition, int r, int s) {
    LayerPrice sum = passes.stage(tables, r, s, partition);
    int microBatches = tables.microBatches()[r];
    return new Busy(
        microBatches * (sum.forward() + sum.backward()),
        microBatches * (sum.forwardExchange() + sum.backwardExchange()));
  }

  /**
   * The optimizer reads gradient, master copy and moments and writes them back with the new weight:
   * bound by memory bandwidth.
   */
  private double updateSeconds(PriceTables tables, Partition partition, int s) {
    double slowest = Double.POSITIVE_INFINITY;
    for (int r = 0; r < tables.replicas().length; r++) {
      for (var type : tables.hardware(r).get(s).types()) {
        slowest = Math.min(slowest, type.memoryBytesPerSecond());
      }
    }
    double parameters = sync.held(tables, partition, s).total();
    return parameters * updateSeconds(tables.stages().get(s), slowest);
  }

  /** Returns the update of one parameter that a device holds. */
  double updateSeconds(Strategy strategy, double memoryBytesPerSecond) {
    boolean adam = inputs.training().optimizer() == Optimizer.ADAM;
    double perParameter = software.state().updateBytes() - (adam ? 0 : MOMENT_TRAFFIC);
    double sharing =
        strategy.zeroStage() > 0
            ? (double) strategy.dataParallel() * strategy.degrees().contextParallel()
            : 1;
    return perParameter / sharing / (memoryBytesPerSecond * constants.get("optimizer.efficiency"));
  }

  /** Returns the memory of every stage. */
  List<StageMemory> memory(PriceTables tables, Partition partition) {
    return memory.stages(
        tables.stages(), partition, tables.memoryLimits(), tables.mostMicroBatches());
  }

  private List<StageEstimate> stageEstimates(PriceTables tables, Partition partition) {
    List<StageMemory> use = memory(tables, partition);
    List<StageEstimate> estimates = new ArrayList<>();
    for (int s = 0; s < partition.stages(); s++) {
      estimates.add(
          new StageEstimate(
              passes.slowest(tables, s, partition).total(),
              new CostEstimate.MemoryUse(use.get(s).total(), use.get(s).limitBytes())));
    }
    return estimates;
  }
}
