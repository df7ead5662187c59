package org.ampplanner.cost;

import java.util.List;
import org.ampplanner.model.Model.TiedPair;
import org.jspecify.annotations.Nullable;

/**
 * The costs of one strategy in additive form by kind of node group, whatever the order of groups:
 * the class-level counterpart of {@link StageCosts}. A pipeline of groups g with partition p costs
 * by the same closed form, with layer times and synchronisation of its group and cuts of the two
 * groups that meet. Making it takes time by kinds of group and layers, not by devices.
 *
 * @param microBatches micro-batches per step and replica, at least 1
 * @param layerSeconds {@code [group][layer]}, forward and backward pass of one micro-batch
 * @param cutSeconds {@code [group before][group after][layer]}, the cost of cutting after a layer
 *     between groups; rows may be shared
 * @param innerCutSeconds {@code [group][layer]}, the same between two stages of a group
 * @param syncSecondsPerParameter {@code [group]}
 * @param parameters {@code [layer]}, what takes part in gradient synchronisation
 * @param tied layers that share parameters; a stage that holds both counts them once
 * @param memory what has to fit, or null if the cost model knows no memory
 */
@SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody; copying them would cost
public record GroupCosts(
    int microBatches,
    double[][] layerSeconds,
    double[][][] cutSeconds,
    double[][] innerCutSeconds,
    double[] syncSecondsPerParameter,
    long[] parameters,
    List<TiedPair> tied,
    @Nullable Memory memory) {

  /**
   * Memory of a device: a stage fits if the static bytes of its layers and the activations of the
   * micro-batches in flight stay within the limit.
   *
   * @param staticBytes {@code [group][layer]}
   * @param activationBytes {@code [group][layer]}, per micro-batch in flight
   * @param inFlight {@code [stage]}, micro-batches in flight
   * @param limitBytes {@code [group]}
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Memory(
      double[][] staticBytes, double[][] activationBytes, int[] inFlight, double[] limitBytes) {}

  /** Returns the number of kinds of group. */
  public int groups() {
    return layerSeconds.length;
  }

  /** Returns the number of layers. */
  public int layers() {
    return parameters.length;
  }

  /** Returns the parameters that all layers synchronise where a stage holds them all. */
  public long allParameters() {
    long sum = 0;
    for (long p : parameters) {
      sum += p;
    }
    for (TiedPair pair : tied) {
      sum -= Math.min(parameters[pair.first()], parameters[pair.second()]);
    }
    return sum;
  }
}
