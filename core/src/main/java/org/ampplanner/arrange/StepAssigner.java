package org.ampplanner.arrange;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.cost.Tiling;
import org.ampplanner.partition.FewOrders;
import org.ampplanner.partition.LayerTables;
import org.ampplanner.partition.OrderSolver;
import org.ampplanner.partition.OrderVisitor;
import org.ampplanner.partition.Partition;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.Degrees;

/**
 * Finds the best order of groups and partition for a tiling where the step is simulated: the best
 * by the bound, refined by moving cuts under the simulated time, and then every order and partition
 * whose bound leaves it a chance, as far as {@value #MOST_VISITS} of them go, divided by the
 * stages; fewer where every price replays many passes.
 */
final class StepAssigner {
  private static final int MOST_VISITS = 8000; // divided by the stages, as all three
  private static final int MOST_ENTERED = 40_000;
  private static final int MOST_MOVES = 1000;
  private static final long MOST_PASSES = 2_000_000; // that visits or moves replay together

  private final GroupPricing pricing;
  private final Degrees degrees;
  private final Tiling tiling;
  private final StepTables tables;
  private final BooleanSupplier stop;
  private Optional<GroupOrder> best = Optional.empty();
  private double limit;

  /** Makes an assigner of plans that take at most {@code cutoffSeconds}. */
  StepAssigner(
      GroupPricing pricing,
      StepBounds bounds,
      Degrees degrees,
      Tiling tiling,
      double cutoffSeconds,
      BooleanSupplier stop) {
    this.pricing = pricing;
    this.degrees = degrees;
    this.tiling = tiling;
    this.tables = StepTables.of(bounds, degrees, tiling);
    this.limit = cutoffSeconds;
    this.stop = stop;
  }

  /** Returns the best if it stays within the cut-off (rounding aside); to be asked once. */
  GroupOrder.Result assign() {
    if (degrees.pipelineParallel() == 1) {
      for (int kind = 0; kind < tables.order().kinds(); kind++) {
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
    int[] kinds = tiling.byGroup(ordered.kinds());
    int[] cuts = ordered.partition().cuts();
    offer(kinds, cuts);
    int[] refined =
        Cuts.refine(
            cuts,
            (int) Math.min(MOST_MOVES / (cuts.length - 1), replays()),
            (moved, s) -> allowed(kinds, moved, s),
            stop,
            moved -> pricing.seconds(kinds, new Partition(moved)));
    offer(kinds, refined);
  }

  private boolean allowed(int[] kinds, int[] cuts, int s) {
    return cuts[s + 1] - cuts[s] >= tables.order().leastLayers()
        && tables.order().fits(kinds[s / tiling.stagesPerNode()], s, cuts[s], cuts[s + 1]);
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
    private final int stages = degrees.pipelineParallel();
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
    public boolean enter(int stage, int[] byStage, int[] cuts, long prefix) {
      return ++entered <= MOST_ENTERED / stages;
    }

    @Override
    public boolean visit(int[] byStage, int[] cuts) {
      visits++;
      offer(tiling.byGroup(byStage), cuts.clone());
      return visits <= mostVisits;
    }
  }

  private void offer(int[] kinds, int[] cuts) {
    if (!Cuts.allStages((held, s) -> allowed(kinds, held, s), cuts, 0, cuts.length - 2)) {
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
}
