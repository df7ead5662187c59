package org.ampplanner.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ampplanner.placement.GroupPlacementSearch.Grouping;
import org.junit.jupiter.api.Test;

class GroupPlacementSearchTest {
  private static final long SEED = 77;

  @Test
  void findsTheBestOfAllOrdersOfNodes() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 400; i++) {
      int groups = 1 + random.nextInt(4);
      int size = groups > 2 ? 1 + random.nextInt(2) : 1 + random.nextInt(3);
      GroupPlacementProblem problem = random(random, groups, size);
      double best = best(problem, IntStream.range(0, problem.nodes()).toArray(), 0);
      Grouping found = GroupPlacementSearch.solve(problem, new SplittableRandom(i));
      assertThat(found.cost()).as("case %d", i).isCloseTo(best, within(1e-9 * (best + 1e-9)));
      assertThat(GroupPlacementBound.of(problem))
          .as("case %d", i)
          .isLessThanOrEqualTo(best * (1 + 1e-9));
    }
  }

  @Test
  void theBoundIsReachedOnRacks() {
    int racks = 8;
    int inRack = 8;
    int n = racks * inRack;
    double[][] bandwidth = new double[n][n];
    int[] shuffled = IntStream.range(0, n).toArray();
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swap;
    }
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        boolean same = shuffled[a] / inRack == shuffled[b] / inRack;
        bandwidth[a][b] = a == b ? 0 : same ? 25 : 5;
      }
    }
    GroupPlacementProblem problem = new GroupPlacementProblem(bandwidth, 8, 1, 100);
    Grouping found = GroupPlacementSearch.solve(problem, new SplittableRandom(1));
    assertThat(found.cost()).isCloseTo(found.lowerBound(), within(1e-9));
    assertThat(found.cost()).isLessThan(problem.cost(IntStream.range(0, n).toArray()));
  }

  private static double best(GroupPlacementProblem problem, int[] order, int at) {
    if (at == order.length) {
      return problem.cost(order);
    }
    double best = Double.POSITIVE_INFINITY;
    for (int i = at; i < order.length; i++) {
      swap(order, at, i);
      best = Math.min(best, best(problem, order, at + 1));
      swap(order, at, i);
    }
    return best;
  }

  private static void swap(int[] order, int a, int b) {
    int x = order[a];
    order[a] = order[b];
    order[b] = x;
  }

  private static GroupPlacementProblem random(SplittableRandom random, int groups, int size) {
    int n = groups * size;
    double[][] bandwidth = new double[n][n];
    int spread = 2 + random.nextInt(20);
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < a; b++) {
        bandwidth[a][b] = random.nextInt(1, spread);
        bandwidth[b][a] = bandwidth[a][b];
      }
    }
    return new GroupPlacementProblem(bandwidth, groups, random.nextInt(50), random.nextInt(100));
  }
}
