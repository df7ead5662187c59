package org.ampplanner.search;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ampplanner.arrange.LayerAssigner;
import org.ampplanner.plan.Plan;

/**
 * AMP's baseline SA (section 5): independent chains of simulated annealing over degrees, placement
 * and micro-batch size, with the layer assignment inside. A neighbour keeps tensor or data
 * parallelism and draws the rest; the temperature falls linearly; a worse neighbour is accepted
 * with probability {@code exp((c - c')/T)}, costs in seconds.
 */
public final class AnnealingPlanner implements Planner {
  private static final double INITIAL_TEMPERATURE = 10;

  private final int chains;
  private final int iterations;

  /** Makes a planner with the published two chains of 50 iterations. */
  public AnnealingPlanner() {
    this(2, 50);
  }

  /** Makes a planner with the given effort. */
  public AnnealingPlanner(int chains, int iterations) {
    this.chains = chains;
    this.iterations = iterations;
  }

  @Override
  public String id() {
    return "annealing";
  }

  @Override
  public SearchOutcome search(SearchRequest request, SearchControl control) {
    return Sampling.searchBounded(
        id(),
        request,
        control,
        bounded -> {
          StrategyGrid grid = StrategyGrid.of(bounded);
          SplittableRandom seeds = new SplittableRandom(request.seed());
          List<Sampling.Sample> samples = new ArrayList<>();
          for (int chain = 0; chain < chains; chain++) {
            SplittableRandom random = seeds.split();
            samples.add(() -> anneal(request, control, grid, random));
          }
          return samples;
        });
  }

  private List<Plan> anneal(
      SearchRequest request, SearchControl control, StrategyGrid grid, RandomGenerator random) {
    LayerAssigner assigner = new LayerAssigner(request.costModel());
    StrategyGrid.Point at = grid.draw(grid.drawDegrees(random), random);
    double cost = Double.POSITIVE_INFINITY;
    List<Plan> visited = new ArrayList<>();
    for (int i = 0; i < iterations && !(i > 0 && control.stopRequested()); i++) {
      StrategyGrid.Point next =
          i == 0 ? at : grid.draw(grid.drawNeighbour(at.strategy().degrees(), random), random);
      Plan plan =
          assigner.assign(next.strategy(), next.placement(), Double.POSITIVE_INFINITY).orElse(null);
      if (plan != null) {
        visited.add(plan);
        double temperature = INITIAL_TEMPERATURE * (1 - (double) i / iterations);
        double worse = plan.iterationSeconds() - cost;
        if (worse <= 0 || random.nextDouble() < Math.exp(-worse / temperature)) {
          at = next;
          cost = plan.iterationSeconds();
        }
      }
    }
    return visited;
  }
}
