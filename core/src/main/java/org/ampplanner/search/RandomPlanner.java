package org.ampplanner.search;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * AMP's baseline RS (section 5): draws degrees, then a placement, then a micro-batch size, each
 * uniformly, and splits blocks evenly. The paper runs every draw; here the cost model ranks them.
 */
public final class RandomPlanner implements Planner {
  private final int draws;

  /** Makes a planner that draws 50 times, as often as one chain of the paper's annealing. */
  public RandomPlanner() {
    this(50);
  }

  /** Makes a planner that draws {@code draws} times. */
  public RandomPlanner(int draws) {
    this.draws = draws;
  }

  @Override
  public String id() {
    return "random";
  }

  @Override
  public SearchOutcome search(SearchRequest request, SearchControl control) {
    return Sampling.searchBounded(
        id(),
        request,
        control,
        bounded -> {
          RandomGenerator random = new SplittableRandom(request.seed());
          StrategyGrid grid = StrategyGrid.of(bounded);
          List<Sampling.Sample> samples = new ArrayList<>();
          for (int i = 0; i < draws; i++) {
            StrategyGrid.Point point = grid.draw(grid.drawDegrees(random), random);
            samples.add(() ->
                List.of(
                    Sampling.evenlySplit(
                        request.costModel(), point.strategy(), point.placement())));
          }
          return samples;
        });
  }
}
