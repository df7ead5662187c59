package org.ampplanner.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.BoundedSpace.BoundedPlacement;
import org.ampplanner.search.BoundedSpace.BoundedStrategy;
import org.ampplanner.search.SearchOutcome.Optimality;
import org.ampplanner.search.SearchOutcome.Statistics;

/**
 * Best-first search over all strategies and tile placements with the exact layer assignment inside.
 *
 * <p>Strategies are taken in the order of their lower bound until the next bound exceeds the worst
 * plan that is kept. They are taken in batches of fixed size against the cut-off at the batch's
 * start, so that plans and counts do not depend on the number of threads. Complexity: one bound per
 * strategy and placement, and an exact assignment for the few whose bound is low enough.
 */
public final class ExactPlanner implements Planner {
  private static final int BATCH = 8;

  @Override
  public String id() {
    return "exact";
  }

  @Override
  public SearchOutcome search(SearchRequest request, SearchControl control) {
    try (Workers workers = new Workers(request.threads())) {
      BoundedSpace bounded = BoundedSpace.of(request, control, workers);
      return new Run(request, control, workers, bounded).outcome();
    }
  }

  private final class Run {
    private final SearchRequest request;
    private final SearchControl control;
    private final Workers workers;
    private final BoundedSpace bounded;
    private final Incumbents incumbents;
    private int settled;
    private int costed;

    Run(SearchRequest request, SearchControl control, Workers workers, BoundedSpace bounded) {
      this.request = request;
      this.control = control;
      this.workers = workers;
      this.bounded = bounded;
      this.incumbents = new Incumbents(request.top(), control);
    }

    SearchOutcome outcome() {
      List<BoundedStrategy> all = bounded.strategies();
      List<BoundedStrategy> batch = nextBatch();
      while (!batch.isEmpty() && !(settled > 0 && control.stopRequested())) {
        double cutoff = incumbents.cutoffSeconds();
        for (Optional<Plan> plan : workers.map(batch, s -> best(s, cutoff))) {
          plan.ifPresent(incumbents::offer);
          costed += plan.isPresent() ? 1 : 0;
        }
        settled += batch.size();
        control.on(new SearchEvent.Progressed(settled, all.size()));
        batch = nextBatch();
      }
      boolean complete = batch.isEmpty();
      int settledInAll = complete ? all.size() : settled;
      double open = complete ? Double.POSITIVE_INFINITY : all.get(settled).boundSeconds();
      return new SearchOutcome(
          id(),
          incumbents.plans(),
          new Statistics(
              bounded.space().candidates(),
              costed,
              settledInAll - costed,
              bounded.space().rejections().total(),
              complete),
          Optimality.of(incumbents.bestSeconds(), open),
          bounded.space().rejections());
    }

    private List<BoundedStrategy> nextBatch() {
      double limit = incumbents.cutoffSeconds() * (1 + Optimality.TOLERANCE);
      List<BoundedStrategy> batch = new ArrayList<>();
      List<BoundedStrategy> all = bounded.strategies();
      for (int i = settled; i < all.size() && batch.size() < BATCH; i++) {
        if (all.get(i).boundSeconds() > limit) {
          break;
        }
        batch.add(all.get(i));
      }
      return batch;
    }

    private Optional<Plan> best(BoundedStrategy strategy, double cutoff) {
      CostModel costModel = request.costModel();
      LayerAssigner assigner = new LayerAssigner(costModel);
      Optional<Plan> best = Optional.empty();
      double limit = cutoff;
      for (BoundedPlacement candidate : strategy.placements()) {
        if (candidate.boundSeconds() <= limit * (1 + Optimality.TOLERANCE)) {
          Optional<Plan> plan = assigner.assign(strategy.strategy(), candidate.placement(), limit);
          if (plan.isPresent()
              && (best.isEmpty()
                  || plan.get().iterationSeconds() < best.get().iterationSeconds())) {
            best = plan;
            limit = Math.min(limit, plan.get().iterationSeconds());
          }
        }
      }
      return best;
    }
  }
}
