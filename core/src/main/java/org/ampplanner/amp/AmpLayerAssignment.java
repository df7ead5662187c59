package org.ampplanner.amp;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * AMP's own dynamic programme for the layer assignment, with the flaw that makes its answer
 * suboptimal: a cut is chosen by a cost that includes its boundary, but the cost that is kept
 * leaves the boundary out, so that later choices neither see it nor compare against it.
 *
 * <p>State: stages used, last layer, and m, the slowest stage to come, among all sums of
 * consecutive layers. {@code F(i,j,m) = min_cut F(cut, j-1, max(m, t)) + (B-1)·max(0, t-m) +
 * c(cut)} where t is the time of the layers after the cut; what is stored is without {@code
 * c(cut)}. Boundary costs are in single precision, as released.
 *
 * <p>Complexity: O(k·L²·P) time and O(k·L·P) memory for P ≤ L(L+1)/2 different sums; the release
 * needs O(k·L⁴) and more. Use the exact assignment of {@link org.ampplanner.partition} unless AMP's
 * own answer is wanted.
 *
 * @see <a href="https://arxiv.org/abs/2210.07297">Li et al. 2022, section 4.2</a>
 */
final class AmpLayerAssignment {
  private static final double LARGEST_TABLE = 1e8;

  private final double[] seconds;
  private final double[][] cutSeconds;
  private final int stages;
  private final int microBatches;

  private final double[] sums;
  private final int[][] sumIndex;

  /**
   * Prepares an assignment.
   *
   * @param seconds time of each layer for one micro-batch
   * @param cutSeconds {@code [boundary][layer]}, cost of cutting after a layer
   * @param stages at most as many as layers
   * @param microBatches at least 1
   */
  AmpLayerAssignment(double[] seconds, double[][] cutSeconds, int stages, int microBatches) {
    this.seconds = seconds.clone();
    this.cutSeconds = cutSeconds;
    this.stages = stages;
    this.microBatches = microBatches;
    int n = seconds.length;
    TreeSet<Double> different = new TreeSet<>();
    different.add(0.0);
    for (int from = 0; from < n; from++) {
      double sum = 0;
      for (int to = from; to < n; to++) {
        sum += seconds[to];
        different.add(sum);
      }
    }
    sums = different.stream().mapToDouble(Double::doubleValue).toArray();
    sumIndex = new int[n][n];
    for (int from = 0; from < n; from++) {
      double sum = 0;
      for (int to = from; to < n; to++) {
        sum += seconds[to];
        sumIndex[from][to] = Arrays.binarySearch(sums, sum);
      }
    }
  }

  /** Returns whether an assignment of that size would need more memory than is reasonable. */
  static boolean isTooLarge(int layers, int stages) {
    return (double) stages * layers * layers * (layers + 1) / 2 > LARGEST_TABLE;
  }

  /**
   * Returns the cuts, {@code stages + 1} positions from 0 to the number of layers, or null if asked
   * to stop before they are found.
   */
  int @Nullable [] cuts(BooleanSupplier stop) {
    int n = seconds.length;
    short[][][] choice = new short[stages][n][];
    double[][] previous = firstStage();
    for (int j = 1; j < stages; j++) {
      double[][] current = new double[n][];
      for (int i = j; i < n; i++) {
        if (stop.getAsBoolean()) {
          return null;
        }
        current[i] = new double[sums.length];
        choice[j][i] = new short[sums.length];
        for (int m = 0; m < sums.length; m++) {
          choose(previous, current, choice[j][i], j, i, m);
        }
      }
      previous = current;
    }
    return trace(choice);
  }

  private double[][] firstStage() {
    int n = seconds.length;
    double[][] first = new double[n][sums.length];
    for (int i = 0; i < n; i++) {
      double sum = sums[sumIndex[0][i]];
      for (int m = 0; m < sums.length; m++) {
        first[i][m] = (microBatches - 1) * Math.max(0, sum - sums[m]);
      }
    }
    return first;
  }

  private void choose(
      double[][] previous, double[][] current, short[] choice, int j, int i, int m) {
    double best = Double.POSITIVE_INFINITY;
    short chosen = (short) (j - 1);
    for (int cut = j - 1; cut < i; cut++) {
      int t = sumIndex[cut + 1][i];
      double boundary = (float) cutSeconds[j - 1][cut];
      double cost =
          previous[cut][Math.max(t, m)]
              + (microBatches - 1) * Math.max(0, sums[t] - sums[m])
              + boundary;
      if (cost < best) {
        best = cost - boundary;
        chosen = (short) cut;
      }
    }
    current[i][m] = best;
    choice[m] = chosen;
  }

  private int[] trace(short[][][] choice) {
    int[] cuts = new int[stages + 1];
    int i = seconds.length - 1;
    int m = 0;
    cuts[stages] = seconds.length;
    for (int j = stages - 1; j > 0; j--) {
      int cut = choice[j][i][m];
      cuts[j] = cut + 1;
      m = Math.max(m, sumIndex[cut + 1][i]);
      i = cut;
    }
    return cuts;
  }
}
