package org.ampplanner.partition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The exact joint choice of the order of stages over kinds of group and of the layers of each
 * stage, members of kinds left idle where that is faster.
 *
 * <p>{@link OrderDp} solves for a pair of caps on stage time and synchronisation, {@link CapSearch}
 * searches the caps. The slowest stage is bounded from below by bisection on {@link OrderReach}.
 * Complexity: O(states · kinds² · layers) per evaluation, where states counts the vectors of groups
 * by kind; exact for whole numbers, memory at every position included.
 */
public final class OrderSolver {
  private static final int FIRST_STEP = 64; // the least time cap is looked for in growing steps
  private static final int PARTS = 8; // of the range of the largest peak
  private static final int PRECISION = 1024; // and not closer than this, relative

  /**
   * An optimal order and partition.
   *
   * @param kinds kind of every stage, in order
   * @param partition the cuts
   * @param objective its value in ticks
   * @param evaluations how many pairs of caps were solved
   */
  @SuppressWarnings("ArrayRecordComponent") // read once
  public record Ordered(int[] kinds, Partition partition, long objective, int evaluations) {}

  private OrderSolver() {}

  /**
   * What was found within the memory that the solver allows itself.
   *
   * @param best the best, if any stays within the cut-off
   * @param complete whether nothing was left out; else the best may not be an optimum
   */
  public record Attempt(Optional<Ordered> best, boolean complete) {}

  /** Returns an optimum, or nothing if no order and partition fits. */
  public static Optional<Ordered> solve(OrderTables tables) {
    return solve(tables, LayerTables.LARGEST_OBJECTIVE);
  }

  /**
   * Returns an optimum if its objective does not exceed the cut-off.
   *
   * @throws IllegalArgumentException if there are too many states to hold; see {@link #attempt}
   */
  public static Optional<Ordered> solve(OrderTables tables, long cutoff) {
    Attempt attempt = attempt(tables, cutoff);
    if (!attempt.complete) {
      throw new IllegalArgumentException("too many kinds: " + tables.kinds());
    }
    return attempt.best;
  }

  /** Returns the best with an objective up to the cut-off, as far as memory allows. */
  public static Attempt attempt(OrderTables stated, long cutoff) {
    if ((long) stated.stages() * stated.leastLayers() > stated.layers()) {
      return new Attempt(Optional.empty(), true);
    }
    if (!OrderLattice.isPossible(stated.available(), stated.groups())) {
      return new Attempt(Optional.empty(), false);
    }
    long limit = Math.min(Math.max(cutoff, -1), LayerTables.LARGEST_OBJECTIVE);
    OrderLattice lattice = new OrderLattice(stated.available(), stated.groups());
    CapSearch.Box root = tightened(stated, lattice, root(stated, lattice), limit);
    if (root.timeLow() > root.timeHigh()) {
      return new Attempt(Optional.empty(), true);
    }
    Ordered best = null;
    boolean complete = true;
    for (CapSearch.Box part : parts(stated, lattice, root, limit)) {
      OrderTables tables = synced(stated, lattice, part);
      OrderDp dp = new OrderDp(tables, lattice);
      CapSearch<OrderDp.Solution> search = new CapSearch<>(dp, tables.microBatches());
      long reached = best == null ? limit : best.objective - 1;
      OrderDp.Solution found = search.run(part, reached);
      complete &= !dp.overflowed();
      if (found != null) {
        Partition partition = new Partition(found.cuts());
        best = new Ordered(found.kinds(), partition, search.objective(), search.evaluations());
      }
    }
    return new Attempt(Optional.ofNullable(best), complete);
  }

  /**
   * Visits every order and partition within the visitor's limit, last stage first.
   *
   * @return whether all were visited; false if the visitor stopped or there are too many states
   */
  public static boolean visit(OrderTables tables, OrderVisitor visitor) {
    if ((long) tables.stages() * tables.leastLayers() > tables.layers()) {
      return true;
    }
    if (!OrderLattice.isPossible(tables.available(), tables.groups())) {
      return false;
    }
    OrderLattice lattice = new OrderLattice(tables.available(), tables.groups());
    CapSearch.Box root = tightened(tables, lattice, root(tables, lattice), visitor.limit());
    if (root.timeLow() > root.timeHigh()) {
      return true;
    }
    OrderTables synced = synced(tables, lattice, root);
    OrderDp dp = new OrderDp(synced, lattice);
    return new OrderEnumeration(synced, lattice, dp, visitor).run(root);
  }

  /**
   * Parts of the range of the largest peak, if it matters where that is: the narrower the range,
   * the fewer stages can have it.
   */
  private static List<CapSearch.Box> parts(
      OrderTables tables, OrderLattice lattice, CapSearch.Box root, long limit) {
    OrderTables.Positions positions = tables.positions();
    long weight = tables.microBatches() - 1L;
    if (positions == null || positions.drain() == null || weight == 0) {
      return List.of(root);
    }
    OrderDp.Solution least =
        new OrderDp(tables, lattice)
            .solve(root.timeHigh(), root.syncHigh(), limit - weight * root.timeLow());
    if (least == null) {
      return List.of(root);
    }
    long high = Math.min(root.timeHigh(), Math.floorDiv(limit - least.sum(), weight));
    long width = Math.max(1, (high - root.timeLow()) / PARTS + 1);
    List<CapSearch.Box> parts = new ArrayList<>();
    for (long low = root.timeLow(); low <= high; low += width) {
      long end = Math.min(high, low + width - 1);
      parts.add(
          new CapSearch.Box(
              low, end, root.syncLow(), root.syncHigh(), Math.max(root.sumLow(), least.sum())));
    }
    return parts;
  }

  /** Counts the synchronisation of stages that are surely not behind the largest peak. */
  private static OrderTables synced(OrderTables tables, OrderLattice lattice, CapSearch.Box box) {
    OrderTables.Positions positions = tables.positions();
    return positions == null || positions.drain() == null
        ? tables
        : tables.synced(
            new OrderReach(tables, lattice).firstWithPeak(box.timeLow(), box.timeHigh()));
  }

  /** Raises the least time cap to about the first that reaches the end; empty if none may. */
  private static CapSearch.Box tightened(
      OrderTables tables, OrderLattice lattice, CapSearch.Box root, long limit) {
    OrderReach reach = new OrderReach(tables, lattice);
    long weight = tables.microBatches() - 1L;
    long spare = limit - root.sumLow() - root.syncLow();
    long high = root.timeHigh();
    if (weight > 0 && spare < weight * high) {
      high = Math.max(-1, Math.floorDiv(spare, weight));
    }
    if (spare < 0 || high < root.timeLow() || !reach.reaches(high, root.syncHigh())) {
      return new CapSearch.Box(1, 0, 0, 0, 0);
    }
    long low = root.timeLow();
    long step = Math.max(1, low / FIRST_STEP);
    while (low < high && !reach.reaches(Math.min(low + step, high), root.syncHigh())) {
      low = Math.min(low + step, high) + 1;
      step *= 2;
    }
    long feasible = Math.min(low + step, high);
    while (feasible - low > low / PRECISION) {
      long middle = low + (feasible - low) / 2;
      if (reach.reaches(middle, root.syncHigh())) {
        feasible = middle;
      } else {
        low = middle + 1;
      }
    }
    return new CapSearch.Box(low, high, root.syncLow(), root.syncHigh(), root.sumLow());
  }

  /** What a layer adds to the peak of its stage. */
  private static long leastPeak(OrderTables tables, int c, int stage, int layer) {
    long constant = tables.positions() == null ? 0 : tables.positions().peakConstant()[stage];
    return tables.stagePeak(c, stage, layer, layer + 1) - constant;
  }

  /** The box of all caps, from bounds that hold for every order and partition. */
  private static CapSearch.Box root(OrderTables tables, OrderLattice lattice) {
    int layers = tables.layers();
    int stages = tables.stages();
    long timeHigh = 0;
    long syncHigh = 0;
    for (int c = 0; c < tables.kinds(); c++) {
      for (int s = 0; s < stages; s++) {
        timeHigh = Math.max(timeHigh, tables.stagePeak(c, s, 0, layers));
      }
      syncHigh = Math.max(syncHigh, tables.costs().sync()[c][layers]);
    }
    long timeLow = 0;
    long sum = 0;
    for (int l = 0; l < layers; l++) {
      long least = Long.MAX_VALUE;
      for (int c = 0; c < tables.kinds(); c++) {
        for (int s = 0; s < stages; s++) {
          boolean alike = s > 0 && tables.samePeak(c, s - 1, s);
          least = alike ? least : Math.min(least, leastPeak(tables, c, s, l));
        }
      }
      timeLow = Math.max(timeLow, least);
      sum += least;
    }
    timeLow = Math.max(timeLow, Math.ceilDiv(sum, (long) stages));
    sum = new OrderRest(tables, lattice).leastSum();
    return new CapSearch.Box(timeLow, timeHigh, 0, syncHigh, sum);
  }
}
