package org.ampplanner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.explain.ClosestFit;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.plan.PlanReader;
import org.ampplanner.formats.plan.StrategyCells;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.strategy.StrategyChoices;
import org.ampplanner.formats.strategy.StrategyColumn;
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
  private static final int MOST_PLANS = 10_000;

  private final Host host;
  private final SearchOptions search;
  private final OutputOptions outputOptions;
  private final Job job;
  private final CostModel costModel;
  private final boolean stored;
  private @Nullable SearchOutcome outcome;
  private String nothing = "nothing is feasible";

  private PlanChooser(
      Host host,
      SearchOptions search,
      OutputOptions outputOptions,
      Job job,
      @Nullable SearchOutcome stored) {
    this.host = host;
    this.search = search;
    this.outputOptions = outputOptions;
    this.job = job;
    this.costModel = Inputs.costModel(job);
    this.stored = stored != null;
    this.outcome = stored;
  }

  /** Reads the job, or the plan, that the options name. */
  static PlanChooser open(
      Host host,
      JobOptions options,
      SearchOptions search,
      OutputOptions outputOptions,
      Output output) {
    Optional<SourceFile> file = Inputs.planFile(host, options);
    if (file.isEmpty()) {
      Job job = Inputs.job(host, options, output);
      return new PlanChooser(host, search, outputOptions, job, null);
    }
    List<String> over = new ArrayList<>(options.named().keySet());
    over.addAll(options.set);
    if (!over.isEmpty()) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  file.get().shown(),
                  0,
                  "is a plan; options do not change its job: " + String.join(", ", over),
                  "`amp plan` with these options")));
    }
    PlanFile plan = new PlanReader(Inputs.catalog(host)).read(file.get());
    return new PlanChooser(host, search, outputOptions, plan.job(), plan.outcome());
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
    SearchOutcome found = outcome;
    if (found == null || (!stored && found.plans().size() < rank)) {
      search.top = Math.max(search.top, Math.min(rank, MOST_PLANS));
      found = search(job, job.planner());
      outcome = found;
    }
    int plans = found.plans().size();
    if (plans == 0) {
      nothing = stored ? "the file holds no plan" : NothingFeasible.message(job, found);
      return Optional.empty();
    }
    if (rank < 1 || rank > plans) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  option,
                  0,
                  "(" + rank + ") is no plan's rank: there are " + plans,
                  "a number from 1 to " + plans)));
    }
    return Optional.of(priced(found.plans().get(rank - 1)));
  }

  private SearchOutcome search(Job of, PlannerChoice planner) {
    return new SearchRun(host, search, outputOptions).search(of, costModel, planner).outcome();
  }

  private Plan priced(Plan plan) {
    return new Plan(
        plan.strategy(),
        plan.placement(),
        plan.partition(),
        costModel.estimate(
            costModel.stageCosts(plan.strategy(), plan.placement()), plan.partition()));
  }

  /**
   * Returns the best plan of the strategies that have what is named; where none of them fits in
   * memory, the one that lacks least.
   */
  Optional<Plan> named(String text, String option) {
    StrategyChoices choices = StrategyChoices.read(text, option);
    Job kept = job.with(choices.keep(job.constraints()));
    SearchOutcome found = search(kept, PlannerChoice.EXACT);
    Optional<Plan> best =
        found.plans().stream().findFirst().or(() -> ClosestFit.of(costModel, kept.constraints()));
    if (best.isEmpty() && found.statistics().candidates() == 0) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  choices.option(),
                  0,
                  "no strategy of the job has these choices: degrees multiply to the cluster's "
                      + job.cluster().devices()
                      + " devices, data_parallel x micro_batch_size divides global_batch_size ("
                      + job.training().globalBatchSize()
                      + ")",
                  null)));
    }
    if (best.isEmpty()) {
      nothing = choices.option() + ": " + NothingFeasible.message(kept, found);
    }
    return best.isPresent() && choices.placed() ? placed(choices, best.get()) : best;
  }

  /** Prices named cuts and a named placement with what the best plan has besides. */
  private Optional<Plan> placed(StrategyChoices choices, Plan best) {
    Map<StrategyColumn, String> cells = choices.with(StrategyCells.strategy(best.strategy()));
    StrategyRow.Content row =
        new StrategyReader(job)
            .read(
                cells.keySet().stream().map(StrategyColumn::id).toList(),
                List.copyOf(cells.values()));
    return switch (row) {
      case StrategyRow.Named named ->
          switch (new StrategyEvaluator(costModel, job.engine().capabilities())
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
