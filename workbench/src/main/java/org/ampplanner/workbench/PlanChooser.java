package org.ampplanner.workbench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.explain.ClosestFit;
import org.ampplanner.formats.plan.PlanFile;
import org.ampplanner.formats.plan.StrategyCells;
import org.ampplanner.formats.source.ProblemsException;
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

/**
 * Finds the plans that a question is about: of a plan file, by a search, or by name. Remembers the
 * search that it made.
 */
public final class PlanChooser {
  private static final int MOST_PLANS = 10_000;

  private final OpenJob open;
  private final SearchRun run;
  private @Nullable SearchOutcome outcome;

  PlanChooser(OpenJob open, SearchRun run) {
    this.open = open;
    this.run = run;
    this.outcome = open.file().map(PlanFile::outcome).orElse(null);
  }

  /**
   * Returns the plan that a user names: by its rank, or by choices such as {@code tp=8,pp=4}.
   *
   * @param text a number, or choices
   * @param option what names it in messages
   * @throws ProblemsException if it is neither
   */
  public Choice plan(String text, String option) {
    return text.matches("[0-9]+") ? ranked(rank(text), option) : named(text, option);
  }

  private static int rank(String digits) {
    return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  /**
   * Returns the plan of a rank.
   *
   * @param rank from 1, the best
   * @param option what names it in messages
   * @throws ProblemsException if there are plans, but none of that rank
   */
  public Choice ranked(int rank, String option) {
    boolean stored = open.file().isPresent();
    SearchOutcome found = outcome;
    if (found == null || (!stored && found.plans().size() < rank)) {
      found = open.search(run.withAtLeast(Math.min(rank, MOST_PLANS))).outcome();
      outcome = found;
    }
    int plans = found.plans().size();
    if (plans == 0) {
      return new Choice.None(
          stored ? "the file holds no plan" : NothingFeasible.message(open.job(), found));
    }
    if (rank < 1 || rank > plans) {
      throw ProblemsException.of(
          option,
          "(" + rank + ") is no plan's rank: there are " + plans,
          "a number from 1 to " + plans);
    }
    return new Choice.Chosen(found.plans().get(rank - 1).pricedBy(open.costModel()));
  }

  /**
   * Returns the best plan of the strategies that have what is named; where none of them fits in
   * memory, the one that lacks least.
   *
   * @param text choices such as {@code tp=8,pp=4}
   * @param option what names them in messages
   * @throws ProblemsException if no strategy of the job has them
   */
  public Choice named(String text, String option) {
    StrategyChoices choices = StrategyChoices.read(text, option);
    Job job = open.job();
    Job kept = job.with(choices.keep(job.constraints()));
    SearchOutcome found = run.search(kept, open.costModel(), PlannerChoice.EXACT).outcome();
    Optional<Plan> best =
        found.plans().stream()
            .findFirst()
            .or(() -> ClosestFit.of(open.costModel(), kept.constraints()));
    if (best.isEmpty() && found.statistics().candidates() == 0) {
      throw ProblemsException.of(
          choices.option(),
          "no strategy of the job has these choices: degrees multiply to the cluster's "
              + job.cluster().devices()
              + " devices, data_parallel x micro_batch_size divides global_batch_size ("
              + job.training().globalBatchSize()
              + ")",
          null);
    }
    if (best.isEmpty()) {
      return new Choice.None(choices.option() + ": " + NothingFeasible.message(kept, found));
    }
    return choices.placed() ? placed(choices, best.get()) : new Choice.Chosen(best.get());
  }

  /** Prices named cuts and a named placement with what the best plan has besides. */
  private Choice placed(StrategyChoices choices, Plan best) {
    Map<StrategyColumn, String> cells = choices.with(StrategyCells.strategy(best.strategy()));
    StrategyRow.Content row =
        new StrategyReader(open.job())
            .read(
                cells.keySet().stream().map(StrategyColumn::id).toList(),
                List.copyOf(cells.values()));
    return switch (row) {
      case StrategyRow.Named named ->
          switch (open.evaluator()
              .evaluate(named.strategy(), named.placement(), named.partition())) {
            case StrategyEvaluator.Priced priced -> new Choice.Chosen(priced.plan());
            case StrategyEvaluator.Rejected rejected -> new Choice.None(rejected.reason().reason());
          };
      case StrategyRow.Invalid invalid ->
          throw ProblemsException.of(choices.option(), invalid.error(), null);
    };
  }
}
