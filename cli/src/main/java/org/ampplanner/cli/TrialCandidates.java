package org.ampplanner.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.plan.PlanReader;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.job.Job;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.StrategyEvaluator;
import org.ampplanner.space.Rejections;
import org.ampplanner.trials.learning.Candidates;

/** Finds what real trials choose from: the plans of a file, of a search, or the user's own. */
final class TrialCandidates {
  private final Host host;
  private final JobOptions jobOptions;
  private final TrialOptions options;
  private final OutputOptions outputOptions;

  TrialCandidates(
      Host host, JobOptions jobOptions, TrialOptions options, OutputOptions outputOptions) {
    this.host = host;
    this.jobOptions = jobOptions;
    this.options = options;
    this.outputOptions = outputOptions;
  }

  /**
   * The candidates.
   *
   * @param job what they are for
   * @param outcome the plans
   * @param rows where they stand in the user's file, or none
   */
  record Found(Job job, SearchOutcome outcome, List<Integer> rows) {}

  Found find(Output output) {
    Optional<SourceFile> planFile = Inputs.planFile(host, jobOptions);
    Path strategies = options.strategies;
    if (planFile.isPresent()) {
      PlanFile plan = new PlanReader(Inputs.catalog(host)).read(planFile.get());
      return strategies == null
          ? new Found(plan.job(), plan.outcome(), List.of())
          : named(plan.job(), strategies, output);
    }
    Job job = Inputs.job(host, jobOptions, output);
    return strategies == null ? searched(job) : named(job, strategies, output);
  }

  private Found searched(Job job) {
    SearchOptions search = new SearchOptions();
    search.top = options.candidates;
    SearchOutcome outcome =
        new SearchRun(host, search, outputOptions)
            .search(job, Inputs.costModel(job), job.planner())
            .outcome();
    return new Found(job, outcome, List.of());
  }

  private Found named(Job job, Path shown, Output output) {
    CostModel costModel = Inputs.costModel(job);
    SourceFile file = new SourceFile(host.workingDirectory().resolve(shown), shown.toString());
    Candidates named =
        Candidates.read(job, new StrategyEvaluator(costModel, job.engine().capabilities()), file);
    named.warnings().forEach(output::warning);
    if (named.candidates().isEmpty()) {
      throw new ProblemsException(
          List.of(new Problem(shown.toString(), 0, "names no strategy that could be run", null)));
    }
    return new Found(job, outcome(named), named.rows());
  }

  /** Nobody searched: nothing is known of other strategies. */
  private static SearchOutcome outcome(Candidates named) {
    int n = named.candidates().size();
    return new SearchOutcome(
        "named",
        named.plans(),
        new SearchOutcome.Statistics(n, n, 0, 0, true),
        new SearchOutcome.Optimality(0, Double.POSITIVE_INFINITY, false),
        new Rejections(Map.of(), Map.of()));
  }
}
