package org.ampplanner.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ampplanner.arrange.LayerAssigner;
import org.ampplanner.cost.CostModel;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.TilingPlacements;
import org.ampplanner.strategy.Strategy;

/**
 * What a baseline planner may come to and an exact search may not: even splits of blocks, and the
 * layers that tables assign best, in the placements that baselines draw from. Looked at is what is
 * not proven to be no better: strategies that the search left open, and those whose hostfile order
 * is no tiling. So no baseline ends with a faster plan.
 *
 * <p>Of up to {@value #MOST_PLACED} placements together all are priced, beyond them hostfile order
 * alone; and none once {@value #MOST_RANKS} ranks were placed, so that of very large clusters only
 * the strategies with the lowest bounds are looked at.
 */
final class BaselinePlans {
  private static final int MOST_PLACED = 400;
  private static final long MOST_RANKS = 1 << 19; // of all placements together
  private static final int BATCH = 8; // whatever the threads

  private final CostModel costModel;
  private final TilingPlacements placements;
  private final LayerAssigner assigner;
  private int placed;
  private long ranks;

  /**
   * A strategy that may have a faster plan.
   *
   * @param strategy the strategy
   * @param boundSeconds none of its plans takes less
   */
  record Unproven(Strategy strategy, double boundSeconds) {}

  BaselinePlans(CostModel costModel) {
    this.costModel = costModel;
    this.placements = new TilingPlacements(costModel.inputs().layout());
    this.assigner = new LayerAssigner(costModel);
  }

  /** Returns whether hostfile order fills nodes one after the other across stages. */
  boolean fills(Strategy strategy) {
    int devices = costModel.inputs().layout().devices();
    int cell = strategy.tensorParallel() * strategy.degrees().contextParallel();
    int dp = strategy.dataParallel();
    return strategy.degrees().worldSize() == devices
        && costModel.inputs().layout().cluster().lines().stream()
            .map(line -> line.devices() / cell)
            .anyMatch(cells -> cells > 0 && dp % cells != 0 && cells % dp != 0);
  }

  /** Prices the plans of strategies, the lowest bound first, and keeps what is better. */
  void offer(
      List<Unproven> strategies, Incumbents incumbents, Workers workers, SearchControl control) {
    List<Unproven> sorted =
        strategies.stream()
            .filter(u -> u.strategy.degrees().worldSize() == devices())
            .sorted(
                Comparator.comparingDouble(Unproven::boundSeconds)
                    .thenComparing(Unproven::strategy, Strategy.TIE_ORDER))
            .distinct()
            .toList();
    for (int at = 0; at < sorted.size() && !control.stopRequested(); at += BATCH) {
      double limit = incumbents.bestSeconds();
      List<Unproven> batch =
          sorted.subList(at, Math.min(at + BATCH, sorted.size())).stream()
              .filter(u -> u.boundSeconds < limit * (1 - Plan.ROUNDING))
              .toList();
      List<Point> points = new ArrayList<>();
      batch.forEach(u -> places(u.strategy).forEach(p -> points.add(new Point(u.strategy, p))));
      workers.map(points, point -> plans(point, limit), point -> List.<Plan>of()).stream()
          .flatMap(List::stream)
          .forEach(incumbents::offer);
    }
  }

  private long devices() {
    return costModel.inputs().layout().devices();
  }

  private record Point(Strategy strategy, Placement placement) {}

  private List<Placement> places(Strategy strategy) {
    List<Placement> all = placements.placements(strategy.degrees());
    boolean few = placed + all.size() <= MOST_PLACED;
    List<Placement> chosen = few ? all : all.subList(0, 1);
    placed += chosen.size();
    ranks += chosen.size() * devices();
    return ranks <= MOST_RANKS ? chosen : List.of();
  }

  private List<Plan> plans(Point at, double limitSeconds) {
    Optional<Plan> assigned = assigner.assign(at.strategy, at.placement, limitSeconds);
    Plan even = Sampling.evenlySplit(costModel, at.strategy, at.placement);
    return Stream.concat(assigned.stream(), Stream.of(even))
        .filter(Plan::fits)
        .filter(plan -> plan.iterationSeconds() < limitSeconds * (1 - Plan.ROUNDING))
        .toList();
  }
}
