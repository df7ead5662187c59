package org.ampplanner.cost;

import java.util.List;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.partition.Partition;
import org.jspecify.annotations.Nullable;

/**
 * The costs of one strategy and placement in additive form: a time for every layer on every stage,
 * a cost for every cut, a synchronisation cost per parameter. Every partition can be priced from
 * them in O(layers), and the exact layer assignment works on them.
 *
 * <p>The closed form is AMP's (Li et al. 2022, arXiv 2210.07297, section 4): {@code (m-1)·max t_s +
 * Σ t_s + Σ c_b + max g_s} for m micro-batches, stage times t, cut costs c and gradient
 * synchronisation g.
 *
 * @param microBatches micro-batches per step and replica, at least 1
 * @param layerSeconds {@code [stage][layer]}, forward and backward pass of one micro-batch; rows
 *     may be one and the same array
 * @param cutSeconds {@code [boundary][layer]}, the cost of cutting after a layer; rows may be
 *     shared
 * @param syncSecondsPerParameter {@code [stage]}
 * @param parameters {@code [layer]}, what takes part in gradient synchronisation
 * @param tied layers that share parameters; a stage that holds both counts them once
 * @param exact whether the step time is the closed form; if not, only what the busiest stage is
 *     busy bounds it
 * @param memory what must fit, or null if the cost model knows no memory
 */
@SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody; copying them would cost
public record StageCosts(
    int microBatches,
    double[][] layerSeconds,
    double[][] cutSeconds,
    double[] syncSecondsPerParameter,
    long[] parameters,
    List<TiedPair> tied,
    boolean exact,
    @Nullable Memory memory) {

  /**
   * What must fit on a stage's devices: {@code Σ static + inFlight · Σ activation + max working ≤
   * room}.
   *
   * @param staticBytes {@code [layer]}, there all the time
   * @param activationBytes {@code [layer]}, kept per micro-batch in flight
   * @param workingBytes {@code [layer]}, needed while the layer runs
   * @param bytesPerParameter static bytes that a tied parameter saves
   * @param inFlight {@code [stage]}, micro-batches whose activations are held at once
   * @param roomBytes {@code [stage]}, what is left after everything that no layer causes
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Memory(
      double[] staticBytes,
      double[] activationBytes,
      double[] workingBytes,
      double bytesPerParameter,
      int[] inFlight,
      double[] roomBytes) {}

  /** Makes tables whose closed form is the step time, of a cost model that knows no memory. */
  public StageCosts(
      int microBatches,
      double[][] layerSeconds,
      double[][] cutSeconds,
      double[] syncSecondsPerParameter,
      long[] parameters,
      List<TiedPair> tied) {
    this(
        microBatches,
        layerSeconds,
        cutSeconds,
        syncSecondsPerParameter,
        parameters,
        tied,
        true,
        null);
  }

  /** Returns these tables with other room for memory. */
  public StageCosts with(Memory other) {
    return new StageCosts(
        microBatches,
        layerSeconds,
        cutSeconds,
        syncSecondsPerParameter,
        parameters,
        tied,
        exact,
        other);
  }

  /**
   * A partition priced by the closed form, in seconds.
   *
   * @param maxStage the slowest stage's time for one micro-batch
   * @param sumStages all stages' times for one micro-batch
   * @param cuts the cuts' costs together
   * @param maxSync the longest gradient synchronisation
   */
  public record ClosedForm(double maxStage, double sumStages, double cuts, double maxSync) {
    /** Returns the step time for {@code microBatches}. */
    public double seconds(int microBatches) {
      return (microBatches - 1) * maxStage + sumStages + cuts + maxSync;
    }
  }

  /** Returns the number of stages. */
  public int stages() {
    return layerSeconds.length;
  }

  /** Returns the number of layers. */
  public int layers() {
    return parameters.length;
  }

  /** Returns the time of a stage that holds the layers {@code [from, to)}. */
  public double stageSeconds(int stage, int from, int to) {
    double sum = 0;
    for (int layer = from; layer < to; layer++) {
      sum += layerSeconds[stage][layer];
    }
    return sum;
  }

  /** Returns the parameters that a stage of the layers {@code [from, to)} synchronises. */
  public long stageParameters(int from, int to) {
    long sum = 0;
    for (int layer = from; layer < to; layer++) {
      sum += parameters[layer];
    }
    for (TiedPair pair : tied) {
      if (pair.first() >= from && pair.second() < to) {
        sum -= Math.min(parameters[pair.first()], parameters[pair.second()]);
      }
    }
    return sum;
  }

  /** Prices a partition by the closed form. */
  public ClosedForm price(Partition partition) {
    double max = 0;
    double sum = 0;
    double cuts = 0;
    double sync = 0;
    for (int s = 0; s < stages(); s++) {
      double seconds = stageSeconds(s, partition.from(s), partition.to(s));
      max = Math.max(max, seconds);
      sum += seconds;
      cuts += s == 0 ? 0 : cutSeconds[s - 1][partition.from(s) - 1];
      long held = stageParameters(partition.from(s), partition.to(s));
      sync = Math.max(sync, syncSecondsPerParameter[s] * held);
    }
    return new ClosedForm(max, sum, cuts, sync);
  }
}
