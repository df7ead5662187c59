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
 * @param sum {@code [group][column]}
 * @param sumConstant of all stages together
 * @param forward {@code [group][column]}, forward pass of one micro-batch
 * @param backward {@code [group][column]}, backward pass
 * @param weights how often the passes of a layer count in the peak, by column; shared
 * @param peakExtra {@code [group][column]}, added to the peak, or null
 * @param peakConstant {@code [stage]}
 * @param cut {@code [group before][group after][column]}, of cutting after a layer
 * @param inner {@code [group][column]}, of cutting inside a group
 * @param sync {@code [group][column]}, synchronisation, counted on the first stage; on a later one
 *     that is not behind the stage with the largest peak, what goes beyond the drain
 * @param drain {@code [column]}, at most what a layer adds to the time by which stages after it end
 *     earlier, if they are not behind the largest peak
 * @param drainCut what every cut adds to that at most
 * @param tail what does not depend on the order or the partition
 * @param tied layers that share parameters
 * @param memory what must fit, with room by kind of group
 */
@SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody; copying them would cost
public record StepBounds(
    LayerColumns columns,
    double[][] sum,
    double sumConstant,
    double[][] forward,
    double[][] backward,
    PassWeights[] weights,
    double @Nullable [][] peakExtra,
    double[] peakConstant,
    double[][][] cut,
    double[][] inner,
    double[][] sync,
    double[] drain,
    double drainCut,
    Tail tail,
    List<TiedSaving> tied,
    StageCosts.Memory memory) {

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

  /** Returns the number of kinds of group. */
  public int groups() {
    return sum.length;
  }

  /** Returns the number of stages. */
  public int stages() {
    return peakConstant.length;
  }

  /** Returns the number of layers. */
  public int layers() {
    return columns.of().length;
  }

  /** Returns what every layer of a column adds to the peak of a stage of a kind at a position. */
  public double[] peak(int group, int stage) {
    double[] row = new double[columns.count()];
    for (int c = 0; c < row.length; c++) {
      row[c] = peak(group, stage, c);
    }
    return row;
  }

  /** Returns whether layers weigh alike at two positions. */
  public boolean samePeak(int s, int t) {
    for (int c = 0; c < weights.length; c++) {
      PassWeights each = weights[c];
      boolean known = c > 0 && each.equals(weights[c - 1]);
      if (!known && (each.forward[s] != each.forward[t] || each.backward[s] != each.backward[t])) {
        return false;
      }
    }
    return true;
  }

  double peak(int group, int stage, int column) {
    return weights[column].forward[stage] * forward[group][column]
        + weights[column].backward[stage] * backward[group][column]
        + (peakExtra == null ? 0 : peakExtra[group][column]);
  }

  /**
   * Returns a bound over all orders and partitions, in O(kinds · (kinds + stages) · columns): the
   * largest peak is at least the heaviest layer's where it weighs least, and at least the mean of
   * the stages as if layers could be split (see {@link LeastPeak}); infinite where all memory of
   * the largest groups together cannot hold the model.
   *
   * @param available how many groups of each kind
   * @param blocks how many groups the pipeline takes
   */
  public double seconds(int[] available, int blocks) {
    int stagesPerBlock = stages() / blocks;
    if (!fits(available, blocks, stagesPerBlock)) {
      return Double.POSITIVE_INFINITY;
    }
    int[] counts = columns.counts(layers());
    double leastSum = sumConstant;
    for (int c = 0; c < counts.length; c++) {
      double least = Double.POSITIVE_INFINITY;
      for (int g = 0; g < groups(); g++) {
        least = available[g] > 0 ? Math.min(least, sum[g][c]) : least;
      }
      leastSum += counts[c] * least;
    }
    return tail.step(
        new LeastPeak(this, available, blocks, counts).seconds()
            + leastSum
            + cheapestCuts(available, blocks, stagesPerBlock)
            + firstSync(available));
  }

  static double largest(double[] weight, int[] available, int blocks) {
    Integer[] order = new Integer[weight.length];
    Arrays.setAll(order, g -> g);
    Arrays.sort(order, (g, h) -> Double.compare(weight[h], weight[g]));
    double sum = 0;
    int left = blocks;
    for (int g : order) {
      int taken = Math.min(left, available[g]);
      sum += taken * weight[g];
      left -= taken;
    }
    return sum;
  }

  private double cheapestCuts(int[] available, int blocks, int stagesPerBlock) {
    int[] cuttable = columns.counts(layers() - 1);
    double between = Double.POSITIVE_INFINITY;
    double within = Double.POSITIVE_INFINITY;
    for (int g = 0; g < available.length; g++) {
      if (available[g] == 0) {
        continue;
      }
      within = Math.min(within, least(inner[g], cuttable));
      for (int h = 0; h < available.length; h++) {
        boolean meet = available[h] > (g == h ? 1 : 0);
        between = meet ? Math.min(between, least(cut[g][h], cuttable)) : between;
      }
    }
    return (blocks == 1 ? 0 : (blocks - 1) * between)
        + (stagesPerBlock == 1 ? 0 : (double) blocks * (stagesPerBlock - 1) * within);
  }

  private static double least(double[] row, int[] cuttable) {
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < row.length; c++) {
      least = cuttable[c] > 0 ? Math.min(least, row[c]) : least;
    }
    return least;
  }

  /** The first stage holds the first layer at least. */
  private double firstSync(int[] available) {
    double least = Double.POSITIVE_INFINITY;
    for (int g = 0; g < available.length; g++) {
      least = available[g] > 0 ? Math.min(least, sync[g][columns.of()[0]]) : least;
    }
    return least;
  }

  private boolean fits(int[] available, int blocks, int stagesPerBlock) {
    int fewest = Arrays.stream(memory.inFlight()).min().orElse(1);
    double needed = 0;
    for (int l = 0; l < layers(); l++) {
      needed += memory.staticBytes()[l] + fewest * memory.activationBytes()[l];
    }
    for (TiedSaving saving : tied) {
      needed -= saving.bytes;
    }
    return needed * (1 - 1e-9) <= largest(memory.roomBytes(), available, blocks) * stagesPerBlock;
  }
}
