package org.ampplanner.partition;

import java.util.Arrays;

/** The slow twin: looks at every order of blocks, and for each at every partition. */
final class EveryOrder {
  private final OrderTables tables;
  private final int[] left;
  private final int[] order;
  private long best = EveryPartition.INFEASIBLE;
  private int[] smallest = {};

  private EveryOrder(OrderTables tables) {
    this.tables = tables;
    this.left = tables.classes().stream().mapToInt(OrderTables.StageClass::stages).toArray();
    this.order = new int[tables.stages()];
  }

  /**
   * An optimum.
   *
   * @param objective or {@link EveryPartition#INFEASIBLE}
   * @param sequence class of stage 0, its end, class of stage 1, its end, ...; the smallest
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Optimum(long objective, int[] sequence) {}

  static Optimum optimum(OrderTables tables) {
    EveryOrder every = new EveryOrder(tables);
    every.search(0);
    return new Optimum(every.best, every.smallest);
  }

  private void search(int at) {
    if (at == order.length) {
      offer();
      return;
    }
    for (int c = 0; c < left.length; c++) {
      boolean allowed = at % tables.block() == 0 || order[at - 1] == c;
      if (left[c] > 0 && allowed) {
        left[c]--;
        order[at] = c;
        search(at + 1);
        left[c]++;
      }
    }
  }

  private void offer() {
    EveryPartition.Optimum optimum = EveryPartition.optimum(tables.inOrder(order));
    if (optimum.objective() == EveryPartition.INFEASIBLE || optimum.objective() > best) {
      return;
    }
    int[] sequence = sequence(order, optimum.cuts());
    if (optimum.objective() < best || Arrays.compare(sequence, smallest) < 0) {
      best = optimum.objective();
      smallest = sequence;
    }
  }

  static int[] sequence(int[] order, int[] cuts) {
    int[] sequence = new int[2 * order.length];
    for (int s = 0; s < order.length; s++) {
      sequence[2 * s] = order[s];
      sequence[2 * s + 1] = cuts[s + 1];
    }
    return sequence;
  }
}
