package org.ampplanner.stages;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.ampplanner.arrange.Candidate;
import org.ampplanner.arrange.Cuts;
import org.ampplanner.arrange.Settled;
import org.ampplanner.arrange.Subject;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.partition.Partition;
import org.ampplanner.partition.StageChoiceSolver;
import org.ampplanner.partition.StageChoiceSolver.Chosen;
import org.ampplanner.partition.StageChoiceVisitor;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.stages.StageTables.Bounds;
import org.ampplanner.strategy.PipelineStrategy;

/**
 * The best pipeline of a setting: the best by the bound is refined under the simulated step, and
 * then every pipeline whose bound leaves it a chance is simulated, as far as {@value #MOST_VISITS}
 * go.
 *
 * @param costModel what prices it
 * @param pool the devices
 * @param tables bounds by setting
 * @param setting what all stages have in common
 * @param boundSeconds the bound
 */
record DifferingStagesCandidate(
    CostModel costModel,
    NodePool pool,
    StageTables tables,
    StageSetting setting,
    double boundSeconds)
    implements Candidate {
  private static final int MOST_VISITS = 4000;
  private static final int MOST_MOVES = 400;

  @Override
  public Subject subject() {
    return new Subject.DifferingStages(setting.samples(), setting.options());
  }

  @Override
  public Settled settle(double limitSeconds, BooleanSupplier stop) {
    return tables
        .of(setting, true)
        .map(bounds -> new Search(bounds, limitSeconds, stop).settled())
        .orElse(Settled.closed(Optional.empty()));
  }

  private record Pipeline(PipelineStrategy strategy, Placement placement, StepPricing pricing) {}

  /** Simulates the pipelines of the setting. */
  private final class Search implements StageChoiceVisitor {
    private final Bounds bounds;
    private final BooleanSupplier stop;
    private final Map<List<Integer>, Pipeline> pipelines = new HashMap<>();
    private Optional<Plan> best = Optional.empty();
    private double limit;
    private int visits;

    Search(Bounds bounds, double limitSeconds, BooleanSupplier stop) {
      this.bounds = bounds;
      this.limit = limitSeconds;
      this.stop = stop;
    }

    Settled settled() {
      Optional<Chosen> chosen = StageChoiceSolver.solve(bounds.tables(), limit(), stop);
      if (stop.getAsBoolean()) {
        return new Settled(best, boundSeconds);
      }
      if (chosen.isEmpty()) {
        return Settled.closed(best);
      }
      int[] choices = chosen.get().choices();
      int[] cuts = chosen.get().partition().cuts();
      double open = Math.max(boundSeconds, bounds.seconds(chosen.get().objective()));
      offer(choices, cuts);
      Cuts.refine(
          cuts,
          MOST_MOVES,
          moved -> stop.getAsBoolean() ? Double.POSITIVE_INFINITY : offer(choices, moved));
      boolean all = open >= limit || StageChoiceSolver.visit(bounds.tables(), this);
      return new Settled(best, all ? Double.POSITIVE_INFINITY : open);
    }

    @Override
    public long limit() {
      return bounds.ticks(limit * (1 - Plan.ROUNDING));
    }

    @Override
    public boolean stopped() {
      return visits > MOST_VISITS || stop.getAsBoolean();
    }

    @Override
    public void visit(int[] choices, int[] cuts) {
      visits++;
      offer(choices, cuts);
    }

    /** Prices a pipeline; returns its time, infinite if it does not fit. */
    private double offer(int[] choices, int[] cuts) {
      Pipeline pipeline =
          pipelines.computeIfAbsent(IntStream.of(choices).boxed().toList(), this::placed);
      Partition partition = new Partition(cuts.clone());
      Plan plan =
          new Plan(
              pipeline.strategy,
              pipeline.placement,
              partition,
              pipeline.pricing.estimate(partition));
      if (!plan.fits()) {
        return Double.POSITIVE_INFINITY;
      }
      if (plan.iterationSeconds() < limit * (1 - Plan.ROUNDING)) {
        best = Optional.of(plan);
        limit = plan.iterationSeconds();
      }
      return plan.iterationSeconds();
    }

    private Pipeline placed(List<Integer> choices) {
      List<StageShape> shapes = choices.stream().map(bounds.shapes()::get).toList();
      PipelineStrategy strategy = bounds.setting().strategy(shapes);
      Placement placement = pool.place(shapes);
      return new Pipeline(strategy, placement, costModel.at(strategy, placement));
    }
  }
}
