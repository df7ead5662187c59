package org.ampplanner.partition;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ampplanner.partition.LayerTables.Tie;
import org.ampplanner.partition.OrderSolver.Ordered;
import org.jspecify.annotations.Nullable;

/**
 * The best of two orders of stages, fastest kind first and slowest kind first, each with its exact
 * layer assignment: for problems with more kinds than {@link OrderSolver} can hold. Other orders
 * may be better. O(stages · layers) per pair of caps.
 */
public final class FewOrders {
  private FewOrders() {}

  /** Returns the better of both if its objective does not exceed the cut-off. */
  public static Optional<Ordered> best(OrderTables tables, long cutoff) {
    if ((long) tables.stages() * tables.leastLayers() > tables.layers()) {
      return Optional.empty();
    }
    Comparator<Integer> fastestFirst =
        Comparator.comparingLong(c -> tables.costs().time()[c][tables.layers()]);
    Optional<Ordered> fast = solve(tables, sequence(tables, fastestFirst), cutoff);
    long left = fast.isPresent() ? fast.get().objective() - 1 : cutoff;
    Optional<Ordered> slow = solve(tables, sequence(tables, fastestFirst.reversed()), left);
    return slow.isPresent() ? slow : fast;
  }

  /** As many fast members as there are, then slower ones, arranged in an order. */
  private static int[] sequence(OrderTables tables, Comparator<Integer> order) {
    int[] kinds = new int[tables.stages()];
    int at = 0;
    int[] taken = taken(tables);
    for (int c : IntStream.range(0, taken.length).boxed().sorted(order).toList()) {
      int end = at + taken[c] * tables.stagesPerGroup();
      Arrays.fill(kinds, at, end, c);
      at = end;
    }
    return kinds;
  }

  private static int[] taken(OrderTables tables) {
    int[] taken = new int[tables.kinds()];
    int left = tables.groups();
    Comparator<Integer> fastest =
        Comparator.comparingLong(c -> tables.costs().time()[c][tables.layers()]);
    for (int c : IntStream.range(0, taken.length).boxed().sorted(fastest).toList()) {
      taken[c] = Math.min(left, tables.available()[c]);
      left -= taken[c];
    }
    return taken;
  }

  private static Optional<Ordered> solve(OrderTables tables, int[] kinds, long cutoff) {
    int stages = kinds.length;
    long[][] time = new long[stages][];
    long[][] sync = new long[stages][];
    long[][] cut = new long[stages - 1][];
    for (int s = 0; s < stages; s++) {
      time[s] = tables.costs().time()[kinds[s]];
      sync[s] = tables.costs().sync()[kinds[s]];
      if (s > 0) {
        cut[s - 1] = tables.cuts(kinds[s - 1], kinds[s], s);
      }
    }
    LayerTables fixed =
        new LayerTables(
            tables.microBatches(),
            time,
            cut,
            sync,
            tables.tied().stream()
                .map(t ->
                    new Tie(t.first(), t.second(), byStage(t.discount(), kinds), t.staticBytes()))
                .toList(),
            memory(tables, kinds),
            tables.leastLayers());
    return LayerAssignmentSolver.solve(
                fixed, Math.min(cutoff, LayerTables.LARGEST_OBJECTIVE - 1) + 1)
            instanceof LayerAssignment.Assigned assigned
        ? Optional.of(
            new Ordered(kinds, assigned.partition(), assigned.objective(), assigned.evaluations()))
        : Optional.empty();
  }

  /** Memory by stage; a layer takes what it takes on the kind where it takes most. */
  private static LayerTables.@Nullable Memory memory(OrderTables tables, int[] kinds) {
    OrderTables.Memory memory = tables.memory();
    return memory == null
        ? null
        : new LayerTables.Memory(
            LayerBytes.most(memory.layers()),
            memory.inFlight(),
            Arrays.stream(byStage(memory.capBytes(), kinds)).map(b -> Math.max(0, b)).toArray());
  }

  private static long[] byStage(long[] byKind, int[] kinds) {
    return Arrays.stream(kinds).mapToLong(c -> byKind[c]).toArray();
  }
}
