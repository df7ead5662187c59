package org.ampplanner.arrange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodePieces;
import org.ampplanner.placement.GroupPlacementProblem;
import org.ampplanner.placement.GroupPlacementSearch;
import org.ampplanner.placement.LeafOrder;
import org.ampplanner.space.PieceTiling;

/**
 * Orders of the pieces of a cluster that a placement may fill: all that differ, where they are few,
 * else those worth starting from.
 */
final class PieceOrders {
  /** The most pieces whose bandwidths are compared pair by pair. */
  static final int MOST_COMPARED = 128;

  private static final int MOST_GROUPED = 32; // pieces that the matrix search is asked about

  private final NodePieces pieces;
  private final double[][] bandwidth; // empty beyond MOST_COMPARED pieces
  private final List<List<Integer>> twins;
  private final int[] twinOf;
  private final int[] leaves;

  PieceOrders(ClusterLayout layout) {
    this.pieces = new NodePieces(layout);
    boolean few = pieces.count() <= MOST_COMPARED;
    this.bandwidth = few ? pieces.bandwidths() : new double[0][];
    this.twins = few ? pieces.twins(bandwidth) : List.of();
    this.twinOf = new int[pieces.count()];
    for (int c = 0; c < twins.size(); c++) {
      for (int piece : twins.get(c)) {
        twinOf[piece] = c;
      }
    }
    this.leaves =
        few ? LeafOrder.of(bandwidth, pieces.canonicalOrder(bandwidth)) : bySwitch(layout);
  }

  /** Pieces of one switch together, in the order in which switches appear. */
  private int[] bySwitch(ClusterLayout layout) {
    List<String> seen = new ArrayList<>();
    int[] at = new int[pieces.count()];
    for (int piece = 0; piece < at.length; piece++) {
      String name = String.valueOf(layout.switchOf(pieces.node(piece)));
      if (!seen.contains(name)) {
        seen.add(name);
      }
      at[piece] = seen.indexOf(name);
    }
    return IntStream.range(0, at.length)
        .boxed()
        .sorted(java.util.Comparator.comparingInt(piece -> at[piece]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  NodePieces pieces() {
    return pieces;
  }

  /** Returns whether exchanging two pieces changes nothing. */
  boolean twins(int a, int b) {
    return !twins.isEmpty() && twinOf[a] == twinOf[b];
  }

  /** Returns all orders of so many pieces that differ, or nothing if they are more than a limit. */
  Optional<List<int[]>> all(int used, int limit) {
    if (twins.isEmpty()) {
      return Optional.empty();
    }
    int[] left = twins.stream().mapToInt(List::size).toArray();
    List<int[]> orders = new ArrayList<>();
    boolean listed = list(left, new int[used], 0, limit, orders);
    return listed ? Optional.of(orders) : Optional.empty();
  }

  /** Twins are taken in hostfile order. */
  private boolean list(int[] left, int[] order, int at, int limit, List<int[]> orders) {
    if (at == order.length) {
      orders.add(whole(order));
      return orders.size() <= limit;
    }
    for (int c = 0; c < left.length; c++) {
      if (left[c] > 0) {
        List<Integer> members = twins.get(c);
        order[at] = members.get(members.size() - left[c]);
        left[c]--;
        boolean few = list(left, order, at + 1, limit, orders);
        left[c]++;
        if (!few) {
          return false;
        }
      }
    }
    return true;
  }

  /** An order of all pieces, those that it leaves out last. */
  private int[] whole(int[] used) {
    boolean[] taken = new boolean[pieces.count()];
    Arrays.stream(used).forEach(piece -> taken[piece] = true);
    IntStream rest = IntStream.range(0, pieces.count()).filter(piece -> !taken[piece]);
    return IntStream.concat(Arrays.stream(used), rest).toArray();
  }

  /**
   * Returns orders to start from: hostfile order, the leaves of the single-linkage tree in
   * two-level tilings, and the grouping of {@link GroupPlacementSearch}.
   *
   * @param volume handed on between stages, in any unit
   * @param syncVolume reduced within a group, in that unit
   */
  List<int[]> seeds(PieceTiling tiling, double volume, double syncVolume) {
    Set<List<Integer>> seeds = new LinkedHashSet<>();
    int[] identity = IntStream.range(0, pieces.count()).toArray();
    add(seeds, identity);
    add(seeds, leaves);
    int r = tiling.piecesPerGroup();
    int groups = tiling.pieces() / r;
    boolean all = tiling.pieces() == pieces.count();
    for (int a = 1; a <= r && all; a++) {
      for (int b = 1; b <= groups; b++) {
        if (r % a == 0 && groups % b == 0) {
          add(seeds, LeafOrder.tiled(leaves, r, a, b));
          add(seeds, LeafOrder.tiled(identity, r, a, b));
        }
      }
    }
    if (all && groups < pieces.count() && pieces.count() <= MOST_GROUPED) {
      GroupPlacementProblem problem =
          new GroupPlacementProblem(relabelled(), groups, volume, syncVolume);
      int[] order = GroupPlacementSearch.solve(problem, new SplittableRandom(1)).order();
      add(seeds, Arrays.stream(order).map(i -> leaves[i]).toArray());
    }
    return seeds.stream().map(seed -> seed.stream().mapToInt(Integer::intValue).toArray()).toList();
  }

  /** The bandwidths by position in the leaf order, so that the hostfile's does not matter. */
  private double[][] relabelled() {
    int n = leaves.length;
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        matrix[i][j] = bandwidth[leaves[i]][leaves[j]];
      }
    }
    return matrix;
  }

  private static void add(Set<List<Integer>> seeds, int[] order) {
    seeds.add(Arrays.stream(order).boxed().toList());
  }
}
