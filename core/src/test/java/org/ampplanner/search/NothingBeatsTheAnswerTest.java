package org.ampplanner.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostModel;
import org.ampplanner.fixtures.RandomPredictive;
import org.ampplanner.plan.Plan;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.space.IntConstraint;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SearchConstraints.DegreeConstraints;
import org.ampplanner.strategy.Degrees;
import org.junit.jupiter.api.Test;

/**
 * No baseline on the same request, no narrower space and no smaller cluster ends with a faster
 * plan. {@code -Damp.jobs=2000} tries more jobs.
 */
class NothingBeatsTheAnswerTest {
  private static final long SEED = 1402;
  private static final int JOBS = Integer.getInteger("amp.jobs", 120);
  private static final double ROUNDING = 1 + 1e-9;
  private static final List<Planner> BASELINES =
      List.of(new MegatronPlanner(), new RandomPlanner(), new AnnealingPlanner());

  private int beaten;

  @Test
  void nothingBeatsTheAnswer() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < JOBS; i++) {
      RandomPredictive draw = new RandomPredictive(random);
      PredictiveCostModel model = draw.model(5, 6);
      SearchConstraints constraints = draw.constraints();
      String label = "seed " + SEED + " job " + i + " " + model.inputs().layout().cluster();
      double answer = seconds(new ExactPlanner(true), model, constraints, i);
      for (Planner baseline : BASELINES) {
        check(label + " " + baseline.id(), answer, seconds(baseline, model, constraints, i));
      }
      check(label, answer, narrower(model, constraints, random));
      check(label, answer, smaller(model, constraints, random));
    }
    assertThat(beaten).isGreaterThan(JOBS);
  }

  private void check(String label, double answer, double other) {
    assertThat(answer).as(label).isLessThanOrEqualTo(other * ROUNDING);
    beaten += Double.isFinite(other) ? 1 : 0;
  }

  /** The space of one strategy's degrees. */
  private static double narrower(
      PredictiveCostModel model, SearchConstraints constraints, SplittableRandom random) {
    SearchOutcome some = outcome(new RandomPlanner(3), model, constraints, random.nextLong());
    if (some.plans().isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    Plan plan = some.plans().get(0);
    Degrees d = plan.strategy().first().degrees();
    DegreeConstraints narrow =
        constraints
            .degrees()
            .with(
                IntConstraint.oneOf(d.tensorParallel()),
                IntConstraint.oneOf(d.pipelineParallel()),
                IntConstraint.oneOf(d.dataParallel()));
    return seconds(
        new ExactPlanner(),
        model,
        constraints.with(narrow, IntConstraint.oneOf(plan.strategy().first().microBatchSize())),
        0);
  }

  /** The cluster without a node of one line; nothing where it has but one node. */
  private static double smaller(
      PredictiveCostModel model, SearchConstraints constraints, SplittableRandom random) {
    List<NodeLine> lines = new ArrayList<>(model.inputs().layout().cluster().lines());
    int which = random.nextInt(lines.size());
    NodeLine line = lines.remove(which);
    if (line.count() > 1) {
      lines.add(
          which,
          new NodeLine(
              line.name(),
              line.count() - 1,
              line.device(),
              line.devices(),
              line.intra(),
              line.inter(),
              line.nics(),
              line.pricePerHour()));
    }
    if (lines.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    Cluster cluster = new Cluster("smaller", lines, List.of(), List.of());
    return seconds(new ExactPlanner(true), model.on(new ClusterLayout(cluster)), constraints, 0);
  }

  private static double seconds(
      Planner planner, CostModel model, SearchConstraints space, long seed) {
    SearchOutcome outcome = outcome(planner, model, space, seed);
    return outcome.plans().isEmpty()
        ? Double.POSITIVE_INFINITY
        : outcome.plans().get(0).iterationSeconds();
  }

  private static SearchOutcome outcome(
      Planner planner, CostModel model, SearchConstraints space, long seed) {
    return planner.search(new SearchRequest(model, space, 1, seed, 1), SearchControl.NONE);
  }
}
