package org.ampplanner.predictive;

import org.ampplanner.collective.Collectives;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.collective.Resharding;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.model.Layer;
import org.ampplanner.operator.Constants;
import org.ampplanner.partition.Partition;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/** What activations, and their gradients, cost on their way between stages. */
final class Handover {
  private final CostInputs inputs;
  private final SoftwareTraits software;
  private final Constants constants;
  private final Calibration calibration;
  private final Collectives collectives;

  Handover(
      CostInputs inputs,
      SoftwareTraits software,
      Constants constants,
      Calibration calibration,
      Collectives collectives) {
    this.inputs = inputs;
    this.software = software;
    this.constants = constants;
    this.calibration = calibration;
    this.collectives = collectives;
  }

  /** Returns the last layer of a stage; of the last stage, that after which a chunk goes on. */
  static int cutAfter(Partition partition, int s) {
    return s < partition.stages() - 1 ? partition.to(s) - 1 : Math.max(0, partition.to(0) - 1);
  }

  /** What is exposed of handing over a boundary; between chunks, transfers overlap with passes. */
  double exposed(Strategy strategy, int cut, GroupLink link, boolean forward) {
    return (1 - hidden(strategy)) * seconds(strategy, cut, link, forward);
  }

  /** What is exposed of handing over the boundary after a stage. */
  double exposed(PriceTables tables, int replica, int s, int cut, boolean forward) {
    return (1 - hidden(tables.strategy())) * seconds(tables, replica, s, cut, forward);
  }

  private double hidden(Strategy strategy) {
    boolean chunked =
        strategy.schedule() == Schedule.INTERLEAVED && strategy.degrees().virtualPipeline() > 1;
    return chunked && software.pipeline().asynchronous() ? constants.get("overlap.pipeline") : 0;
  }

  /** One activation, or one gradient, handed over the boundary after a stage. */
  double seconds(PriceTables tables, int replica, int s, int cut, boolean forward) {
    Resharding resharding = tables.resharding()[s];
    Strategy before = tables.stages().get(s);
    return resharding == null
        ? seconds(before, cut, tables.hardware(replica).get(s).next(), forward)
        : resharded(resharding, before, cut, forward);
  }

  /** One activation, or one gradient, handed over a boundary after a layer. */
  double seconds(Strategy strategy, int cut, GroupLink link, boolean forward) {
    Layer.Output output = inputs.model().layers().get(cut).output();
    double bytes = bytes(strategy, cut, forward);
    double whole = output.bytes(1) * strategy.microBatchSize();
    boolean stalls =
        link.unlike()
            && !link.local()
            && strategy.tensorParallel() > 1
            && software.pipeline().blocking()
            && whole < calibration.stall().belowBytes();
    return (stalls ? calibration.stall().seconds() : 0) + collectives.transfer(bytes, link);
  }

  /** A micro-batch of all replicas, handed over between stages of different degrees. */
  private double resharded(Resharding resharding, Strategy before, int cut, boolean forward) {
    return resharding.seconds(
        collectives, wholeBytes(before, cut), parted(before, cut, forward), forward);
  }

  /** Returns the bytes of a micro-batch of all replicas after a layer. */
  double wholeBytes(Strategy before, int cut) {
    Layer.Output output = inputs.model().layers().get(cut).output();
    return output.bytes(1) * before.microBatchSize() * before.dataParallel();
  }

  /** Returns whether every rank of a replica sends a part of a sample, and not all of it. */
  boolean parted(Strategy before, int cut, boolean forward) {
    Layer.Output output = inputs.model().layers().get(cut).output();
    return before.sequenceParallel() || scattered(forward) || output.shardedByTensorParallel();
  }

  private boolean scattered(boolean forward) {
    return forward ? software.pipeline().scatterGather() : software.pipeline().scatterGradients();
  }

  /** What one device sends over a boundary for one micro-batch. */
  double bytes(Strategy strategy, int cut, boolean forward) {
    Layer.Output output = inputs.model().layers().get(cut).output();
    int tp = strategy.tensorParallel();
    boolean parted =
        strategy.sequenceParallel() || (scattered(forward) && !output.shardedByTensorParallel());
    return output.bytes(tp)
        * strategy.microBatchSize()
        / strategy.degrees().contextParallel()
        / (parted ? tp : 1);
  }
}
