package org.ampplanner.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.explain.ClosestFit;
import org.ampplanner.formats.job.JobReader;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.plan.StrategyCells;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.PlanReader;
import org.ampplanner.formats.strategy.ReadPlan;
import org.ampplanner.formats.strategy.StrategyChoices;
import org.ampplanner.formats.strategy.StrategyReader;
import org.ampplanner.formats.strategy.StrategyRow;
import org.ampplanner.job.Job;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.StrategyEvaluator;
import org.jspecify.annotations.Nullable;

/** Finds the plans that a command is about: of a plan file, by a search, or by name. */
final class PlanChooser {
  private final Host host;
  private final SearchOptions search;
  private final OutputOptions outputOptions;
  private final JobRequest request;
  private final Job job;
  private final CostModel costModel;
  private final List<ReadPlan.Ranked> stored;
  private @Nullable SearchOutcome outcome;
  private String nothing = "nothing is feasible";

  private PlanChooser(
      Host host,
      SearchOptions search,
      OutputOptions outputOptions,
      JobRequest request,
      Job job,
      List<ReadPlan.Ranked> stored) {
    this.host = host;
    this.search = search;
    this.outputOptions = outputOptions;
    this.request = request;
    this.job = job;
    this.costModel = Inputs.costModel(job);
    this.stored = stored;
  }

  /** Reads the job, or the plan, that the options name. */
  static PlanChooser open(
      Host host,
      JobOptions options,
      SearchOptions search,
      OutputOptions outputOptions,
      Output output) {
    JobRequest request = Inputs.request(host, options);
    Optional<SourceFile> plan = Inputs.planFile(host, options);
    if (plan.isEmpty()) {
      Job job = Inputs.job(host, options, output);
      return new PlanChooser(host, search, outputOptions, request, job, List.of());
    }
    ReadPlan read =
        new PlanReader(Inputs.catalog(host))
            .read(plan.get(), host.workingDirectory(), request.settings());
    read.job().warnings().forEach(output::warning);
    read.warnings().forEach(output::warning);
    return new PlanChooser(
        host, search, outputOptions, read.request(), read.job().job(), read.plans());
  }

  Job job() {
    return job;
  }

  CostModel costModel() {
    return costModel;
  }

  /** Returns why there is no plan, after one was asked for in vain. */
  String nothing() {
    return nothing;
  }

  /** Returns the plan of a rank, priced. */
  Optional<Plan> ranked(int rank, String option) {
    if (!stored.isEmpty()) {
      return Optional.of(
          stored.stream()
              .filter(p -> p.rank() == rank)
              .findFirst()
              .map(p -> priced(p.strategy(), p))
              .orElseThrow(() -> noRank(rank, option, stored.size())));
    }
    SearchOutcome found = outcome;
    if (found == null || found.plans().size() < rank) {
      search.top = Math.max(search.top, Math.min(rank, 10_000));
      found =
          new SearchRun(host, search, outputOptions)
              .search(job, costModel, job.planner())
              .outcome();
      outcome = found;
    }
    if (found.plans().isEmpty()) {
      nothing = NothingFeasible.message(job, found);
      return Optional.empty();
    }
    if (rank < 1 || rank > found.plans().size()) {
      throw noRank(rank, option, found.plans().size());
    }
    return Optional.of(found.plans().get(rank - 1));
  }

  private Plan priced(org.ampplanner.strategy.Strategy strategy, ReadPlan.Ranked plan) {
    return new Plan(
        strategy,
        plan.placement(),
        plan.partition(),
        costModel.estimate(costModel.stageCosts(strategy, plan.placement()), plan.partition()));
  }

  private static ProblemsException noRank(int rank, String option, int plans) {
    return new ProblemsException(
        List.of(
            new Problem(
                option,
                0,
                "(" + rank + ") is no plan's rank: there are " + plans,
                "a number from 1 to " + plans)));
  }

  /**
   * Returns the best plan of the strategies that have what is named; where none of them fits in
   * memory, the one that lacks least.
   */
  Optional<Plan> named(String text, String option) {
    StrategyChoices choices = StrategyChoices.read(text, option);
    List<JobRequest.Setting> settings = new java.util.ArrayList<>(request.settings());
    settings.addAll(choices.settings());
    Job kept =
        new JobReader(Inputs.catalog(host))
            .read(new JobRequest(request.job(), settings, request.workingDirectory()))
            .job();
    Optional<Plan> best = best(kept);
    return best.isPresent() && choices.placed() ? placed(kept, choices, best.get()) : best;
  }

  private Optional<Plan> best(Job kept) {
    SearchOutcome found =
        new SearchRun(host, search, outputOptions)
            .search(kept, costModel, PlannerChoice.EXACT)
            .outcome();
    if (!found.plans().isEmpty()) {
      return Optional.of(found.plans().get(0));
    }
    Optional<Plan> closest = ClosestFit.of(costModel, kept.constraints());
    nothing = closest.isEmpty() ? NothingFeasible.message(kept, found) : nothing;
    return closest;
  }

  /** Prices named cuts and a named placement with what the best plan has besides. */
  private Optional<Plan> placed(Job kept, StrategyChoices choices, Plan best) {
    Map<org.ampplanner.formats.strategy.StrategyColumn, String> cells =
        choices.with(StrategyCells.strategy(best.strategy()));
    return switch (StrategyReader.named(kept, cells)) {
      case StrategyRow.Named named ->
          switch (new StrategyEvaluator(costModel, kept.engine().capabilities())
              .evaluate(named.strategy(), named.placement(), named.partition())) {
            case StrategyEvaluator.Priced priced -> Optional.of(priced.plan());
            case StrategyEvaluator.Rejected rejected -> {
              nothing = rejected.reason().reason();
              yield Optional.empty();
            }
          };
      case StrategyRow.Invalid invalid ->
          throw new ProblemsException(
              List.of(new Problem(choices.option(), 0, invalid.error(), null)));
    };
  }
}
