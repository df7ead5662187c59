package org.ampplanner.formats.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.TestHome;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.StepReplay;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.simulate.Bubble;
import org.ampplanner.simulate.CriticalPath;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.PathItem;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Recompute;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.junit.jupiter.api.Test;

/** The replay of a step against the prediction of the same plan. */
class StepReplayTest {

  private static Job job(String model, String cluster, String engine) {
    Map<String, String> options = new TreeMap<>();
    options.put("model", model);
    options.put("cluster", cluster);
    options.put("engine", engine);
    options.put("cost_model", "predictive");
    options.put("training.global_batch_size", "64");
    options.put("training.sequence_length", "1024");
    return new JobReader(TestHome.catalog())
        .read(JobRequest.of(null, options, List.of(), TestHome.HOME))
        .job();
  }

  private static List<Strategy> strategies(int devices) {
    List<Strategy> all = new ArrayList<>();
    for (Schedule schedule : Schedule.values()) {
      for (int pp = 1; pp <= 8; pp *= 2) {
        for (int tp = 1; tp * pp <= devices; tp *= 2) {
          int chunks = schedule == Schedule.INTERLEAVED && pp > 1 ? 2 : 1;
          Degrees d = new Degrees(tp, pp, devices / tp / pp, 1, 1, chunks);
          int zero = all.size() % 4;
          all.add(new Strategy(d, 1, schedule, Recompute.NONE, zero, all.size() % 2 == 0));
        }
      }
    }
    return all;
  }

  private static List<Plan> plans(CostModel costModel) {
    StrategyEvaluator evaluator = new StrategyEvaluator(costModel);
    List<Plan> plans = new ArrayList<>();
    for (Strategy s : strategies(16)) {
      if (costModel.objection(s).isEmpty()
          && evaluator.evaluate(s, java.util.Optional.empty(), java.util.Optional.empty())
              instanceof StrategyEvaluator.Priced priced) {
        plans.add(priced.plan());
      }
    }
    return plans;
  }

  @Test
  void theReplayTakesAsLongAsThePredictionWhateverTheScheduleAndEngine() {
    int replayed = 0;
    for (String cluster : List.of("aws-3xp3-1xg4dn", "2xdgx-h100")) {
      for (String engine : List.of("any", "megatron", "deepspeed", "torchtitan")) {
        CostModel costModel = job("gpt2-medium", cluster, engine).bindCostModel();
        for (Plan plan : plans(costModel)) {
          StepTimeline step = StepReplay.of(costModel, plan, LinkUse.SHARED_FREELY);
          String name = cluster + " " + engine + " " + plan.strategy();
          assertThat(step.note()).isEmpty();
          assertThat(step.seconds())
              .as(name)
              .isCloseTo(plan.iterationSeconds(), within(1e-9 * plan.iterationSeconds()));
          List<CriticalPath.Link> path = CriticalPath.of(step);
          assertThat(path.stream().mapToDouble(CriticalPath.Link::seconds).sum())
              .as(name)
              .isCloseTo(step.seconds(), within(1e-9 * step.seconds()));
          int members = 0;
          for (StepTimeline.Replica replica : step.replicas()) {
            members += replica.members().size();
            for (Bubble b : Bubble.of(replica.trace(), step.pipelineEnd())) {
              assertThat(b.busy() + b.idle())
                  .as(name)
                  .isCloseTo(step.pipelineEnd(), within(1e-9 * step.seconds()));
            }
          }
          assertThat(members).isEqualTo(plan.strategy().pipelines());
          replayed++;
        }
      }
    }
    assertThat(replayed).isGreaterThan(200);
  }

  @Test
  void anExplanationShowsThePathOfTheReplay() {
    int pipelines = 0;
    for (String engine : List.of("any", "megatron", "deepspeed", "torchtitan")) {
      CostModel costModel = job("gpt2-medium", "aws-3xp3-1xg4dn", engine).bindCostModel();
      for (Plan plan : plans(costModel)) {
        StepTimeline step = StepReplay.of(costModel, plan, LinkUse.SHARED_FREELY);
        List<PathItem> explained =
            costModel.at(plan.strategy(), plan.placement()).anatomy(plan.partition()).path();
        // what a receiver waits for is part of its passes in a replay
        boolean apart =
            step.replicas().get(0).trace().transfers().stream().anyMatch(t -> t.seconds() > 0);
        Map<String, Double> expected = byPlace(CriticalPath.items(CriticalPath.of(step)), apart);
        Map<String, Double> shown = byPlace(explained, apart);
        String name = engine + " " + plan.strategy();
        assertThat(shown.keySet()).as(name).isEqualTo(expected.keySet());
        shown.forEach((place, seconds) ->
            assertThat(seconds)
                .as(name + " " + place)
                .isCloseTo(expected.get(place), within(1e-9 * step.seconds())));
        pipelines += apart ? 1 : 0;
      }
    }
    assertThat(pipelines).isGreaterThan(50);
  }

  private static Map<String, Double> byPlace(List<PathItem> path, boolean apart) {
    Map<String, Double> all = new TreeMap<>();
    for (PathItem item : path) {
      boolean pipeline =
          switch (item.kind()) {
            case FORWARD, BACKWARD, WEIGHTS, TRANSFER -> true;
            case GRADIENT_SYNC, TIED_SYNC, OPTIMIZER, OTHER -> false;
          };
      String stage = item.ofStage() ? " " + item.stage() : "";
      all.merge(
          pipeline && !apart ? "passes" : item.kind().id() + stage, item.seconds(), Double::sum);
    }
    return all;
  }

  @Test
  void theFormulaOfAmpIsReplayedWithItsOwnStageTimesAndSaysSo() {
    Job job = TestHome.read(TestHome.HOME, "amp-het-cluster").job();
    CostModel costModel = job.bindCostModel();
    for (Plan plan : plans(costModel)) {
      StepTimeline step = StepReplay.of(costModel, plan, LinkUse.SHARED_FREELY);
      assertThat(step.note()).contains("is a formula");
      CostEstimate cost = plan.cost();
      double slowest =
          cost.stages().stream()
              .mapToDouble(CostEstimate.StageEstimate::computeSeconds)
              .max()
              .orElseThrow();
      assertThat(step.seconds()).isGreaterThanOrEqualTo(step.microBatches() * slowest * 0.999);
      assertThat(step.seconds())
          .isCloseTo(plan.iterationSeconds(), within(plan.iterationSeconds()));
    }
  }
}
