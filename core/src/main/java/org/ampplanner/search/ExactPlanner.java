package org.ampplanner.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.ampplanner.arrange.CandidateSource;
import org.ampplanner.arrange.UniformSource;
import org.ampplanner.cost.CostModel;
import org.ampplanner.search.SearchOutcome.Optimality;
import org.ampplanner.search.SearchOutcome.PartOutcome;
import org.ampplanner.search.SearchOutcome.Statistics;
import org.ampplanner.space.Rejections;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SpacePart;
import org.ampplanner.stages.DifferingStagesSource;
import org.ampplanner.stages.UnevenSharesSource;

/**
 * Best-first search over the parts of the space that the user names, one after the other, each with
 * an exact assignment of layers, and of groups of nodes to stages where their order is open, inside
 * its candidates; all compete for the same ranking, and in the end with what baselines may come to
 * ({@link BaselinePlans}).
 *
 * <p>A plan that can be had at once comes first of all, so that a search may be stopped at any
 * time.
 *
 * <p>Complexity: one bound per candidate, and an exact assignment for the few whose bound is low
 * enough; by classes of nodes and layers, not by devices.
 */
public final class ExactPlanner implements Planner {
  private final boolean idleNodes;

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
    Incumbents incumbents = new Incumbents(request.top(), control);
    List<PartOutcome> parts = new ArrayList<>();
    Statistics all = new Statistics(0, 0, 0, 0, true);
    Rejections rejections = Rejections.NONE;
    double bound = Double.POSITIVE_INFINITY;
    BaselinePlans baselines = new BaselinePlans(request.costModel());
    List<BaselinePlans.Unproven> unproven = new ArrayList<>();
    Set<SpacePart> asked = request.constraints().degrees().parts();
    if (asked.contains(SpacePart.UNIFORM)) {
      FirstPlan.of(request.costModel(), request.constraints(), idleNodes, control::stopRequested)
          .ifPresent(incumbents::offer);
    }
    BooleanSupplier stop = () -> incumbents.some() && control.stopRequested();
    try (Workers workers = new Workers(request.threads(), stop)) {
      for (SpacePart part : asked) {
        CandidateSource source = source(part, request.costModel(), request.constraints());
        BestFirst.Result result =
            new BestFirst(source, control, workers, incumbents, baselines).run();
        unproven.addAll(result.unproven());
        parts.add(result.part());
        all = all.and(result.part().statistics());
        rejections = rejections.with(result.rejections());
        bound = Math.min(bound, result.part().openSeconds());
      }
      baselines.offer(unproven, incumbents, workers, control);
    }
    return new SearchOutcome(
        id(),
        incumbents.plans(),
        all,
        Optimality.of(incumbents.bestSeconds(), bound),
        rejections,
        parts);
  }

  private CandidateSource source(
      SpacePart part, CostModel costModel, SearchConstraints constraints) {
    return switch (part) {
      case UNIFORM -> new UniformSource(costModel, constraints, idleNodes);
      case UNEVEN_SHARES -> new UnevenSharesSource(costModel, constraints);
      case DIFFERING_STAGES -> new DifferingStagesSource(costModel, constraints);
    };
  }
}
