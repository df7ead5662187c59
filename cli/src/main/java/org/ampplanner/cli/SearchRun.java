package org.ampplanner.cli;

import java.util.Optional;
import org.ampplanner.cli.terminal.SearchProgress;
import org.ampplanner.cli.terminal.Terminal;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.Job;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.nonuniform.NonUniformOutcome;
import org.ampplanner.nonuniform.NonUniformPlanner;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchEvent;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.unit.InvalidValueException;
import org.jspecify.annotations.Nullable;

/** Runs searches under the clock, the time limit and Ctrl-C. */
final class SearchRun {
  private final Host host;
  private final SearchOptions search;
  private final OutputOptions output;

  SearchRun(Host host, SearchOptions search, OutputOptions output) {
    this.host = host;
    this.search = search;
    this.output = output;
  }

  Comparison search(Job job, CostModel costModel, PlannerChoice planner) {
    SearchRequest request = request(job, costModel);
    Terminal terminal = host.terminal(output.noColor);
    boolean show = terminal.errTerminal() && !output.quiet;
    long start = host.nanos().getAsLong();
    long limit = search.timeLimit == null ? Long.MAX_VALUE : search.timeLimit.nanos();
    try (SearchLog log = log();
        SearchProgress progress =
            new SearchProgress(
                show ? host.err() : null,
                terminal,
                () -> interrupted() || host.nanos().getAsLong() - start >= limit)) {
      SearchOutcome outcome = job.planner(planner).search(request, watched(progress, log));
      return new Comparison(outcome, (host.nanos().getAsLong() - start) / 1e9);
    }
  }

  /**
   * Looks for plans that no uniform strategy describes in the time that is left of the limit, or
   * where the user asks for them; empty where neither is so.
   */
  Optional<NonUniformOutcome> nonUniform(
      Job job, CostModel costModel, Comparison found, boolean asked) {
    NonUniformPlanner planner = new NonUniformPlanner(costModel, job.constraints());
    TimeLimit limit = search.timeLimit;
    boolean left =
        limit != null
            && found.outcome().statistics().complete()
            && found.wallSeconds() * 1e9 < limit.nanos();
    if (interrupted() || !(asked || left)) {
      return planner.excluded().map(NonUniformOutcome.Excluded::new);
    }
    long end =
        limit == null
            ? Long.MAX_VALUE
            : host.nanos().getAsLong() + limit.nanos() - (long) (found.wallSeconds() * 1e9);
    return Optional.of(
        planner.search(
            found.seconds(),
            () -> interrupted() || (limit != null && host.nanos().getAsLong() - end >= 0)));
  }

  private @Nullable SearchLog log() {
    return search.log == null
        ? null
        : SearchLog.open(host.workingDirectory().resolve(search.log), search.log, host.nanos());
  }

  private static SearchControl watched(SearchProgress progress, @Nullable SearchLog log) {
    if (log == null) {
      return progress;
    }
    return new SearchControl() {
      @Override
      public boolean stopRequested() {
        return progress.stopRequested();
      }

      @Override
      public void on(SearchEvent event) {
        log.on(event);
        progress.on(event);
      }
    };
  }

  private SearchRequest request(Job job, CostModel costModel) {
    try {
      return new SearchRequest(
          costModel, job.constraints(), search.top, search.seed, search.threads());
    } catch (InvalidValueException e) {
      throw new ProblemsException(
          e.violations().stream()
              .map(v -> new Problem("--" + v.field(), 0, v.message(), null))
              .toList());
    }
  }

  boolean interrupted() {
    return host.interrupts().requested();
  }
}
