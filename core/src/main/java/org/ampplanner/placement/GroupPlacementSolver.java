package org.ampplanner.placement;

import java.util.HashMap;
import java.util.Map;

/**
 * The exact grouping of few nodes: ordered groups are enumerated depth first, cut off by the best
 * so far. A partial list costs at least its boundaries, the widest link for each boundary to come,
 * and the slowest of its rings. The first list is that of {@link GroupPlacementSearch}.
 *
 * <p>At most {@value #MAX_NODES} nodes; O(N! / r!^K) in the worst case, milliseconds in practice.
 */
final class GroupPlacementSolver {
  static final int MAX_NODES = 12;

  private final GroupPlacementProblem problem;
  private final int nodes;
  private final int r;
  private final double widest;
  private final Map<Integer, Double> rings = new HashMap<>();
  private final Map<Long, Double> matchings = new HashMap<>();
  private final int[] masks;
  private double best;
  private int[] bestMasks;

  private GroupPlacementSolver(GroupPlacementProblem problem, double upper) {
    this.problem = problem;
    this.nodes = problem.nodes();
    this.r = problem.groupSize();
    this.masks = new int[problem.groups()];
    this.bestMasks = new int[0];
    this.best = upper;
    double most = 0;
    for (int a = 0; a < nodes; a++) {
      for (int b = 0; b < nodes; b++) {
        most = a == b ? most : Math.max(most, problem.bandwidth()[a][b]);
      }
    }
    this.widest = most;
  }

  /** Improves an order of nodes to the best; returns it unchanged if it is the best. */
  static int[] solve(GroupPlacementProblem problem, int[] order) {
    GroupPlacementSolver solver = new GroupPlacementSolver(problem, problem.cost(order));
    solver.extend(0, (1 << solver.nodes) - 1, 0, Double.POSITIVE_INFINITY);
    return solver.bestMasks.length == 0 ? order.clone() : solver.order();
  }

  private void extend(int depth, int left, double boundaries, double ring) {
    if (depth == problem.groups()) {
      best = boundaries + problem.syncVolume() / ring;
      bestMasks = masks.clone();
      return;
    }
    for (int group = left; group > 0; group = (group - 1) & left) {
      if (Integer.bitCount(group) != r) {
        continue;
      }
      double slowest = Math.min(ring, ring(group));
      double crossed =
          boundaries + (depth == 0 ? 0 : problem.volume() / matching(masks[depth - 1], group));
      double rest = (problem.groups() - 1 - depth) * problem.volume() / widest;
      if (crossed + rest + problem.syncVolume() / slowest < best * (1 - 1e-12)) {
        masks[depth] = group;
        extend(depth + 1, left & ~group, crossed, slowest);
      }
    }
  }

  private double ring(int group) {
    return rings.computeIfAbsent(group, g -> GroupLinks.ring(problem.bandwidth(), members(g)));
  }

  private double matching(int from, int to) {
    return matchings.computeIfAbsent(
        (long) from << 32 | to,
        key -> GroupLinks.matching(problem.bandwidth(), members(from), members(to)));
  }

  private int[] members(int mask) {
    return java.util.stream.IntStream.range(0, nodes).filter(n -> (mask >> n & 1) == 1).toArray();
  }

  private int[] order() {
    int[] order = new int[nodes];
    int at = 0;
    for (int mask : bestMasks) {
      for (int member : members(mask)) {
        order[at++] = member;
      }
    }
    return order;
  }
}
