package org.ampplanner.workbench;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.Infeasible;
import org.ampplanner.explain.ClosestFit;
import org.ampplanner.explain.Explainer;
import org.ampplanner.explain.Misfit;
import org.ampplanner.job.Job;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.job.WayOut;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.unit.Figures;

/** Says why nothing is feasible, and the cheapest way out. */
public final class NothingFeasible {
  private NothingFeasible() {}

  /** Returns why a search found nothing, and on a last line what may help. */
  public static String message(Job job, SearchOutcome outcome) {
    if (!outcome.statistics().complete()) {
      boolean exact = outcome.planner().equals(PlannerChoice.EXACT.id());
      return "planner "
          + outcome.planner()
          + " found no plan before it was stopped"
          + (exact
              ? "\n  Maybe a longer `--time-limit`"
              : "\n  Maybe `--set search.planner=exact`");
    }
    String reasons =
        outcome.rejections().counts().entrySet().stream()
            .sorted(Map.Entry.<Infeasible.Kind, Integer>comparingByValue(Comparator.reverseOrder()))
            .map(e -> reason(outcome, e.getKey(), e.getValue()))
            .collect(Collectors.joining());
    boolean empty = reasons.isEmpty() && outcome.statistics().candidates() == 0;
    String head =
        empty
            ? "no degrees that `search` allows multiply to the cluster's "
                + Figures.count(job.cluster().devices(), "device")
                + " and divide global_batch_size ("
                + job.training().globalBatchSize()
                + ")"
            : "nothing is feasible: "
                + Figures.count(outcome.statistics().candidates(), "strategy")
                + " looked at"
                + (outcome.statistics().pruned() > 0
                    ? ", of " + outcome.statistics().pruned() + " no cuts fit in memory"
                    : "");
    return head + reasons + memory(job).orElseGet(() -> wayOut(job));
  }

  private static String wayOut(Job job) {
    return WayOut.of(job).map(way -> "\n  Maybe " + way.advice()).orElse("");
  }

  /** Where memory is what stands in the way: what comes closest, and what would fit. */
  private static Optional<String> memory(Job job) {
    CostModel costModel = job.bindCostModel();
    Optional<Plan> closest = ClosestFit.of(costModel, job.constraints());
    return closest.flatMap(plan ->
        new Explainer(costModel, job.engine().capabilities())
            .misfit(plan)
            .map(misfit -> closest(plan, misfit)));
  }

  private static String closest(Plan plan, Misfit misfit) {
    String near =
        "\n  closest to fitting: " + StrategyText.of(plan.strategy()) + "\n    " + misfit.text();
    return near
        + (misfit.ways().isEmpty()
            ? "\n  Maybe more devices, or larger ones: no change of the strategy alone fits"
            : "\n  Maybe "
                + misfit.ways().get(0).text()
                + " instead, predicted at "
                + Figures.seconds(misfit.ways().get(0).plan().iterationSeconds())
                + ": allow it under `search`");
  }

  private static String reason(SearchOutcome outcome, Infeasible.Kind kind, int count) {
    return "\n  " + count + " by " + kind.id() + ": " + outcome.rejections().examples().get(kind);
  }
}
