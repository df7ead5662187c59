package org.ampplanner.placement;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Groups nodes on a bandwidth matrix: exactly for few nodes, by tiles and annealed swaps for many,
 * with a lower bound on what any grouping costs.
 *
 * <p>Seeds are the given order and all two-level tiles over the leaves of the single-linkage tree,
 * in which nodes with wide links stand together: a nodes of a neighbourhood in one group, and b
 * groups along it. The best seed is improved by swaps of two nodes and reversals of runs of groups
 * under a falling temperature. Deterministic for a given generator.
 */
public final class GroupPlacementSearch {
  private static final int ROUNDS = 200;
  private static final int LARGEST_EFFORT = 40_000;
  private static final double FIRST_TEMPERATURE = 0.05;

  /**
   * A grouping.
   *
   * @param order nodes; consecutive runs are groups
   * @param cost its cost
   * @param lowerBound no grouping costs less
   */
  @SuppressWarnings("ArrayRecordComponent") // read once
  public record Grouping(int[] order, double cost, double lowerBound) {}

  private final GroupPlacementProblem problem;
  private final RandomGenerator random;

  private GroupPlacementSearch(GroupPlacementProblem problem, RandomGenerator random) {
    this.problem = problem;
    this.random = random;
  }

  /** Returns a good grouping, the best for few nodes. */
  public static Grouping solve(GroupPlacementProblem problem, RandomGenerator random) {
    double bound = GroupPlacementBound.of(problem);
    GroupPlacementSearch search = new GroupPlacementSearch(problem, random);
    int[] order = search.bestSeed();
    if (problem.nodes() <= GroupPlacementSolver.MAX_NODES) {
      order = GroupPlacementSolver.solve(problem, order);
      double cost = problem.cost(order);
      return new Grouping(order, cost, cost);
    }
    if (problem.cost(order) > bound * (1 + 1e-12)) {
      order = search.annealed(order, bound);
    }
    return new Grouping(order, problem.cost(order), Math.min(bound, problem.cost(order)));
  }

  private int[] bestSeed() {
    int n = problem.nodes();
    int[] identity = java.util.stream.IntStream.range(0, n).toArray();
    Set<int[]> seeds = new LinkedHashSet<>();
    for (int[] leaves : new int[][] {identity, LeafOrder.of(problem.bandwidth(), identity)}) {
      for (int a = 1; a <= problem.groupSize(); a++) {
        for (int b = 1; b <= problem.groups(); b++) {
          if (problem.groupSize() % a == 0 && problem.groups() % b == 0) {
            seeds.add(LeafOrder.tiled(leaves, problem.groupSize(), a, b));
          }
        }
      }
    }
    int[] best = identity;
    double least = Double.POSITIVE_INFINITY;
    for (int[] seed : seeds) {
      double cost = problem.cost(seed);
      if (cost < least) {
        least = cost;
        best = seed;
      }
    }
    return best;
  }

  private int[] annealed(int[] seed, double bound) {
    int n = problem.nodes();
    int[] best = seed.clone();
    double least = problem.cost(best);
    int[] now = seed.clone();
    double cost = least;
    int rounds = Math.max(2000, Math.min(ROUNDS * n, LARGEST_EFFORT * 64 / n));
    double temperature = FIRST_TEMPERATURE * least;
    double cooling = Math.pow(1e-3, 1.0 / rounds);
    for (int i = 0; i < rounds && least > bound * (1 + 1e-12); i++) {
      int[] changed = now.clone();
      change(changed);
      double changedCost = problem.cost(changed);
      if (changedCost <= cost
          || random.nextDouble() < Math.exp((cost - changedCost) / temperature)) {
        now = changed;
        cost = changedCost;
        if (cost < least) {
          least = cost;
          best = now.clone();
        }
      }
      temperature *= cooling;
    }
    return best;
  }

  private void change(int[] order) {
    int r = problem.groupSize();
    if (problem.groups() > 2 && random.nextInt(4) == 0) {
      int from = random.nextInt(problem.groups());
      int to = random.nextInt(problem.groups());
      reverse(order, Math.min(from, to) * r, (Math.max(from, to) + 1) * r);
    } else {
      int a = random.nextInt(order.length);
      int b = random.nextInt(order.length);
      int swap = order[a];
      order[a] = order[b];
      order[b] = swap;
    }
  }

  private static void reverse(int[] order, int from, int to) {
    int[] copy = Arrays.copyOfRange(order, from, to);
    for (int i = 0; i < copy.length; i++) {
      order[to - 1 - i] = copy[i];
    }
  }
}
