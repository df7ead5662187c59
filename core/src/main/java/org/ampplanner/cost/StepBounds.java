package org.ampplanner.cost;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lower bound on the time of a step in additive form by kind of node group and position in the
 * pipeline, whatever the order of groups and the partition: {@code factor · (max peak + Σ sum + Σ
 * cut + sync of the first stage + added) + fixed}. A stage's peak and sum are constants of its
 * position plus what its layers add.
 *
 * @param sum {@code [group][layer]}
 * @param sumConstant of all stages together
 * @param forward {@code [group][layer]}, forward pass of one micro-batch
 * @param backward {@code [group][layer]}, backward pass
 * @param weights how often the passes of a layer count in the peak, by layer; shared
 * @param peakExtra {@code [group][layer]}, added to the peak, or null
 * @param peakConstant {@code [stage]}
 * @param cut {@code [group before][group after][layer]}, of cutting after a layer
 * @param inner {@code [group][layer]}, of cutting inside a group
 * @param sync {@code [group][layer]}, synchronisation, counted on the first stage
 * @param tail what does not depend on the order or the partition
 * @param tied layers that share parameters
 * @param memory what must fit, with room by kind of group
 */
@SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody; copying them would cost
public record StepBounds(
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
    return sum[0].length;
  }

  /** Returns what every layer adds to the peak of a stage of a kind at a position. */
  public double[] peak(int group, int stage) {
    double[] row = new double[layers()];
    for (int l = 0; l < row.length; l++) {
      row[l] = peak(group, stage, l);
    }
    return row;
  }

  /** Returns whether layers weigh alike at two positions. */
  public boolean samePeak(int s, int t) {
    for (PassWeights each : weights) {
      if (each.forward[s] != each.forward[t] || each.backward[s] != each.backward[t]) {
        return false;
      }
    }
    return true;
  }

  private double peak(int group, int stage, int layer) {
    return weights[layer].forward[stage] * forward[group][layer]
        + weights[layer].backward[stage] * backward[group][layer]
        + (peakExtra == null ? 0 : peakExtra[group][layer]);
  }

  /**
   * Returns a bound over all orders and partitions, in O(kinds² · layers): the largest peak is at
   * least the heaviest layer's where it weighs least, and at least the mean of the stages as if
   * layers could be split (see {@link GroupBound}); infinite where all memory of the largest groups
   * together cannot hold the model.
   *
   * @param available how many groups of each kind
   * @param blocks how many groups the pipeline takes
   */
  public double seconds(int[] available, int blocks) {
    int stagesPerBlock = stages() / blocks;
    if (!fits(available, blocks, stagesPerBlock)) {
      return Double.POSITIVE_INFINITY;
    }
    double leastSum = sumConstant;
    double heaviest = 0;
    int lightest = 0; // weights do not fall along the pipeline
    double least = 0;
    double[] total = new double[groups()];
    for (int g = 0; g < total.length; g++) {
      for (int l = 0; l < layers(); l++) {
        total[g] += peak(g, lightest, l);
      }
    }
    for (int l = 0; l < layers(); l++) {
      double sumHere = Double.POSITIVE_INFINITY;
      double peakHere = Double.POSITIVE_INFINITY;
      double share = Double.POSITIVE_INFINITY;
      for (int g = 0; g < total.length; g++) {
        if (available[g] > 0) {
          double peak = peak(g, lightest, l);
          sumHere = Math.min(sumHere, sum[g][l]);
          peakHere = Math.min(peakHere, peak);
          share = Math.min(share, total[g] > 0 ? peak / total[g] : 0);
        }
      }
      leastSum += sumHere;
      heaviest = Math.max(heaviest, peakHere);
      least += share;
    }
    double[] speed = Arrays.stream(total).map(t -> t > 0 ? 1 / t : 0).toArray();
    double speeds = largest(speed, available, blocks) * stagesPerBlock;
    double peak = Math.max(heaviest, speeds > 0 ? least / speeds : 0);
    double constant = Arrays.stream(peakConstant).min().orElse(0);
    return tail.step(
        Math.max(0, peak + constant)
            + leastSum
            + cheapestCuts(available, blocks, stagesPerBlock)
            + firstSync(available));
  }

  private static double largest(double[] weight, int[] available, int blocks) {
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
    double between = Double.POSITIVE_INFINITY;
    double within = Double.POSITIVE_INFINITY;
    for (int g = 0; g < available.length; g++) {
      if (available[g] == 0) {
        continue;
      }
      within = Math.min(within, least(inner[g]));
      for (int h = 0; h < available.length; h++) {
        boolean meet = available[h] > (g == h ? 1 : 0);
        between = meet ? Math.min(between, least(cut[g][h])) : between;
      }
    }
    return (blocks == 1 ? 0 : (blocks - 1) * between)
        + (stagesPerBlock == 1 ? 0 : (double) blocks * (stagesPerBlock - 1) * within);
  }

  private double least(double[] row) {
    double least = Double.POSITIVE_INFINITY;
    for (int l = 0; l < layers() - 1; l++) {
      least = Math.min(least, row[l]);
    }
    return least;
  }

  /** The first stage holds the first layer at least. */
  private double firstSync(int[] available) {
    double least = Double.POSITIVE_INFINITY;
    for (int g = 0; g < available.length; g++) {
      least = available[g] > 0 ? Math.min(least, sync[g][0]) : least;
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
