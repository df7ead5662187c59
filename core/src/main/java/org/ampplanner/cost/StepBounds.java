package org.ampplanner.cost;

import java.util.Arrays;
import java.util.List;
import org.ampplanner.model.LayerColumns;
import org.jspecify.annotations.Nullable;

/**
 * A lower bound on the time of a step in additive form by kind of node group and position in the
 * pipeline, whatever the order of groups and the partition: {@code factor · (max peak + Σ sum + Σ
 * cut + sync of the first stage + added) + fixed}. A stage's peak and sum are constants of its
 * position plus what its layers add.
 *
 * @param columns which layers share a column in the tables
 * @param passes of one micro-batch
 * @param peaks what the busiest stage comes to
 * @param cuts of handing over
 * @param sync of gradients
 * @param tail what does not depend on the order or the partition
 * @param tied layers that share parameters
 * @param memory what must fit, with room by kind of group
 */
public record StepBounds(
    LayerColumns columns,
    Passes passes,
    Peaks peaks,
    Cuts cuts,
    Sync sync,
    Tail tail,
    List<TiedSaving> tied,
    StageCosts.Memory memory)
    implements GroupBounds {

  /**
   * Passes of one micro-batch, {@code [kind][column]}.
   *
   * @param forward forward pass
   * @param backward backward pass
   * @param sum what counts of both whatever the stage
   */
  @SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody; copying them would cost
  public record Passes(double[][] forward, double[][] backward, double[][] sum) {}

  /**
   * The peaks of stages, of which the largest counts.
   *
   * @param weights how often the passes of a layer count in the peak, by column; shared
   * @param extra {@code [kind][column]}, added to the peak, or null
   * @param constant {@code [stage]}
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Peaks(PassWeights[] weights, double @Nullable [][] extra, double[] constant) {}

  /**
   * Costs of cutting after a layer.
   *
   * @param between {@code [kind before][kind after][column]}
   * @param within {@code [kind][column]}, inside a group
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Cuts(double[][][] between, double[][] within) {}

  /**
   * Synchronisation of gradients.
   *
   * @param seconds {@code [kind][column]}, counted on the first stage; on a later one that is not
   *     behind the stage with the largest peak, what goes beyond the drain
   * @param drain {@code [column]}, at most what a layer adds to the time by which stages after it
   *     end earlier, if they are not behind the largest peak
   * @param drainCut what every cut adds to that at most
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Sync(double[][] seconds, double[] drain, double drainCut) {}

  /**
   * Static memory that a stage saves which holds two layers with the same parameters.
   *
   * @param first the earlier layer
   * @param second the later layer
   * @param bytes what it saves
   */
  public record TiedSaving(int first, int second, double bytes) {}

  /**
   * How often passes count in the peak of a stage.
   *
   * @param forward {@code [stage]}
   * @param backward {@code [stage]}
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record PassWeights(double[] forward, double[] backward) {}

  /**
   * What every plan of the strategy pays.
   *
   * @param added seconds that scale with the step
   * @param factor of the step, at least 1
   * @param fixed seconds
   */
  public record Tail(double added, double factor, double fixed) {

    /** Returns the step time for what the additive terms come to. */
    public double step(double additive) {
      return (additive + added) * factor + fixed;
    }

    /** Returns what the additive terms may come to within a step time. */
    public double additive(double step) {
      return (step - fixed) / factor - added;
    }
  }

  @Override
  public int kinds() {
    return passes.sum.length;
  }

  /** Returns the number of stages. */
  public int stages() {
    return peaks.constant.length;
  }

  @Override
  public int layers() {
    return columns.of().length;
  }

  @Override
  public double[] layerSeconds(int kind) {
    return columns.spread(passes.sum[kind]);
  }

  /** Returns what every layer of a column adds to the peak of a stage of a kind at a position. */
  public double[] peak(int kind, int stage) {
    double[] row = new double[columns.count()];
    for (int c = 0; c < row.length; c++) {
      row[c] = peak(kind, stage, c);
    }
    return row;
  }

  /** Returns whether layers weigh alike at two positions. */
  public boolean samePeak(int s, int t) {
    PassWeights[] weights = peaks.weights;
    for (int c = 0; c < weights.length; c++) {
      PassWeights each = weights[c];
      boolean known = c > 0 && each.equals(weights[c - 1]);
      if (!known && (each.forward[s] != each.forward[t] || each.backward[s] != each.backward[t])) {
        return false;
      }
    }
    return true;
  }

  double peak(int kind, int stage, int column) {
    PassWeights weights = peaks.weights[column];
    double[][] extra = peaks.extra;
    return weights.forward[stage] * passes.forward[kind][column]
        + weights.backward[stage] * passes.backward[kind][column]
        + (extra == null ? 0 : extra[kind][column]);
  }

  /**
   * Returns a bound over all orders and partitions, in O(kinds · (kinds + stages) · columns): the
   * largest peak is at least the heaviest layer's where it weighs least, and at least the mean of
   * the stages as if layers could be split (see {@link LeastPeak}); infinite where all memory of
   * the largest groups together cannot hold the model.
   */
  @Override
  public double seconds(int[] available, int groups, int stagesPerGroup) {
    if (!fits(available, groups, stagesPerGroup)) {
      return Double.POSITIVE_INFINITY;
    }
    int[] counts = columns.counts(layers());
    double leastSum = 0;
    for (int c = 0; c < counts.length; c++) {
      double least = Double.POSITIVE_INFINITY;
      for (int g = 0; g < kinds(); g++) {
        least = available[g] > 0 ? Math.min(least, passes.sum[g][c]) : least;
      }
      leastSum += counts[c] * least;
    }
    return tail.step(
        new LeastPeak(this, available, groups, counts).seconds()
            + leastSum
            + cheapestCuts(available, groups, stagesPerGroup)
            + firstSync(available));
  }

  static double largest(double[] weight, int[] available, int groups) {
    Integer[] order = new Integer[weight.length];
    Arrays.setAll(order, g -> g);
    Arrays.sort(order, (g, h) -> Double.compare(weight[h], weight[g]));
    double sum = 0;
    int left = groups;
    for (int g : order) {
      int taken = Math.min(left, available[g]);
      sum += taken * weight[g];
      left -= taken;
    }
    return sum;
  }

  private double cheapestCuts(int[] available, int groups, int stagesPerGroup) {
    int[] cuttable = columns.counts(layers() - 1);
    double between = Double.POSITIVE_INFINITY;
    double within = Double.POSITIVE_INFINITY;
    for (int g = 0; g < available.length; g++) {
      if (available[g] == 0) {
        continue;
      }
      within = Math.min(within, least(cuts.within[g], cuttable));
      for (int h = 0; h < available.length; h++) {
        boolean meet = available[h] > (g == h ? 1 : 0);
        between = meet ? Math.min(between, least(cuts.between[g][h], cuttable)) : between;
      }
    }
    return (groups == 1 ? 0 : (groups - 1) * between)
        + (stagesPerGroup == 1 ? 0 : (double) groups * (stagesPerGroup - 1) * within);
  }

  private static double least(double[] row, int[] cuttable) {
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < row.length; c++) {
      least = cuttable[c] > 0 ? Math.min(least, row[c]) : least;
    }
    return least;
  }

  /** Returns what the first stage synchronises at least: it holds the first layer. */
  public double firstSync(int[] available) {
    double least = Double.POSITIVE_INFINITY;
    for (int g = 0; g < available.length; g++) {
      least = available[g] > 0 ? Math.min(least, sync.seconds[g][columns.of()[0]]) : least;
    }
    return least;
  }

  private boolean fits(int[] available, int groups, int stagesPerGroup) {
    int fewest = Arrays.stream(memory.inFlight()).min().orElse(1);
    double needed = 0;
    for (int l = 0; l < layers(); l++) {
      needed += memory.staticBytes()[l] + fewest * memory.activationBytes()[l];
    }
    for (TiedSaving saving : tied) {
      needed -= saving.bytes;
    }
    return needed * (1 - 1e-9) <= largest(memory.roomBytes(), available, groups) * stagesPerGroup;
  }
}
