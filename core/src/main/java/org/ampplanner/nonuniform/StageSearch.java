package org.ampplanner.nonuniform;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StagePricing;
import org.ampplanner.nonuniform.StageTables.Bounds;
import org.ampplanner.partition.LayerTables;
import org.ampplanner.partition.Partition;
import org.ampplanner.partition.StageChoiceSolver;
import org.ampplanner.partition.StageChoiceSolver.Chosen;
import org.ampplanner.partition.StageChoiceVisitor;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.NonUniformPlan;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.strategy.NonUniformStrategy;
import org.ampplanner.strategy.Recompute;

/**
 * The best pipeline of stages that each choose their devices and degrees. Settings are taken in the
 * order of their bounds; within each, the best pipeline by the bound is refined under the simulated
 * step, and then every pipeline whose bound leaves it a chance is simulated, as far as {@value
 * #MOST_VISITS} go.
 */
final class StageSearch {
  private static final int MOST_VISITS = 4000;
  private static final int MOST_MOVES = 400;

  private final CostModel costModel;
  private final StagePricing pricing;
  private final SearchConstraints constraints;
  private final NodePool pool;
  private final StageTables tables;
  private final BooleanSupplier stop;
  private final Best best;

  /** A setting and a bound that needs no boundaries. */
  private record Candidate(StageSetting setting, double boundSeconds) {}

  StageSearch(
      CostModel costModel,
      SearchConstraints constraints,
      NodePool pool,
      BooleanSupplier stop,
      Best best) {
    this.costModel = costModel;
    this.pricing = costModel.stagePricing().orElseThrow();
    this.constraints = constraints;
    this.pool = pool;
    this.tables = new StageTables(costModel, constraints, pool);
    this.stop = stop;
    this.best = best;
  }

  /** Searches; tells {@link Best} what it finds and what it leaves open. */
  void run() {
    List<Candidate> candidates = new ArrayList<>();
    for (StageSetting setting : settings()) {
      if (stop.getAsBoolean()) {
        best.leaveOpen(0);
        return;
      }
      Bounds bounds = tables.of(setting, false);
      if (bounds != null) {
        double bound = seconds(bounds, StageChoiceSolver.bound(bounds.tables()));
        candidates.add(new Candidate(setting, bound));
      }
    }
    candidates.sort(Comparator.comparingDouble(Candidate::boundSeconds));
    for (Candidate candidate : candidates) {
      best.count();
      if (stop.getAsBoolean()) {
        best.leaveOpen(candidate.boundSeconds);
      } else if (candidate.boundSeconds < best.limit()) {
        search(candidate);
      }
    }
  }

  private List<StageSetting> settings() {
    int batch = costModel.inputs().training().globalBatchSize();
    List<StageSetting> settings = new ArrayList<>();
    for (int samples = 1; samples <= batch; samples++) {
      if (batch % samples == 0) {
        for (Recompute recompute : constraints.recompute()) {
          for (int zero : constraints.zeroStages()) {
            for (boolean sequence : constraints.sequenceParallel()) {
              settings.add(new StageSetting(samples, batch / samples, recompute, zero, sequence));
            }
          }
        }
      }
    }
    return settings;
  }

  private void search(Candidate candidate) {
    Bounds bounds = tables.of(candidate.setting, true);
    if (bounds == null) {
      return;
    }
    Evaluation evaluation = new Evaluation(bounds);
    Optional<Chosen> chosen =
        StageChoiceSolver.solve(bounds.tables(), ticks(bounds, best.limit()), stop);
    if (stop.getAsBoolean()) {
      best.leaveOpen(candidate.boundSeconds);
    }
    if (chosen.isEmpty()) {
      return;
    }
    double open = Math.max(candidate.boundSeconds, seconds(bounds, chosen.get().objective()));
    evaluation.offer(chosen.get().choices(), chosen.get().partition().cuts());
    evaluation.refine(chosen.get().choices(), chosen.get().partition().cuts());
    if (open < best.limit() && !StageChoiceSolver.visit(bounds.tables(), evaluation)) {
      best.leaveOpen(open);
    }
  }

  private double seconds(Bounds bounds, long objective) {
    return objective / bounds.ticks().perSecond() + pricing.fixedSeconds();
  }

  private long ticks(Bounds bounds, double seconds) {
    return Double.isFinite(seconds)
        ? Math.max(-1, bounds.ticks().cutoff(seconds - pricing.fixedSeconds()))
        : LayerTables.LARGEST_OBJECTIVE;
  }

  /** Simulates the pipelines of one setting. */
  private final class Evaluation implements StageChoiceVisitor {
    private final Bounds bounds;
    private final Map<List<Integer>, Pipeline> pipelines = new HashMap<>();
    private int visits;

    Evaluation(Bounds bounds) {
      this.bounds = bounds;
    }

    @Override
    public long limit() {
      return ticks(bounds, best.limit());
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
    double offer(int[] choices, int[] cuts) {
      Pipeline pipeline =
          pipelines.computeIfAbsent(IntStream.of(choices).boxed().toList(), this::placed);
      Partition partition = new Partition(cuts.clone());
      CostEstimate cost = costModel.estimate(pipeline.costs, partition);
      NonUniformPlan plan =
          new NonUniformPlan(pipeline.strategy, pipeline.placement, partition, cost);
      if (!plan.fits()) {
        return Double.POSITIVE_INFINITY;
      }
      best.offer(plan);
      return plan.iterationSeconds();
    }

    private Pipeline placed(List<Integer> choices) {
      List<StageShape> shapes = choices.stream().map(bounds.shapes()::get).toList();
      NonUniformStrategy strategy = bounds.setting().strategy(shapes);
      Placement placement = pool.place(shapes);
      StageCosts costs = costModel.nonUniformCosts(strategy, placement).orElseThrow();
      return new Pipeline(strategy, placement, costs);
    }

    /** Moves runs of cuts by one layer as long as that makes the step shorter. */
    void refine(int[] choices, int[] from) {
      Cuts.refine(from, MOST_MOVES, cuts -> offer(choices, cuts));
    }
  }

  private record Pipeline(NonUniformStrategy strategy, Placement placement, StageCosts costs) {}
}
