package org.ampplanner.partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.partition.IntervalBranchAndBound.Caps;
import org.ampplanner.partition.LayerAssignment.Assigned;
import org.ampplanner.partition.OrderAssignment.Infeasible;
import org.ampplanner.partition.OrderAssignment.NotBelowCutoff;
import org.ampplanner.partition.OrderAssignment.Ordered;
import org.ampplanner.partition.OrderTables.StageClass;

/**
 * The exact order of stages of several classes, together with the assignment of layers to them.
 *
 * <p>Complexity: O(Π(n_c+1) · classes · (classes + block) · layers) for one pair of caps and n_c
 * blocks of class c, 5 to 30 times less where caps leave little room; 10 to 110 pairs in practice.
 *
 * <p>Preconditions: those that {@link OrderTables} checks. Ties are broken as {@link Ordered} says.
 *
 * <p>Sketch: search by caps as in {@link LayerAssignmentSolver}, with counts of the stages to come
 * in place of a position in a fixed order ({@link OrderDp}).
 *
 * <p>Source: the objective is that of AMP (Li et al. 2022, arXiv 2210.07297, section 4), to which
 * memory is added. AMP takes the order as given.
 *
 * <p>Alternative: {@link LayerAssignmentSolver} for one order. To let each class form one run only
 * is not enough: the best order can alternate between classes.
 */
public final class OrderSolver {
  private OrderSolver() {}

  /** Returns the best order and partition, or why there is none. */
  public static OrderAssignment solve(OrderTables tables) {
    return solve(tables, Long.MAX_VALUE);
  }

  /**
   * Returns the best order and partition if their objective is below the cut-off.
   *
   * @param cutoff in ticks; {@code Long.MAX_VALUE} for none
   * @throws IllegalArgumentException if the values to keep would not fit in memory
   */
  public static OrderAssignment solve(OrderTables tables, long cutoff) {
    if (tables.stages() > tables.layers()) {
      return new Infeasible(
          tables.stages() + " stages need at least as many layers, not " + tables.layers());
    }
    OrderDp dp = new OrderDp(tables);
    var search = new IntervalBranchAndBound(dp, tables.microBatches() - 1L);
    if (search.run(dp.everything(cheapestCuts(tables)), cutoff)) {
      return ordered(tables, smallest(dp, search.optimalCaps()), search.evaluations());
    }
    return search.provenInfeasible()
        ? new Infeasible("no order and partition give every stage a layer and fit in memory")
        : new NotBelowCutoff(search.lowerBound());
  }

  private static int[] smallest(OrderDp dp, List<Caps> optimal) {
    int[] smallest = {};
    for (Caps caps : optimal) {
      dp.solve(caps.time(), caps.sync());
      int[] sequence = dp.sequence();
      if (smallest.length == 0 || Arrays.compare(sequence, smallest) < 0) {
        smallest = sequence;
      }
    }
    return smallest;
  }

  private static Ordered ordered(OrderTables tables, int[] sequence, int evaluations) {
    int stages = tables.stages();
    int[] order = new int[stages];
    int[] cuts = new int[stages + 1];
    List<Integer> classes = new ArrayList<>(stages);
    for (int s = 0; s < stages; s++) {
      order[s] = sequence[2 * s];
      cuts[s + 1] = sequence[2 * s + 1];
      classes.add(order[s]);
    }
    Assigned assigned = Assigned.of(tables.inOrder(order), new Partition(cuts), evaluations);
    return new Ordered(classes, assigned);
  }

  private static long cheapestCuts(OrderTables tables) {
    if (tables.stages() == 1) {
      return 0;
    }
    long between = Long.MAX_VALUE;
    long inside = Long.MAX_VALUE;
    for (int a = 0; a < tables.classes().size(); a++) {
      StageClass from = tables.classes().get(a);
      if (from.stages() > 0) {
        inside = Math.min(inside, cheapest(from.cutInside(), tables.layers()));
        for (int c = 0; c < tables.classes().size(); c++) {
          if (tables.classes().get(c).stages() > (a == c ? tables.block() : 0)) {
            between = Math.min(between, cheapest(tables.cut()[a][c], tables.layers()));
          }
        }
      }
    }
    int blocks = tables.stages() / tables.block();
    long insideBlocks = tables.block() == 1 ? 0 : inside * (tables.stages() - blocks);
    return insideBlocks + (blocks == 1 ? 0 : between * (blocks - 1));
  }

  private static long cheapest(long[] cut, int layers) {
    long cheapest = cut[1];
    for (int i = 2; i < layers; i++) {
      cheapest = Math.min(cheapest, cut[i]);
    }
    return cheapest;
  }
}
