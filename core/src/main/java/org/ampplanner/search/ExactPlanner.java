package org.ampplanner.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.GroupCosts;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.BoundedCandidates.Candidate;
import org.ampplanner.search.SearchOutcome.Optimality;
import org.ampplanner.search.SearchOutcome.Statistics;
import org.ampplanner.strategy.Strategy;

/**
 * Best-first search over all strategies and their {@link Arrangements} with the exact assignment of
 * layers, and of classes to stages where their order is open, inside.
 *
 * <p>Strategies are taken in the order of their lower bound until the next bound exceeds the worst
 * plan that is kept. They are taken in batches of fixed size against the cut-off at the batch's
 * start, so that plans and counts do not depend on the number of threads. Complexity: one bound per
 * strategy and arrangement, and an exact assignment for the few whose bound is low enough; by
 * classes of nodes and layers, not by devices.
 */
public final class ExactPlanner implements Planner {
  private static final int BATCH = 8;
  private static final int FIRST_BATCH = 2; // while nothing can be cut off

  private final boolean idleNodes;

  /** The best plan of a strategy, and a bound on what of it was not covered. */
  private record Settled(Optional<Plan> plan, double openSeconds) {

    /** Returns what is known of a strategy that was not looked at. */
    static Settled skipped(double boundSeconds) {
      return new Settled(Optional.empty(), boundSeconds);
    }
  }

  /** Makes a planner that uses every device. */
  public ExactPlanner() {
    this(false);
  }

  /**
   * Makes a planner.
   *
   * @param idleNodes whether whole classes of nodes may be left idle where that is faster
   */
  public ExactPlanner(boolean idleNodes) {
    this.idleNodes = idleNodes;
  }

  @Override
  public String id() {
    return "exact";
  }

  @Override
  public SearchOutcome search(SearchRequest request, SearchControl control) {
    try (Workers workers = new Workers(request.threads())) {
      BoundedCandidates bounded = BoundedCandidates.of(request, idleNodes, control, workers);
      return new Run(request, control, workers, bounded).outcome();
    }
  }

  private final class Run {
    private final SearchRequest request;
    private final SearchControl control;
    private final Workers workers;
    private final BoundedCandidates bounded;
    private final Incumbents incumbents;
    private int settled;
    private int costed;
    private double uncovered = Double.POSITIVE_INFINITY; // bound of what no solver covered

    Run(SearchRequest request, SearchControl control, Workers workers, BoundedCandidates bounded) {
      this.request = request;
      this.control = control;
      this.workers = workers;
      this.bounded = bounded;
      this.incumbents = new Incumbents(request.top(), control);
    }

    SearchOutcome outcome() {
      List<Candidate> all = bounded.candidates();
      List<Candidate> batch = nextBatch();
      while (!batch.isEmpty() && !(settled > 0 && control.stopRequested())) {
        double cutoff = incumbents.cutoffSeconds();
        boolean some = settled > 0;
        List<Settled> results =
            workers.map(
                batch,
                c ->
                    some && control.stopRequested()
                        ? Settled.skipped(c.boundSeconds())
                        : best(c, cutoff));
        for (int i = 0; i < batch.size(); i++) {
          settle(batch.get(i), results.get(i).plan, cutoff);
          uncovered = Math.min(uncovered, results.get(i).openSeconds);
        }
        settled += batch.size();
        control.on(new SearchEvent.Progressed(settled, all.size()));
        batch = nextBatch();
      }
      boolean complete = batch.isEmpty();
      double open = openBound(complete);
      if (complete) {
        all.subList(settled, all.size())
            .forEach(c -> settle(c, Optional.empty(), incumbents.cutoffSeconds()));
      }
      int feasible = bounded.space().strategies().size();
      int settledInAll = complete ? feasible : settled;
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

    /** What no plan beats: the smallest bound of all that is not settled for good. */
    private double openBound(boolean complete) {
      List<Candidate> all = bounded.candidates();
      return complete ? uncovered : Math.min(uncovered, all.get(settled).boundSeconds());
    }

    private void settle(Candidate candidate, Optional<Plan> plan, double cutoff) {
      plan.ifPresentOrElse(
          p -> {
            control.on(new SearchEvent.Costed(candidate.strategy(), candidate.boundSeconds(), p));
            incumbents.offer(p);
            costed++;
          },
          () ->
              control.on(
                  new SearchEvent.Pruned(candidate.strategy(), candidate.boundSeconds(), cutoff)));
    }

    private List<Candidate> nextBatch() {
      double limit = incumbents.cutoffSeconds() * (1 + Optimality.TOLERANCE);
      List<Candidate> batch = new ArrayList<>();
      List<Candidate> all = bounded.candidates();
      int size = Double.isInfinite(limit) ? FIRST_BATCH : BATCH;
      for (int i = settled; i < all.size() && batch.size() < size; i++) {
        double bound = all.get(i).boundSeconds();
        if (bound > limit || Double.isInfinite(bound)) {
          break;
        }
        batch.add(all.get(i));
      }
      return batch;
    }

    private Settled best(Candidate candidate, double cutoff) {
      Optional<Plan> best = Optional.empty();
      double limit = cutoff;
      double open = Double.POSITIVE_INFINITY;
      for (Arrangement arrangement : candidate.arrangements()) {
        if (arrangement.boundSeconds() <= limit * (1 + Optimality.TOLERANCE)) {
          Settled found = assign(candidate, arrangement, limit);
          Optional<Plan> plan = found.plan;
          open = Math.min(open, found.openSeconds);
          if (plan.isPresent()
              && (best.isEmpty()
                  || plan.get().iterationSeconds() < best.get().iterationSeconds())) {
            best = plan;
            limit = Math.min(limit, plan.get().iterationSeconds());
          }
        }
      }
      return new Settled(best, open);
    }

    private Settled simulated(Strategy strategy, Arrangement.Tiled tiled, double limit) {
      GroupPricing pricing =
          request.costModel().groupPricing(strategy, tiled.tile().tiling()).orElseThrow();
      StepAssigner.Result result = StepAssigner.assign(pricing, tiled.tile(), limit);
      Optional<Plan> plan =
          result
              .best()
              .map(found ->
                  new Plan(
                      strategy,
                      bounded.arrangements().placement(tiled.tile(), found.kinds()),
                      found.partition(),
                      pricing.estimate(found.kinds(), found.partition())));
      return new Settled(plan, Math.max(tiled.boundSeconds(), result.openSeconds()));
    }

    private Settled assign(Candidate candidate, Arrangement arrangement, double limit) {
      CostModel costModel = request.costModel();
      return switch (arrangement) {
        case Arrangement.Placed placed -> {
          boolean exact = costModel.isClosedForm() || candidate.strategy().pipelineParallel() == 1;
          yield new Settled(
              new LayerAssigner(costModel).assign(candidate.strategy(), placed.placement(), limit),
              exact ? Double.POSITIVE_INFINITY : placed.boundSeconds());
        }
        case Arrangement.Tiled tiled when !costModel.isClosedForm() ->
            simulated(candidate.strategy(), tiled, limit);
        case Arrangement.Linked linked -> {
          PlacementAssigner.Result result =
              bounded
                  .arrangements()
                  .placementAssigner()
                  .assign(candidate.strategy(), linked.tiles(), linked.boundSeconds(), limit);
          yield new Settled(
              result.best(),
              result.exact() && costModel.isClosedForm()
                  ? Double.POSITIVE_INFINITY
                  : linked.boundSeconds());
        }
        case Arrangement.Tiled tiled -> {
          GroupCosts costs =
              costModel.groupCosts(candidate.strategy(), tiled.tile().tiling()).orElseThrow();
          OrderAssigner.Result result = OrderAssigner.assign(costs, tiled.tile(), limit);
          Optional<Plan> plan =
              result
                  .best()
                  .map(o -> {
                    Placement placement = bounded.arrangements().placement(tiled.tile(), o.kinds());
                    return Sampling.priced(
                        costModel, candidate.strategy(), placement, o.partition());
                  });
          yield new Settled(plan, result.exact() ? Double.POSITIVE_INFINITY : tiled.boundSeconds());
        }
      };
    }
  }
}
