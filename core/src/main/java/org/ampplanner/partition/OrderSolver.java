package org.ampplanner.partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
  private static final int PRECISION = 256; // and not closer than this, relative
  private static final int ROUGHLY = 32; // where none within the limit reaches the end

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

  private final OrderTables stated;
  private final boolean fits; // whether there are layers for all stages
  private final @Nullable OrderLattice lattice;
  private CapSearch.@Nullable Box root;
  private @Nullable OrderReach reach;

  /** Prepares what every question needs; O(states · kinds). */
  public OrderSolver(OrderTables tables) {
    this.stated = tables;
    this.fits = (long) tables.stages() * tables.leastLayers() <= tables.layers();
    this.lattice =
        fits && OrderLattice.isPossible(tables.available(), tables.groups())
            ? new OrderLattice(tables.available(), tables.groups())
            : null;
  }

  /**
   * What was found within the memory that the solver allows itself.
   *
   * @param best the best, if any stays within the cut-off
   * @param complete whether nothing was left out; else the best may not be an optimum
   * @param least where nothing stays within the cut-off, what no objective goes below; at least the
   *     cut-off if nothing was left out
   */
  public record Attempt(Optional<Ordered> best, boolean complete, long least) {}

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
    Attempt attempt = new OrderSolver(tables).attempt(cutoff);
    if (!attempt.complete) {
      throw new IllegalArgumentException("too many kinds: " + tables.kinds());
    }
    return attempt.best;
  }

  /** Returns the best with an objective up to the cut-off, as far as memory allows. */
  public Attempt attempt(long cutoff) {
    OrderLattice states = lattice;
    if (states == null) {
      return new Attempt(Optional.empty(), !fits, fits ? 0 : LayerTables.LARGEST_OBJECTIVE);
    }
    long limit = Math.min(Math.max(cutoff, -1), LayerTables.LARGEST_OBJECTIVE);
    CapSearch.Box root = tightened(root(states), reach(states), limit);
    if (root.timeLow() > root.timeHigh()) {
      return new Attempt(Optional.empty(), true, root.sumLow());
    }
    Ordered best = null;
    boolean complete = true;
    for (CapSearch.Box part : parts(stated, states, root, limit)) {
      OrderTables tables = synced(stated, states, part);
      OrderDp dp = new OrderDp(tables, states);
      CapSearch<OrderDp.Solution> search = new CapSearch<>(dp, tables.microBatches());
      long reached = best == null ? limit : best.objective - 1;
      OrderDp.Solution found = search.run(part, reached);
      complete &= !dp.overflowed();
      if (found != null) {
        Partition partition = new Partition(found.cuts());
        best = new Ordered(found.kinds(), partition, search.objective(), search.evaluations());
      }
    }
    return new Attempt(Optional.ofNullable(best), complete, complete ? limit : 0);
  }

  /** Visits every order and partition within the visitor's limit; see {@link #visit}. */
  public static boolean visit(OrderTables tables, OrderVisitor visitor) {
    return new OrderSolver(tables).visit(visitor);
  }

  /**
   * Visits every order and partition within the visitor's limit, last stage first.
   *
   * @return whether all were visited; false if the visitor stopped or there are too many states
   */
  public boolean visit(OrderVisitor visitor) {
    OrderLattice states = lattice;
    if (states == null) {
      return !fits;
    }
    CapSearch.Box root = tightened(root(states), reach(states), visitor.limit());
    if (root.timeLow() > root.timeHigh()) {
      return true;
    }
    OrderTables synced = synced(stated, states, root);
    OrderDp dp = new OrderDp(synced, states);
    return new OrderEnumeration(synced, states, dp, visitor).run(root);
  }

  private CapSearch.Box root(OrderLattice states) {
    CapSearch.Box known = root;
    if (known == null) {
      known = root(stated, states);
      root = known;
    }
    return known;
  }

  private OrderReach reach(OrderLattice states) {
    OrderReach known = reach;
    if (known == null) {
      known = new OrderReach(stated, states);
      reach = known;
    }
    return known;
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

  /**
   * Raises the least time cap to about the first that reaches the end. Where none may within the
   * limit, an empty box whose sum is a bound on the objective.
   */
  private CapSearch.Box tightened(CapSearch.Box root, OrderReach reach, long limit) {
    long weight = stated.microBatches() - 1L;
    long spare = limit - root.sumLow() - root.syncLow();
    long high = root.timeHigh();
    if (weight > 0 && spare < weight * high) {
      high = Math.max(-1, Math.floorDiv(spare, weight));
    }
    if (spare < 0 || high < root.timeLow()) {
      return empty(root, root.timeLow());
    }
    if (!reach.reaches(high, root.syncHigh())) {
      return empty(root, lowest(root, reach, high + 1, root.timeHigh(), ROUGHLY));
    }
    long low = lowest(root, reach, root.timeLow(), high, PRECISION);
    return new CapSearch.Box(low, high, root.syncLow(), root.syncHigh(), root.sumLow());
  }

  private CapSearch.Box empty(CapSearch.Box root, long timeLow) {
    long weight = stated.microBatches() - 1L;
    return new CapSearch.Box(1, 0, 0, 0, weight * timeLow + root.syncLow() + root.sumLow());
  }

  /**
   * Returns about the least time cap that reaches the end, not above it; a high one if none may.
   */
  private static long lowest(
      CapSearch.Box root, OrderReach reach, long from, long high, int precision) {
    long low = from;
    long step = Math.max(1, low / FIRST_STEP);
    while (low < high && !reach.reaches(Math.min(low + step, high), root.syncHigh())) {
      low = Math.min(low + step, high) + 1;
      step *= 2;
    }
    long feasible = Math.min(low + step, high);
    while (feasible - low > low / precision) {
      long middle = low + (feasible - low) / 2;
      if (reach.reaches(middle, root.syncHigh())) {
        feasible = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
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
    long[] lightest = new long[layers];
    Arrays.fill(lightest, Long.MAX_VALUE);
    for (int c = 0; c < tables.kinds(); c++) {
      for (int s = 0; s < stages; s++) {
        for (int l = 0; l < layers && !(s > 0 && tables.samePeak(c, s - 1, s)); l++) {
          lightest[l] = Math.min(lightest[l], leastPeak(tables, c, s, l));
        }
      }
    }
    long timeLow = 0;
    long sum = 0;
    for (long least : lightest) {
      timeLow = Math.max(timeLow, least);
      sum += least;
    }
    timeLow = Math.max(timeLow, Math.ceilDiv(sum, (long) stages));
    sum = new OrderRest(tables, lattice).leastSum();
    return new CapSearch.Box(timeLow, timeHigh, 0, syncHigh, sum);
  }
}
