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
 * whose bound leaves it a chance. Where effort does not suffice for all of them, those come first
 * whose bound is lowest, so that what is left has a higher bound. Belongs to one thread at a time.
 */
final class StepAssigner {
  private static final long FIRST_EFFORT = 40_000; // passes replayed by visits at the first attempt
  private static final int MOST_MOVES = 1000;
  private static final long MOST_PASSES = 2_000_000; // that moves replay together
  private static final double[] PARTS = {0.125, 0.25, 0.5, 1}; // of what is open, one by one

  private final GroupPricing pricing;
  private final Degrees degrees;
  private final Tiling tiling;
  private final StepTables tables;
  private final OrderSolver solver;

  /** Makes an assigner. */
  StepAssigner(GroupPricing pricing, StepBounds bounds, Degrees degrees, Tiling tiling) {
    this.pricing = pricing;
    this.degrees = degrees;
    this.tiling = tiling;
    this.tables = StepTables.of(bounds, degrees, tiling);
    this.solver = new OrderSolver(tables.order());
  }

  /** Returns the best if it takes at most {@code cutoffSeconds}, rounding aside. */
  GroupOrder.Result assign(double cutoffSeconds, BooleanSupplier stop) {
    BestOrder best = new BestOrder(pricing, tiling, tables.order(), cutoffSeconds);
    if (degrees.pipelineParallel() == 1) {
      for (int kind = 0; kind < tables.order().kinds(); kind++) {
        best.offer(new int[] {kind}, new int[] {0, tables.order().layers()});
      }
      return closed(best);
    }
    OrderSolver.Attempt attempt = solver.attempt(tables.ticks(cutoffSeconds));
    if (attempt.best().isEmpty() && attempt.complete()) {
      boolean any = Double.isInfinite(cutoffSeconds);
      double least = any ? Double.POSITIVE_INFINITY : tables.seconds(attempt.least());
      return new GroupOrder.Result(Optional.empty(), Math.max(cutoffSeconds, least), false);
    }
    attempt
        .best()
        .or(() -> FewOrders.best(tables.closedForm(), LayerTables.LARGEST_OBJECTIVE))
        .ifPresent(ordered -> start(ordered, best, stop));
    return attempt.complete()
        ? visit(best, tables.seconds(attempt.best().orElseThrow().objective()), FIRST_EFFORT, stop)
        : new GroupOrder.Result(best.best(), 0, false);
  }

  /**
   * Goes on where effort did not suffice.
   *
   * @param openSeconds no order and partition takes less
   */
  GroupOrder.Result visit(
      double openSeconds, double cutoffSeconds, long effort, BooleanSupplier stop) {
    BestOrder best = new BestOrder(pricing, tiling, tables.order(), cutoffSeconds);
    return visit(best, openSeconds, effort, stop);
  }

  /** All within the limit is known; where there is nothing, the rest takes at least as long. */
  private static GroupOrder.Result closed(BestOrder best) {
    double open = best.best().isPresent() ? Double.POSITIVE_INFINITY : best.limitSeconds();
    return new GroupOrder.Result(best.best(), open, false);
  }

  private void start(OrderSolver.Ordered ordered, BestOrder best, BooleanSupplier stop) {
    int[] kinds = tiling.byGroup(ordered.kinds());
    int[] cuts = ordered.partition().cuts();
    best.offer(kinds, cuts);
    int[] refined =
        Cuts.refine(
            cuts,
            (int) Math.min(MOST_MOVES / (cuts.length - 1), MOST_PASSES / pricing.passes()),
            (moved, s) -> best.allowed(kinds, moved, s),
            stop,
            moved -> pricing.seconds(kinds, new Partition(moved)));
    best.offer(kinds, refined);
  }

  /** Visits what is below the limit, a part of it after the other. */
  private GroupOrder.Result visit(
      BestOrder best, double openSeconds, long effort, BooleanSupplier stop) {
    double open = openSeconds;
    for (double part : PARTS) {
      if (open > best.limitSeconds() * (1 + Plan.ROUNDING)) {
        return closed(best);
      }
      boolean all = part == 1 || Double.isInfinite(best.limitSeconds());
      double ceiling =
          all ? Double.POSITIVE_INFINITY : openSeconds + part * (best.limitSeconds() - openSeconds);
      if (!solver.visit(new Visitor(best, ceiling, effort, stop))) {
        return new GroupOrder.Result(best.best(), open, true);
      }
      if (all) {
        return closed(best);
      }
      open = Math.max(open, ceiling);
    }
    throw new AssertionError("the last part is all");
  }

  private final class Visitor implements OrderVisitor {
    private final BestOrder best;
    private final double ceiling;
    private final BooleanSupplier stop;
    private final int stages = degrees.pipelineParallel();
    private final long perStage = Math.ceilDiv(pricing.passes(), stages);
    private final double firstSync = tables.bounds().firstSync(tiling.counts());
    private long left;

    Visitor(BestOrder best, double ceiling, long effort, BooleanSupplier stop) {
      this.best = best;
      this.ceiling = ceiling;
      this.left = effort;
      this.stop = stop;
    }

    private double limitSeconds() {
      return Math.min(ceiling, best.limitSeconds());
    }

    @Override
    public long limit() {
      return tables.ticks(limitSeconds());
    }

    @Override
    public boolean stopped() {
      return left < 0 || stop.getAsBoolean();
    }

    @Override
    public boolean enter(int stage, int[] byStage, int[] cuts, long prefix) {
      if (stage == stages - 1) {
        left--;
        return true;
      }
      left -= (stages - stage) * perStage;
      double least =
          tables.scale().seconds(prefix) + pricing.lastStages(byStage, cuts, stage) + firstSync;
      return tables.bounds().tail().step(least) <= limitSeconds() * (1 + Plan.ROUNDING);
    }

    @Override
    public boolean visit(int[] byStage, int[] cuts) {
      left -= pricing.passes();
      best.offer(tiling.byGroup(byStage), cuts.clone());
      return left >= 0;
    }
  }
}
