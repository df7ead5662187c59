package org.ampplanner.search;

import java.util.List;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Strategy;

/**
 * The expert's heuristic that AMP compares itself with (section 5, baseline "Megatron"): tensor
 * parallelism inside the node, blocks split evenly, hostfile order; every degree and micro-batch
 * size is tried.
 */
public final class MegatronPlanner implements Planner {

  /** Makes the planner, which has no settings. */
  public MegatronPlanner() {}

  @Override
  public String id() {
    return "megatron";
  }

  @Override
  public SearchOutcome search(SearchRequest request, SearchControl control) {
    return Sampling.search(
        id(),
        request,
        control,
        strategies ->
            strategies.stream()
                .map(s ->
                    (Sampling.Sample)
                        () -> List.of(Sampling.evenlySplit(request.costModel(), s, hostfile(s))))
                .toList());
  }

  private static Placement hostfile(Strategy strategy) {
    return Placement.hostfileOrder((int) strategy.degrees().worldSize());
  }
}
