package org.ampplanner.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.plan.SearchLogFile;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.Job;
import org.ampplanner.model.Model;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.space.Rejections;
import org.ampplanner.strategy.Schedule;
import org.jspecify.annotations.Nullable;

/** Inputs of reports for tests. */
final class Pages {
  /** A name that would end the page, or run, if it were not escaped. */
  static final String EVIL =
      "</script><img src=x onerror=\"window.evil=1\"><script>window.evil=2//'";

  private Pages() {}

  /** A mixed cluster, two schedules, a search record and trials. */
  static ReportInput mixed() {
    Job job = Jobs.job("gpt2-medium", "aws-3xp3-1xg4dn", "any", 32);
    CostModel costModel = job.bindCostModel();
    List<Plan> plans =
        List.of(
            Jobs.plan(costModel, Schedule.ONE_FORWARD_ONE_BACKWARD, 1, 4, 4, 1),
            Jobs.plan(costModel, Schedule.INTERLEAVED, 1, 4, 4, 2),
            Jobs.plan(costModel, Schedule.ZERO_BUBBLE, 2, 4, 2, 1));
    SearchLogFile log =
        new SearchLogFile(
            List.of(
                entry(0.1, "costed", 0.5, 1.4, plans.get(1)),
                entry(0.2, "improved", null, 1.4, plans.get(1)),
                entry(0.3, "costed", 0.6, 1.2, plans.get(0)),
                entry(0.4, "improved", null, 1.2, plans.get(0))),
            false);
    List<ReportInput.Trial> trials =
        List.of(new ReportInput.Trial("a", 1.1, 1.2), new ReportInput.Trial("b", 2.1, 1.9));
    return input(job, costModel, plans, log, trials);
  }

  /** The same cluster, whose model is named to break the page. */
  static ReportInput evil() {
    Job plain = Jobs.job("gpt2-medium", "aws-3xp3-1xg4dn", "any", 32);
    Job job =
        new Job(
            new Model(EVIL, plain.model().layers()),
            plain.cluster(),
            plain.training(),
            plain.profile(),
            plain.engine(),
            plain.costModel(),
            plain.planner(),
            plain.constraints());
    CostModel costModel = job.bindCostModel();
    List<Plan> plans = List.of(Jobs.plan(costModel, Schedule.ONE_FORWARD_ONE_BACKWARD, 2, 1, 8, 1));
    return input(job, costModel, plans, null, List.of());
  }

  /** 16,384 devices, five plans. */
  static ReportInput large() {
    Job job = Jobs.job("llama3-405b", "2048xdgx-h100", "any", 2048);
    CostModel costModel = job.bindCostModel();
    List<Plan> plans =
        List.of(
            Jobs.plan(costModel, Schedule.ONE_FORWARD_ONE_BACKWARD, 8, 16, 128, 1),
            Jobs.plan(costModel, Schedule.ONE_FORWARD_ONE_BACKWARD, 8, 8, 256, 1),
            Jobs.plan(costModel, Schedule.INTERLEAVED, 8, 8, 256, 4),
            Jobs.plan(costModel, Schedule.ONE_FORWARD_ONE_BACKWARD, 8, 32, 64, 1),
            Jobs.plan(costModel, Schedule.ZERO_BUBBLE, 8, 64, 32, 1));
    return input(job, costModel, plans, null, List.of());
  }

  private static SearchLogFile.Entry entry(
      double at, String event, @Nullable Double bound, double step, Plan plan) {
    return new SearchLogFile.Entry(at, event, bound, step, plan.uniform().orElseThrow());
  }

  private static ReportInput input(
      Job job,
      CostModel costModel,
      List<Plan> plans,
      @Nullable SearchLogFile log,
      List<ReportInput.Trial> trials) {
    SearchOutcome outcome =
        new SearchOutcome(
            "exact",
            plans,
            new SearchOutcome.Statistics(100, 20, 70, 10, true),
            new SearchOutcome.Optimality(0.9 * plans.get(0).iterationSeconds(), 0.11, false),
            new Rejections(Map.of(org.ampplanner.cost.Infeasible.Kind.MEMORY, 10), Map.of()));
    SourceFile file = new SourceFile(Path.of("plan.json"), "plan.json");
    return new ReportInput(
        new PlanFile(file, job, outcome, 0.5, 0), costModel, Map.of(), log, trials, "test");
  }
}
