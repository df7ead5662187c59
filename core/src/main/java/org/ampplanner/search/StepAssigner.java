package org.ampplanner.search;

import java.util.Arrays;
import java.util.Optional;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.model.LayerColumns;
import org.ampplanner.partition.FewOrders;
import org.ampplanner.partition.LayerTables;
import org.ampplanner.partition.OrderSolver;
import org.ampplanner.partition.OrderTables;
import org.ampplanner.partition.OrderVisitor;
import org.ampplanner.partition.Partition;
import org.ampplanner.search.SearchOutcome.Optimality;
import org.ampplanner.space.GroupTiles.Tile;

/**
 * Finds the best order of groups and partition for a tile where the step is simulated: the best by
 * the bound, refined by moving cuts under the simulated time, and then every order and partition
 * whose bound leaves it a chance, as far as {@value #MOST_VISITS} of them go, divided by the
 * stages.
 */
final class StepAssigner {
  private static final int MOST_VISITS = 8000; // divided by the stages, as all three
  private static final int MOST_ENTERED = 40_000;
  private static final int MOST_MOVES = 1000;

  /**
   * An order of groups and a partition.
   *
   * @param kinds kind of group of every block
   * @param partition the cuts
   * @param seconds the simulated step
   */
  @SuppressWarnings("ArrayRecordComponent") // read once
  record Found(int[] kinds, Partition partition, double seconds) {}

  /**
   * What was found.
   *
   * @param best the best, if any stays within the cut-off
   * @param openSeconds a bound on what was not covered, infinite if all was
   */
  record Result(Optional<Found> best, double openSeconds) {}

  private final GroupPricing pricing;
  private final Tile tile;
  private final BoundTables tables;
  private Optional<Found> best = Optional.empty();
  private double limit;

  private StepAssigner(GroupPricing pricing, Tile tile, double cutoffSeconds) {
    this.pricing = pricing;
    this.tile = tile;
    this.tables = BoundTables.of(pricing.bounds(), tile);
    this.limit = cutoffSeconds;
  }

  /** Returns the best if it takes at most {@code cutoffSeconds} (rounding aside). */
  static Result assign(GroupPricing pricing, Tile tile, double cutoffSeconds) {
    return new StepAssigner(pricing, tile, cutoffSeconds).run();
  }

  private Result run() {
    if (tile.degrees().pipelineParallel() == 1) {
      for (int kind = 0; kind < tables.order().classes(); kind++) {
        offer(new int[] {kind}, new int[] {0, tables.order().layers()});
      }
      return new Result(best, Double.POSITIVE_INFINITY);
    }
    OrderSolver.Attempt attempt = OrderSolver.attempt(tables.order(), tables.ticks(limit));
    double open = 0;
    if (attempt.best().isPresent()) {
      OrderSolver.Ordered ordered = attempt.best().get();
      open = attempt.complete() ? tables.seconds(ordered.objective()) : 0;
      start(ordered);
    } else if (attempt.complete()) {
      return new Result(best, Double.POSITIVE_INFINITY);
    } else {
      FewOrders.best(tables.closedForm(), LayerTables.LARGEST_OBJECTIVE).ifPresent(this::start);
    }
    boolean bounded = attempt.complete() && open > limit * (1 + Optimality.TOLERANCE);
    boolean settled = bounded || visitAll();
    return new Result(best, settled ? Double.POSITIVE_INFINITY : open);
  }

  private void start(OrderSolver.Ordered ordered) {
    int[] kinds = kinds(ordered.classes());
    int[] cuts = ordered.partition().cuts();
    offer(kinds, cuts);
    refine(kinds, cuts);
  }

  /** Moves runs of cuts by one layer as long as that makes the step shorter. */
  private void refine(int[] kinds, int[] from) {
    int[] cuts = from.clone();
    double seconds = pricing.seconds(kinds, new Partition(cuts));
    int most = MOST_MOVES / (cuts.length - 1);
    int moves = 0;
    boolean moved = true;
    while (moved && moves < most) {
      moved = false;
      for (int width = 1; width < cuts.length - 1 && !moved; width++) {
        for (int first = 1; first + width < cuts.length && !moved; first++) {
          for (int by = -1; by <= 1 && !moved && moves < most; by += 2) {
            shift(cuts, first, width, by);
            if (allowed(kinds, cuts, first - 1, first + width - 1)) {
              moves++;
              double other = pricing.seconds(kinds, new Partition(cuts));
              moved = other < seconds * (1 - Optimality.TOLERANCE);
              seconds = moved ? other : seconds;
            }
            if (!moved) {
              shift(cuts, first, width, -by);
            }
          }
        }
      }
    }
    offer(kinds, cuts);
  }

  private static void shift(int[] cuts, int first, int width, int by) {
    for (int i = first; i < first + width; i++) {
      cuts[i] += by;
    }
  }

  private boolean allowed(int[] kinds, int[] cuts, int firstStage, int lastStage) {
    for (int s = firstStage; s <= lastStage; s++) {
      boolean fits =
          cuts[s] < cuts[s + 1]
              && tables.order().fits(kinds[s / stagesPerBlock()], s, cuts[s], cuts[s + 1]);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private boolean visitAll() {
    return OrderSolver.visit(tables.order(), new Visitor());
  }

  private final class Visitor implements OrderVisitor {
    private int visits;
    private int entered;
    private final int stages = tile.degrees().pipelineParallel();

    @Override
    public long limit() {
      return tables.ticks(limit);
    }

    @Override
    public boolean stopped() {
      return visits > MOST_VISITS / stages || entered > MOST_ENTERED / stages;
    }

    @Override
    public boolean enter(int stage, int[] classes, int[] cuts, long prefix) {
      return ++entered <= MOST_ENTERED / stages;
    }

    @Override
    public boolean visit(int[] classes, int[] cuts) {
      visits++;
      offer(kinds(classes), cuts.clone());
      return visits <= MOST_VISITS / stages;
    }
  }

  private void offer(int[] kinds, int[] cuts) {
    if (!allowed(kinds, cuts, 0, cuts.length - 2)) {
      return;
    }
    Partition partition = new Partition(cuts);
    double seconds = pricing.seconds(kinds, partition);
    boolean better =
        best.isEmpty()
            ? seconds <= limit * (1 + Optimality.TOLERANCE)
            : seconds < best.get().seconds * (1 - Optimality.TOLERANCE);
    if (better) {
      best = Optional.of(new Found(kinds, partition, seconds));
      limit = Math.min(limit, seconds);
    }
  }

  private int stagesPerBlock() {
    return tile.tiling().stagesPerNode();
  }

  private int[] kinds(int[] classes) {
    int[] kinds = new int[tile.blocks()];
    Arrays.setAll(kinds, block -> classes[block * stagesPerBlock()]);
    return kinds;
  }

  /**
   * The bounds in ticks.
   *
   * @param bounds the bounds in seconds
   * @param scale of the ticks
   * @param order as tables of the order solver
   */
  private record BoundTables(StepBounds bounds, Ticks scale, OrderTables order) {

    static BoundTables of(StepBounds bounds, Tile tile) {
      Ticks ticks = Ticks.forWorst(worst(bounds));
      LayerColumns columns = bounds.columns();
      int kinds = bounds.groups();
      int stages = bounds.stages();
      long[][][] peak = new long[kinds][stages][];
      long[][] time = new long[kinds][];
      long[][] inner = new long[kinds][];
      long[][] sync = new long[kinds][];
      long[][][] cut = new long[kinds][kinds][];
      for (int g = 0; g < kinds; g++) {
        time[g] = ticks.prefix(columns.spread(bounds.sum()[g]));
        inner[g] = before(ticks, columns, bounds.inner()[g]);
        sync[g] = ticks.prefix(columns.spread(bounds.sync()[g]));
        for (int s = 0; s < stages; s++) {
          peak[g][s] =
              s > 0 && bounds.samePeak(s - 1, s)
                  ? peak[g][s - 1]
                  : ticks.prefix(columns.spread(bounds.peak(g, s)));
        }
        for (int h = 0; h < kinds; h++) {
          cut[g][h] = before(ticks, columns, bounds.cut()[g][h]);
        }
      }
      long[] constants = Arrays.stream(bounds.peakConstant()).mapToLong(ticks::of).toArray();
      OrderTables order =
          new OrderTables(
              2,
              tile.blocks(),
              tile.tiling().stagesPerNode(),
              tile.available(),
              time,
              cut,
              inner,
              sync,
              bounds.tied().stream()
                  .map(t ->
                      new LayerTables.Tie(
                          t.first(), t.second(), new long[kinds], (long) Math.floor(t.bytes())))
                  .toList(),
              memory(bounds),
              new OrderTables.Positions(
                  peak,
                  constants,
                  new OrderTables.Drain(
                      ticks.prefix(columns.spread(bounds.drain())),
                      ticks.of(bounds.drainCut()),
                      0)));
      return new BoundTables(bounds, ticks, order);
    }

    /** Costs of cutting before a layer from those of cutting after a column's. */
    private static long[] before(Ticks ticks, LayerColumns columns, double[] after) {
      double[] spread = columns.spread(after);
      return ticks.before(Arrays.copyOf(spread, spread.length - 1));
    }

    private static double worst(StepBounds bounds) {
      double worst = bounds.sumConstant();
      int[] counts = bounds.columns().counts(bounds.layers());
      for (int g = 0; g < bounds.groups(); g++) {
        double peak = 0;
        for (int s : new int[] {0, bounds.stages() - 1}) {
          peak = Math.max(peak, total(bounds.peak(g, s), counts));
        }
        peak += Arrays.stream(bounds.peakConstant()).max().orElse(0);
        double sum = total(bounds.sum()[g], counts);
        double sync = total(bounds.sync()[g], counts);
        worst = Math.max(worst, peak + sum * bounds.stages() + sync);
        worst = Math.max(worst, largest(bounds.inner()[g]) * bounds.stages());
        for (double[] row : bounds.cut()[g]) {
          worst = Math.max(worst, largest(row) * bounds.stages());
        }
      }
      return worst;
    }

    private static double total(double[] row, int[] counts) {
      double total = 0;
      for (int c = 0; c < row.length; c++) {
        total += counts[c] * row[c];
      }
      return total;
    }

    private static double largest(double[] row) {
      return Arrays.stream(row).max().orElse(0);
    }

    private static OrderTables.Memory memory(StepBounds bounds) {
      long[][] fixed = new long[bounds.groups()][];
      long[][] kept = new long[bounds.groups()][];
      Arrays.fill(fixed, bytes(bounds.memory().staticBytes()));
      Arrays.fill(kept, bytes(bounds.memory().activationBytes()));
      return new OrderTables.Memory(
          fixed,
          kept,
          bounds.memory().inFlight(),
          Arrays.stream(bounds.memory().roomBytes()).mapToLong(b -> (long) Math.floor(b)).toArray(),
          Arrays.stream(bounds.memory().workingBytes())
              .mapToLong(b -> (long) Math.ceil(b))
              .toArray());
    }

    private static long[] bytes(double[] perLayer) {
      long[] sums = new long[perLayer.length + 1];
      for (int l = 0; l < perLayer.length; l++) {
        sums[l + 1] = sums[l] + (long) Math.ceil(perLayer[l]);
      }
      return sums;
    }

    /** The objective up to which the bound of a plan does not exceed a step time. */
    long ticks(double seconds) {
      return Double.isFinite(seconds)
          ? Math.max(-1, scale.cutoff(bounds.tail().additive(seconds) - bounds.sumConstant()))
          : LayerTables.LARGEST_OBJECTIVE;
    }

    double seconds(long objective) {
      return bounds.tail().step(objective / scale.perSecond() + bounds.sumConstant());
    }

    /** The closed form that comes closest, for problems that are too large for the solver. */
    OrderTables closedForm() {
      return new OrderTables(
          2,
          order.blocks(),
          order.stagesPerBlock(),
          order.available(),
          order.time(),
          order.cut(),
          order.inner(),
          order.sync(),
          order.tied(),
          order.memory());
    }
  }
}
