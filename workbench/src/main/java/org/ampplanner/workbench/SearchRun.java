package org.ampplanner.workbench;

import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ampplanner.cost.CostModel;
import org.ampplanner.job.Job;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchEvent;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;

/**
 * The circumstances of searches: how they run, by which clock, who may interrupt and who hears of
 * them.
 *
 * @param settings how they run
 * @param nanos the clock
 * @param stop whether to end with the best so far
 * @param watches makes what hears of one search
 * @param deadlineNanos when all its searches are to end, by the clock
 */
public record SearchRun(
    SearchSettings settings,
    LongSupplier nanos,
    BooleanSupplier stop,
    Supplier<SearchWatch> watches,
    long deadlineNanos) {

  /** Makes circumstances whose limit counts from now on, whatever is done before the search. */
  public SearchRun(
      SearchSettings settings,
      LongSupplier nanos,
      BooleanSupplier stop,
      Supplier<SearchWatch> watches) {
    this(settings, nanos, stop, watches, after(nanos.getAsLong(), settings.limitNanos()));
  }

  /**
   * The times of clocks are compared by their difference, so the longest limit is half the range.
   */
  private static long after(long now, OptionalLong limit) {
    return now + Math.min(limit.orElse(Long.MAX_VALUE), Long.MAX_VALUE / 2);
  }

  /** Returns the usual: to the end, heard by nobody, without a clock. */
  public static SearchRun usual() {
    return new SearchRun(SearchSettings.usual(), () -> 0, () -> false, () -> SearchWatch.NONE);
  }

  /** Returns the same with at least so many plans kept. */
  SearchRun withAtLeast(int plans) {
    return new SearchRun(settings.withAtLeast(plans), nanos, stop, watches, deadlineNanos);
  }

  /** Returns the same for the next of so many searches that share the time that is left. */
  SearchRun nextOf(int searches) {
    long now = nanos.getAsLong();
    long share = Math.max(0, deadlineNanos - now) / searches;
    return new SearchRun(settings, nanos, stop, watches, now + share);
  }

  /** Searches with a planner. */
  SearchResult search(Job job, CostModel costModel, PlannerChoice planner) {
    SearchRequest request =
        new SearchRequest(
            costModel, job.constraints(), settings.top(), settings.seed(), settings.threads());
    long start = nanos.getAsLong();
    try (SearchWatch watch = watches.get()) {
      SearchOutcome outcome = job.planner(planner).search(request, control(watch));
      return new SearchResult(outcome, (nanos.getAsLong() - start) / 1e9);
    }
  }

  private SearchControl control(SearchWatch watch) {
    return new SearchControl() {
      @Override
      public boolean stopRequested() {
        return interrupted() || nanos.getAsLong() - deadlineNanos >= 0;
      }

      @Override
      public void on(SearchEvent event) {
        watch.on(event);
      }
    };
  }

  /** Returns whether somebody asked to stop. */
  public boolean interrupted() {
    return stop.getAsBoolean();
  }
}
