package org.ampplanner.nonuniform;

import org.ampplanner.stages.StageShape;
import org.ampplanner.stages.StageSetting;
import org.ampplanner.stages.NodePool;
import org.ampplanner.stages.ReplicaGroups;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.engine.Engine;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.search.ExactPlanner;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

class NonUniformPlannerTest {
  private static final long SEED = 90;
  private static final double ROUNDING = 1 + 1e-9;

  private static final SearchConstraints SPACE =
      SearchConstraints.DEFAULT.with(
          List.of(Schedule.ONE_FORWARD_ONE_BACKWARD),
          List.of(Recompute.NONE),
          List.of(0, 1),
          List.of(false));

  @Test
  void choosesStagesAsGoodAsTheBestOfAllStages() {
    SplittableRandom random = new SplittableRandom(SEED);
    int proven = 0;
    int same = 0;
    int cases = 0;
    for (int i = 0; i < 40; i++) {
      PredictiveCostModel model = new RandomPredictive(random).model(2, 3);
      if (model.inputs().layout().devices() > 4) {
        continue;
      }
      double least = new EveryPipeline(model).least();
      Best best = new Best(Double.POSITIVE_INFINITY);
      NodePool pool = new NodePool(model.inputs().layout());
      new StageSearch(model, SPACE, pool, () -> false, best).run();
      double found =
          best.plan().map(NonUniformPlan::iterationSeconds).orElse(Double.POSITIVE_INFINITY);
      String label = "seed " + SEED + " case " + i;
      assertThat(found * ROUNDING).as(label).isGreaterThanOrEqualTo(least);
      assertThat(Math.min(found, best.openSeconds()))
          .as(label)
          .isLessThanOrEqualTo(least * ROUNDING);
      cases += Double.isFinite(least) ? 1 : 0;
      boolean closed = Double.isFinite(found) && best.openSeconds() >= found;
      proven += closed ? 1 : 0;
      same += Double.isFinite(found) && found <= least * ROUNDING ? 1 : 0;
    }
    assertThat(cases).isGreaterThan(10);
    assertThat(same).isEqualTo(cases);
    assertThat(proven).isGreaterThan(3);
  }

  @Test
  void sharesTheBatchAsWellAsTheBestOfAllShares() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    SearchConstraints single =
        SPACE.with(
            SPACE
                .degrees()
                .with(new IntConstraint.Any(), IntConstraint.oneOf(1, 2), new IntConstraint.Any()),
            new IntConstraint.Any());
    int cases = 0;
    for (int i = 0; i < 40; i++) {
      PredictiveCostModel model = new RandomPredictive(random).model(2, 3);
      if (model.inputs().layout().devices() > 4) {
        continue;
      }
      double least = leastShares(model);
      Best best = new Best(Double.POSITIVE_INFINITY);
      NodePool pool = new NodePool(model.inputs().layout());
      new UnevenBatchSearch(model, single, pool, () -> false, best).run();
      double found =
          best.plan().map(NonUniformPlan::iterationSeconds).orElse(Double.POSITIVE_INFINITY);
      String label = "seed " + (SEED + 1) + " case " + i;
      assertThat(found * ROUNDING).as(label).isGreaterThanOrEqualTo(least);
      assertThat(Math.min(found, best.openSeconds()))
          .as(label)
          .isLessThanOrEqualTo(least * ROUNDING);
      cases += Double.isFinite(least) && found <= least * ROUNDING ? 1 : 0;
    }
    assertThat(cases).isGreaterThan(5);
  }

  @Test
  void isNeverWorseThanTheBestUniformPlanNorBelowItsOwnBound() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    int faster = 0;
    for (int i = 0; i < 18; i++) {
      CostModel model = new RandomPredictive(random).model(3, 4);
      if (model.inputs().layout().devices() > 8) {
        continue;
      }
      SearchOutcome uniform =
          new ExactPlanner(true)
              .search(new SearchRequest(model, SPACE, 1, 0, 1), SearchControl.NONE);
      double before =
          uniform.plans().isEmpty()
              ? Double.POSITIVE_INFINITY
              : uniform.plans().get(0).iterationSeconds();
      NonUniformOutcome outcome = new NonUniformPlanner(model, SPACE).search(before, () -> false);
      String label = "seed " + (SEED + 2) + " case " + i;
      assertThat(outcome).as(label).isInstanceOf(NonUniformOutcome.Searched.class);
      NonUniformOutcome.Searched searched = (NonUniformOutcome.Searched) outcome;
      if (searched.plan().isPresent()) {
        NonUniformPlan plan = searched.plan().get();
        faster++;
        assertThat(plan.iterationSeconds()).as(label).isLessThan(before);
        assertThat(plan.fits()).as(label).isTrue();
        assertThat(plan.strategy().batch())
            .as(label)
            .isEqualTo(model.inputs().training().globalBatchSize());
        assertThat(searched.optimality().lowerBoundSeconds())
            .as(label)
            .isLessThanOrEqualTo(plan.iterationSeconds());
        NonUniformPlan again =
            NonUniformPlan.priced(model, plan.strategy(), plan.placement(), plan.partition());
        assertThat(again).as(label).isEqualTo(plan);
      }
      assertThat(new NonUniformPlanner(model, SPACE).search(before, () -> false))
          .as(label)
          .isEqualTo(outcome);
    }
    assertThat(faster).isPositive();
  }

  @Test
  void saysWhyAnEngineIsLeftOut() {
    CostModel model = new RandomPredictive(new SplittableRandom(SEED)).model(2, 3);
    for (var engine :
        List.of(
            Engine.MEGATRON.capabilities(),
            Engine.DEEPSPEED.capabilities(),
            Engine.TORCHTITAN.capabilities())) {
      assertThat(new NonUniformPlanner(model, SPACE.with(engine)).search(1, () -> false))
          .isInstanceOfSatisfying(
              NonUniformOutcome.Excluded.class,
              excluded -> assertThat(excluded.reason()).startsWith("engine " + engine.id()));
    }
    assertThat(new NonUniformPlanner(model, SPACE).excluded()).isEmpty();
  }

  @Test
  void stopsWhenAskedAndLeavesTheRestOpen() {
    CostModel model = new RandomPredictive(new SplittableRandom(SEED)).model(2, 3);
    NonUniformOutcome.Searched searched =
        (NonUniformOutcome.Searched) new NonUniformPlanner(model, SPACE).search(1, () -> true);
    assertThat(searched.complete()).isFalse();
    assertThat(searched.optimality().proven()).isFalse();
    assertThat(searched.plan()).isEmpty();
  }

  /** Every sequence of shapes with every partition, priced by the plain evaluator. */
  private static final class EveryPipeline {
    private final PredictiveCostModel model;
    private final NodePool pool;
    private final int layers;
    private double least = Double.POSITIVE_INFINITY;

    EveryPipeline(PredictiveCostModel model) {
      this.model = model;
      this.pool = new NodePool(model.inputs().layout());
      this.layers = model.inputs().model().layers().size();
    }

    double least() {
      int batch = model.inputs().training().globalBatchSize();
      for (int samples = 1; samples <= batch; samples++) {
        for (int zero = 0; batch % samples == 0 && zero <= 1; zero++) {
          grow(
              new StageSetting(samples, batch / samples, Recompute.NONE, zero, false),
              new ArrayList<>(),
              pool.units());
        }
      }
      return least;
    }

    private void grow(StageSetting setting, List<StageShape> stages, int[] left) {
      if (stages.size() > 1) {
        price(setting, stages);
      }
      for (StageShape shape : pool.shapes()) {
        if (stages.size() < layers
            && left[shape.nodeClass()] >= shape.units()
            && setting.samples() % shape.dataParallel() == 0
            && model.objection(setting.strategy(shape, 2)).isEmpty()) {
          int[] rest = left.clone();
          rest[shape.nodeClass()] -= shape.units();
          List<StageShape> longer = new ArrayList<>(stages);
          longer.add(shape);
          grow(setting, longer, rest);
        }
      }
    }

    private void price(StageSetting setting, List<StageShape> stages) {
      NonUniformStrategy strategy = setting.strategy(stages);
      if (strategy.uniform().isPresent()) {
        return;
      }
      StageCosts costs = model.nonUniformCosts(strategy, pool.place(stages)).orElseThrow();
      int[] cuts = new int[stages.size() + 1];
      cuts[stages.size()] = layers;
      cut(costs, cuts, 1);
    }

    private void cut(StageCosts costs, int[] cuts, int at) {
      if (at == cuts.length - 1) {
        var cost = model.estimate(costs, new Partition(cuts.clone()));
        if (cost.memory() == null || cost.memory().fits()) {
          least = Math.min(least, cost.iterationSeconds());
        }
        return;
      }
      for (int c = cuts[at - 1] + 1; c <= layers - (cuts.length - 1 - at); c++) {
        cuts[at] = c;
        cut(costs, cuts, at + 1);
      }
    }
  }

  /** Every number of micro-batches for every replica, of every set of classes on one stage. */
  private static double leastShares(PredictiveCostModel model) {
    NodePool pool = new NodePool(model.inputs().layout());
    double least = Double.POSITIVE_INFINITY;
    for (int set = 1; set < 1 << pool.classes().size(); set++) {
      boolean[] used = new boolean[pool.classes().size()];
      for (int c = 0; c < used.length; c++) {
        used[c] = (set >> c & 1) == 1;
      }
      for (int tp = 1; tp <= 4; tp *= 2) {
        for (int pp = 1; pp <= 2; pp++) {
          ReplicaGroups groups =
              ReplicaGroups.of(model.inputs().layout(), pool.classes(), used, tp, pp);
          least = groups == null ? least : Math.min(least, leastShares(model, groups));
        }
      }
    }
    return least;
  }

  private static double leastShares(PredictiveCostModel model, ReplicaGroups groups) {
    int batch = model.inputs().training().globalBatchSize();
    int layers = model.inputs().model().layers().size();
    int pp = groups.pipelineParallel();
    double least = Double.POSITIVE_INFINITY;
    for (int samples = 1; samples <= batch; samples++) {
      for (int zero = 0; batch % samples == 0 && zero <= 1; zero++) {
        Strategy strategy =
            Strategy.of(
                    org.ampplanner.strategy.Degrees.of(
                        groups.tensorParallel(), pp, groups.replicas()),
                    samples)
                .withZeroStage(zero);
        boolean even = groups.kinds() == 1 && batch / samples % groups.replicas() == 0;
        if (even || model.objection(strategy).isPresent()) {
          continue;
        }
        for (int cut = 1; cut <= (pp == 1 ? 1 : layers - 1); cut++) {
          int[] cuts = pp == 1 ? new int[] {0, layers} : new int[] {0, cut, layers};
          least =
              Math.min(
                  least,
                  leastShares(
                      model,
                      strategy,
                      groups.placement(),
                      new Partition(cuts),
                      new int[groups.replicas()],
                      0,
                      batch / samples));
        }
      }
    }
    return least;
  }

  private static double leastShares(
      PredictiveCostModel model,
      Strategy strategy,
      Placement placement,
      Partition partition,
      int[] shares,
      int at,
      int left) {
    if (at == shares.length) {
      if (left > 0) {
        return Double.POSITIVE_INFINITY;
      }
      NonUniformPlan plan =
          NonUniformPlan.priced(
              model,
              new NonUniformStrategy(
                  Collections.nCopies(strategy.pipelineParallel(), strategy),
                  Arrays.stream(shares).boxed().toList()),
              placement,
              partition);
      return plan.fits() && plan.strategy().uniform().isEmpty()
          ? plan.iterationSeconds()
          : Double.POSITIVE_INFINITY;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int m = 1; m <= left; m++) {
      shares[at] = m;
      least =
          Math.min(
              least, leastShares(model, strategy, placement, partition, shares, at + 1, left - m));
    }
    return least;
  }
}
