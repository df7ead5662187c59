package org.ampplanner.cost;

import java.util.List;
import org.ampplanner.model.Model.TiedPair;

/**
 * The costs of one strategy in additive form by kind of node group, whatever the order of groups:
 * the counterpart by kind of {@link StageCosts}. A pipeline of groups g with partition p costs by
 * the same closed form, with layer times and synchronisation of its group and cuts of the two
 * groups that meet. Making it takes time by kinds of group and layers, not by devices.
 *
 * @param microBatches micro-batches per step and replica, at least 1
 * @param layerSeconds {@code [kind][layer]}, forward and backward pass of one micro-batch
 * @param cutSeconds {@code [kind before][kind after][layer]}, the cost of cutting after a layer
 *     between groups; rows may be shared
 * @param innerCutSeconds {@code [kind][layer]}, the same between two stages of a group
 * @param syncSecondsPerParameter {@code [kind]}
 * @param parameters {@code [layer]}, what takes part in gradient synchronisation
 * @param tied layers that share parameters; a stage that holds both counts them once
 */
@SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody; copying them would cost
public record GroupCosts(
    int microBatches,
    double[][] layerSeconds,
    double[][][] cutSeconds,
    double[][] innerCutSeconds,
    double[] syncSecondsPerParameter,
    long[] parameters,
    List<TiedPair> tied)
    implements GroupBounds {

  @Override
  public int kinds() {
    return layerSeconds.length;
  }

  @Override
  public double[] layerSeconds(int kind) {
    return layerSeconds[kind];
  }

  @Override
  public double seconds(int[] available, int groups, int stagesPerGroup) {
    return GroupBound.seconds(this, available, groups, stagesPerGroup);
  }

  /** Returns the tables of one sequence of groups. */
  public StageCosts of(int[] kinds, int stagesPerGroup) {
    int stages = kinds.length * stagesPerGroup;
    double[][] rows = new double[stages][];
    double[][] cuts = new double[stages - 1][];
    double[] sync = new double[stages];
    for (int s = 0; s < stages; s++) {
      int kind = kinds[s / stagesPerGroup];
      rows[s] = layerSeconds[kind];
      sync[s] = syncSecondsPerParameter[kind];
      if (s > 0) {
        int before = kinds[(s - 1) / stagesPerGroup];
        cuts[s - 1] = s % stagesPerGroup == 0 ? cutSeconds[before][kind] : innerCutSeconds[kind];
      }
    }
    return new StageCosts(microBatches, rows, cuts, sync, parameters, tied);
  }

  @Override
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
