package org.ampplanner.workbench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.explain.ClosestFit;
import org.ampplanner.formats.job.JobRequest;
import org.ampplanner.formats.plan.PlanFile;
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

/** Finds the plans that a question is about: of a plan file, by a search, or by name. */
public final class PlanChooser {
  private static final int MOST_PLANS = 10_000;

  private final Job job;
  private final CostModel costModel;
  private final SearchRun run;
  private final boolean stored;
  private @Nullable SearchOutcome outcome;
  private String nothing = "nothing is feasible";

  private PlanChooser(Job job, SearchRun run, @Nullable SearchOutcome stored) {
    this.job = job;
    this.costModel = Workbench.costModel(job);
    this.run = run;
    this.stored = stored != null;
    this.outcome = stored;
  }

  /** Chooses from what a search of a job finds. */
  public static PlanChooser of(Job job, SearchRun run) {
    return new PlanChooser(job, run, null);
  }

  /**
   * Reads a plan file, and chooses from its plans.
   *
   * @param request what named the file; nothing else may be asked for
   */
  public static PlanChooser of(
      Workbench workbench, SourceFile file, JobRequest request, SearchRun run) {
    List<String> over = request.settings().stream().map(PlanChooser::asWritten).toList();
    if (!over.isEmpty()) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  file.shown(),
                  0,
                  "is a plan; options do not change its job: " + String.join(", ", over),
                  "`amp plan` with these options")));
    }
    PlanFile plan = workbench.plan(file);
    return new PlanChooser(plan.job(), run, plan.outcome());
  }

  private static String asWritten(JobRequest.Setting setting) {
    return setting.yaml() ? setting.shown().replaceFirst("^--set ", "") : setting.key();
  }

  /** Returns the job that the plans are for. */
  public Job job() {
    return job;
  }

  /** Returns what predicts. */
  public CostModel costModel() {
    return costModel;
  }

  /** Returns why there is no plan, after one was asked for in vain. */
  public String nothing() {
    return nothing;
  }

  /** Returns the plan of a rank, priced; an option names the rank in messages. */
  public Optional<Plan> ranked(int rank, String option) {
    SearchOutcome found = outcome;
    if (found == null || (!stored && found.plans().size() < rank)) {
      found =
          run.withAtLeast(Math.min(rank, MOST_PLANS))
              .search(job, costModel, job.planner())
              .outcome();
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
    return Optional.of(found.plans().get(rank - 1).pricedBy(costModel));
  }

  /**
   * Returns the best plan of the strategies that have what is named; where none of them fits in
   * memory, the one that lacks least.
   */
  public Optional<Plan> named(String text, String option) {
    StrategyChoices choices = StrategyChoices.read(text, option);
    Job kept = job.with(choices.keep(job.constraints()));
    SearchOutcome found = run.search(kept, costModel, PlannerChoice.EXACT).outcome();
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
