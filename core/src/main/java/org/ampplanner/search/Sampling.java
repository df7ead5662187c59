package org.ampplanner.search;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.ampplanner.cost.CostModel;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome.Optimality;
import org.ampplanner.search.SearchOutcome.Statistics;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;

/**
 * The frame of all planners that price chosen points of the space: it enumerates and bounds the
 * space, prices the samples on all threads and keeps the best.
 */
public final class Sampling {
  private static final int BATCH = 4; // whatever the threads, so that events do not tell them

  private Sampling() {}

  /** Some points of the space, priced when asked; independent of all other samples. */
  @FunctionalInterface
  public interface Sample {
    /** Returns the points, priced. */
    List<Plan> plans();
  }

  /** Chooses samples of a bounded space; called once, before anything is priced. */
  @FunctionalInterface
  interface Sampler extends Function<BoundedSpace, List<Sample>> {}

  /** Prices one strategy and placement with the blocks split evenly. */
  static Plan evenlySplit(CostModel costModel, Strategy strategy, Placement placement) {
    var layers = costModel.inputs().model().layers();
    Partition partition =
        BlockSplit.of(layers)
            .split(
                layers.size(), strategy.pipelineParallel(), strategy.degrees().virtualPipeline());
    return Plan.priced(costModel, strategy, placement, partition);
  }

  /** Searches by samples that are chosen from the feasible strategies alone. */
  public static SearchOutcome search(
      String id,
      SearchRequest request,
      SearchControl control,
      Function<List<Strategy>, List<Sample>> chooser) {
    return searchBounded(
        id, request, control, bounded -> chooser.apply(bounded.space().strategies()));
  }

  static SearchOutcome searchBounded(
      String id, SearchRequest request, SearchControl control, Sampler sampler) {
    Incumbents incumbents = new Incumbents(request.top(), control);
    BooleanSupplier stop = () -> incumbents.some() && control.stopRequested();
    try (Workers workers = new Workers(request.threads(), stop)) {
      BoundedSpace bounded = BoundedSpace.of(request, control, workers);
      List<Sample> samples = bounded.strategies().isEmpty() ? List.of() : sampler.apply(bounded);
      Set<PipelineStrategy> costed = new HashSet<>();
      boolean skipped = false;
      int next = 0;
      while (next < samples.size() && !(next > 0 && control.stopRequested())) {
        int end = Math.min(samples.size(), next + BATCH);
        for (List<Plan> plans :
            workers.map(samples.subList(next, end), Sample::plans, s -> List.<Plan>of())) {
          plans.stream().filter(Plan::fits).forEach(incumbents::offer);
          skipped |= plans.isEmpty();
          plans.forEach(plan -> costed.add(plan.strategy()));
        }
        next = end;
        control.on(new SearchEvent.Progressed(next, samples.size()));
      }
      double bound =
          bounded.strategies().isEmpty() ? Double.POSITIVE_INFINITY : bounded.boundSeconds();
      return new SearchOutcome(
          id,
          incumbents.plans(),
          new Statistics(
              bounded.space().candidates(),
              costed.size(),
              0,
              bounded.space().rejections().total(),
              next >= samples.size() && !skipped),
          Optimality.of(incumbents.bestSeconds(), bound),
          bounded.space().rejections());
    }
  }
}
