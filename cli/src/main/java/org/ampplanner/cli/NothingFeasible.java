package org.ampplanner.cli;

import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import org.ampplanner.cli.terminal.Format;
import org.ampplanner.cost.Infeasible;
import org.ampplanner.job.Job;
import org.ampplanner.job.WayOut;
import org.ampplanner.search.SearchOutcome;

/** Says why nothing is feasible, and the cheapest way out. */
final class NothingFeasible {
  private NothingFeasible() {}

  static String message(Job job, SearchOutcome outcome) {
    if (!outcome.statistics().complete()) {
      return "planner "
          + outcome.planner()
          + " found no plan: it was stopped, or the job is too large for it"
          + "\n  Maybe `--set search.planner=exact`";
    }
    String reasons =
        outcome.rejections().counts().entrySet().stream()
            .sorted(Map.Entry.<Infeasible.Kind, Integer>comparingByValue(Comparator.reverseOrder()))
            .map(e -> reason(outcome, e.getKey(), e.getValue()))
            .collect(Collectors.joining());
    String head =
        reasons.isEmpty()
            ? "no degrees that `search` allows multiply to the cluster's "
                + Format.count(job.cluster().devices(), "device")
                + " and divide global_batch_size ("
                + job.training().globalBatchSize()
                + ")"
            : "nothing is feasible: "
                + Format.count(outcome.statistics().candidates(), "strategy")
                + " looked at";
    String maybe = WayOut.of(job).map(way -> "\n  Maybe " + way.advice()).orElse("");
    return head + reasons + maybe;
  }

  private static String reason(SearchOutcome outcome, Infeasible.Kind kind, int count) {
    return "\n  " + count + " by " + kind.id() + ": " + outcome.rejections().examples().get(kind);
  }
}
