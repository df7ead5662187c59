package org.ampplanner.formats.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.TestHome;
import org.ampplanner.job.Job;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.StepReplay;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.simulate.LinkUse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * AMP's mixed cluster as users plan it: AMP's own plan, made of mean times as published, against
 * the exact planner's, both priced and replayed with the layer times of the devices that run them.
 */
class OwnTimesTest {

  @ParameterizedTest
  @CsvSource({
    " 4, 1.287, 0.959, 1.196, 0.945",
    " 8, 1.163, 1.038, 1.127, 1.054",
    "16, 1.401, 1.041, 1.399, 1.080"
  })
  void theExactPlanBeatsThatOfAmp(
      int pp, double amp, double exact, double ampRun, double exactRun) {
    assertPlan(pp, "amp", amp, ampRun);
    assertThat(assertPlan(pp, "exact", exact, exactRun).optimality().proven()).isTrue();
  }

  private static SearchOutcome assertPlan(int pp, String planner, double formula, double replayed) {
    Job job =
        TestHome.read(
                TestHome.HOME,
                "amp-het-cluster",
                "cost_model=amp_own_times",
                "search.planner=" + planner,
                "search.tensor_parallel=1",
                "search.pipeline_parallel=" + pp,
                "search.micro_batch_size=1")
            .job();
    CostModel costModel = job.bindCostModel();
    SearchOutcome outcome =
        job.planner(job.planner())
            .search(new SearchRequest(costModel, job.constraints(), 1, 0, 2), SearchControl.NONE);
    Plan plan = outcome.plans().get(0);
    assertThat(plan.strategy().stages().size()).isEqualTo(pp);
    assertThat(plan.iterationSeconds()).isCloseTo(formula, within(6e-4));
    assertThat(StepReplay.of(costModel, plan, LinkUse.SHARED_FREELY).seconds())
        .isCloseTo(replayed, within(6e-4));
    return outcome;
  }
}
