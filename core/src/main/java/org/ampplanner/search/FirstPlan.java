package org.ampplanner.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ampplanner.arrange.LayerAssigner;
import org.ampplanner.cost.CostModel;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.IdleSizes;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * A plan that can be had at once, so that a search that is stopped early has one to end with: a few
 * strategies of the space, those with the lowest cheap bounds, in hostfile order and evenly cut;
 * where none fits, with the layers that fit best. With the options that need the least memory,
 * since those fit if any do, and with those that need the most; on all devices, or where that has
 * none, on fewer.
 *
 * <p>O(degrees) cheap bounds and at most {@value #MOST_PRICED} prices each. Not beyond {@value
 * #MOST_DEVICES} devices: there a search by classes of nodes has its first plan sooner. What it
 * finds belongs to the space, and is found again or surpassed by a search that goes on to the end.
 */
final class FirstPlan {
  private static final int MOST_PRICED = 4;
  private static final int MOST_DEVICES = 1 << 14; // of more, classes are priced sooner than ranks
  private static final Order BOUND_FIRST =
      costModel -> Comparator.comparingDouble(costModel::leastSeconds);
  private static final Order MOST_DIVIDED_FIRST =
      costModel -> Comparator.comparingLong(s -> s.dataParallel());

  private final CostModel costModel;
  private final SearchConstraints constraints;
  private final BooleanSupplier stop;
  private Optional<Plan> best = Optional.empty();

  private FirstPlan(CostModel costModel, SearchConstraints constraints, BooleanSupplier stop) {
    this.costModel = costModel;
    this.constraints = constraints;
    this.stop = stop;
  }

  /**
   * Finds a plan.
   *
   * @param idleNodes whether it may leave nodes idle
   * @param stop whether to end with the first one
   */
  static Optional<Plan> of(
      CostModel costModel, SearchConstraints constraints, boolean idleNodes, BooleanSupplier stop) {
    int devices = costModel.inputs().layout().devices();
    if (devices > MOST_DEVICES) {
      return Optional.empty();
    }
    FirstPlan first = new FirstPlan(costModel, constraints, stop);
    first.look(devices);
    if (idleNodes && first.best.isEmpty()) {
      int batch = costModel.inputs().training().globalBatchSize();
      List<Integer> sizes = IdleSizes.of(costModel.inputs().layout(), batch);
      for (int i = sizes.size() - 1; i >= 0 && first.best.isEmpty(); i--) {
        first.look(sizes.get(i));
      }
    }
    return first.best;
  }

  private void look(int devices) {
    List<Strategy> all = new ArrayList<>();
    for (SearchConstraints few : List.of(narrowed(true), narrowed(false))) {
      List<Strategy> strategies = first(few, devices, BOUND_FIRST);
      all.addAll(strategies);
      strategies.forEach(s -> offer(() -> Optional.of(evenly(s))));
    }
    if (best.isEmpty()) {
      all.addAll(first(narrowed(true), devices, MOST_DIVIDED_FIRST));
    }
    for (Strategy s : all) {
      if (best.isEmpty()) {
        offer(() -> assigned(s));
      }
    }
  }

  private void offer(Supplier<Optional<Plan>> priced) {
    if (best.isPresent() && stop.getAsBoolean()) {
      return;
    }
    best =
        Stream.concat(best.stream(), priced.get().stream().filter(Plan::fits)).min(Plan.BEST_FIRST);
  }

  private Plan evenly(Strategy strategy) {
    return Sampling.evenlySplit(costModel, strategy, hostfile(strategy));
  }

  private Optional<Plan> assigned(Strategy strategy) {
    return new LayerAssigner(costModel)
        .assign(strategy, hostfile(strategy), Double.POSITIVE_INFINITY);
  }

  private static Placement hostfile(Strategy strategy) {
    return Placement.hostfileOrder((int) strategy.degrees().worldSize());
  }

  private List<Strategy> first(SearchConstraints few, int devices, Order order) {
    return SearchSpace.enumerate(costModel, few, devices).strategies().stream()
        .sorted(order.under(costModel).thenComparing(Strategy.TIE_ORDER))
        .limit(MOST_PRICED)
        .toList();
  }

  /** One value of every option but the degrees: that which needs the least memory, or the most. */
  private SearchConstraints narrowed(boolean thrifty) {
    List<Schedule> schedules = constraints.schedules();
    Schedule usual = Schedule.ONE_FORWARD_ONE_BACKWARD;
    return constraints
        .with(constraints.degrees(), smallest(constraints.microBatchSize()))
        .with(
            schedules.contains(usual) ? List.of(usual) : schedules,
            List.of(extreme(constraints.recompute(), thrifty)),
            List.of(extreme(constraints.zeroStages(), thrifty)),
            List.of(extreme(constraints.sequenceParallel(), thrifty)));
  }

  private static <T extends Comparable<? super T>> T extreme(List<T> values, boolean largest) {
    return largest ? Collections.max(values) : Collections.min(values);
  }

  private static IntConstraint smallest(IntConstraint sizes) {
    return sizes.allows(1) ? IntConstraint.oneOf(1) : sizes;
  }

  /** Which strategies come first. */
  @FunctionalInterface
  private interface Order {
    Comparator<Strategy> under(CostModel costModel);
  }
}
