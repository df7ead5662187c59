package org.ampplanner.placement;

import java.util.Arrays;

/**
 * Nodes with a bandwidth between any two, to be divided into an ordered list of equal groups, one
 * per stage block.
 *
 * <p>The cost of groups g is {@code Σ volume / match(g_b, g_{b+1}) + syncVolume / min ring(g_b)}:
 * neighbours exchange activations along a perfect matching, as fast as its slowest pair, and the
 * members of a group reduce gradients around a ring, as fast as its slowest link. The best matching
 * and the best ring count; a group of one needs no ring.
 *
 * @param bandwidth symmetric, in any unit, positive off the diagonal
 * @param groups how many groups
 * @param volume handed on between neighbours, in the unit's amount
 * @param syncVolume reduced around the rings
 */
@SuppressWarnings("ArrayRecordComponent") // shared, compared by nobody
public record GroupPlacementProblem(
    double[][] bandwidth, int groups, double volume, double syncVolume) {

  /**
   * Validates the shapes.
   *
   * @throws IllegalArgumentException if groups do not divide the nodes or the matrix is not square
   */
  public GroupPlacementProblem {
    int n = bandwidth.length;
    if (groups < 1 || n < groups || n % groups != 0) {
      throw new IllegalArgumentException(n + " nodes do not divide into " + groups + " groups");
    }
    if (Arrays.stream(bandwidth).anyMatch(row -> row.length != n)) {
      throw new IllegalArgumentException("the bandwidth matrix is not square");
    }
  }

  /** Returns the number of nodes. */
  public int nodes() {
    return bandwidth.length;
  }

  /** Returns the nodes of each group. */
  public int groupSize() {
    return bandwidth.length / groups;
  }

  /** Prices an order of nodes, cut into consecutive groups. */
  public double cost(int[] order) {
    int r = groupSize();
    int[][] members = new int[groups][];
    for (int g = 0; g < groups; g++) {
      members[g] = Arrays.copyOfRange(order, g * r, (g + 1) * r);
    }
    double cost = 0;
    double slowest = Double.POSITIVE_INFINITY;
    for (int g = 0; g < groups; g++) {
      slowest = Math.min(slowest, GroupLinks.ring(bandwidth, members[g]));
      cost += g == 0 ? 0 : volume / GroupLinks.matching(bandwidth, members[g - 1], members[g]);
    }
    return cost + syncVolume / slowest;
  }
}
