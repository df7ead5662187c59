package org.ampplanner.arrange;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.partition.FewOrders;
import org.ampplanner.partition.LayerTables;
import org.ampplanner.partition.OrderSolver;
import org.ampplanner.partition.OrderVisitor;
import org.ampplanner.partition.Partition;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.GroupTiles.Tile;

/**
 * Finds the best order of groups and partition for a tile where the step is simulated: the best by
 * the bound, refined by moving cuts under the simulated time, and then every order and partition
 * whose bound leaves it a chance, as far as {@value #MOST_VISITS} of them go, divided by the
 * stages; fewer where every price replays many passes.
 */
final class StepAssigner {
  private static final int MOST_VISITS = 8000; // divided by the stages, as all three
  private static final int MOST_ENTERED = 40_000;
  private static final int MOST_MOVES = 1000;
  private static final long MOST_PASSES = 2_000_000; // that visits or moves replay together

  private final GroupPricing pricing;
  private final Tile tile;
  private final StepTables tables;
  private final BooleanSupplier stop;
  private Optional<GroupOrder> best = Optional.empty();
  private double limit;

  private StepAssigner(
      GroupPricing pricing,
      StepBounds bounds,
      Tile tile,
      double cutoffSeconds,
      BooleanSupplier stop) {
    this.pricing = pricing;
    this.tile = tile;
    this.tables = StepTables.of(bounds, tile);
    this.limit = cutoffSeconds;
    this.stop = stop;
  }

  /** Returns the best if it takes at most {@code cutoffSeconds} (rounding aside). */
  static GroupOrder.Result assign(
      GroupPricing pricing,
      StepBounds bounds,
      Tile tile,
      double cutoffSeconds,
      BooleanSupplier stop) {
    return new StepAssigner(pricing, bounds, tile, cutoffSeconds, stop).run();
  }

  private GroupOrder.Result run() {
    if (tile.degrees().pipelineParallel() == 1) {
      for (int kind = 0; kind < tables.order().classes(); kind++) {
        offer(new int[] {kind}, new int[] {0, tables.order().layers()});
      }
      return new GroupOrder.Result(best, Double.POSITIVE_INFINITY);
    }
    OrderSolver.Attempt attempt = OrderSolver.attempt(tables.order(), tables.ticks(limit));
    double open = 0;
    if (attempt.best().isPresent()) {
      OrderSolver.Ordered ordered = attempt.best().get();
      open = attempt.complete() ? tables.seconds(ordered.objective()) : 0;
      start(ordered);
    } else if (attempt.complete()) {
      return new GroupOrder.Result(best, Double.POSITIVE_INFINITY);
    } else {
      FewOrders.best(tables.closedForm(), LayerTables.LARGEST_OBJECTIVE).ifPresent(this::start);
    }
    boolean bounded = attempt.complete() && open > limit * (1 + Plan.ROUNDING);
    boolean settled = bounded || visitAll();
    return new GroupOrder.Result(best, settled ? Double.POSITIVE_INFINITY : open);
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
    long most = Math.min(MOST_MOVES / (cuts.length - 1), replays());
    int moves = 0;
    boolean moved = true;
    while (moved && moves < most && !stop.getAsBoolean()) {
      moved = false;
      for (int width = 1; width < cuts.length - 1 && !moved; width++) {
        for (int first = 1; first + width < cuts.length && !moved; first++) {
          for (int by = -1; by <= 1 && !moved && moves < most; by += 2) {
            shift(cuts, first, width, by);
            if (allowed(kinds, cuts, first - 1, first + width - 1)) {
              moves++;
              double other = pricing.seconds(kinds, new Partition(cuts));
              moved = other < seconds * (1 - Plan.ROUNDING);
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
          cuts[s + 1] - cuts[s] >= tables.order().leastLayers()
              && tables.order().fits(kinds[s / stagesPerBlock()], s, cuts[s], cuts[s + 1]);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private long replays() {
    return MOST_PASSES / pricing.passes();
  }

  private boolean visitAll() {
    return OrderSolver.visit(tables.order(), new Visitor());
  }

  private final class Visitor implements OrderVisitor {
    private int visits;
    private int entered;
    private final int stages = tile.degrees().pipelineParallel();
    private final long mostVisits = Math.min(MOST_VISITS / stages, replays());

    @Override
    public long limit() {
      return tables.ticks(limit);
    }

    @Override
    public boolean stopped() {
      return visits > mostVisits || entered > MOST_ENTERED / stages || stop.getAsBoolean();
    }

    @Override
    public boolean enter(int stage, int[] classes, int[] cuts, long prefix) {
      return ++entered <= MOST_ENTERED / stages;
    }

    @Override
    public boolean visit(int[] classes, int[] cuts) {
      visits++;
      offer(kinds(classes), cuts.clone());
      return visits <= mostVisits;
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
            ? seconds <= limit * (1 + Plan.ROUNDING)
            : seconds < best.get().seconds() * (1 - Plan.ROUNDING);
    if (better) {
      best = Optional.of(new GroupOrder(kinds, partition, seconds));
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
}
