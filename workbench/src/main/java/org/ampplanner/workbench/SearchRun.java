package org.ampplanner.workbench;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ampplanner.cost.CostModel;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.job.Job;
import org.ampplanner.job.PlannerChoice;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchEvent;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.unit.InvalidValueException;

/** Runs searches under a clock, a time limit, and somebody who may interrupt them. */
public final class SearchRun {
  private final SearchSettings settings;
  private final LongSupplier nanos;
  private final BooleanSupplier interrupted;
  private final Supplier<SearchWatch> watches;

  /**
   * Makes a way to run searches.
   *
   * @param settings how they run
   * @param nanos the clock
   * @param interrupted whether to end with the best so far
   * @param watches makes what hears of one search
   */
  public SearchRun(
      SearchSettings settings,
      LongSupplier nanos,
      BooleanSupplier interrupted,
      Supplier<SearchWatch> watches) {
    this.settings = settings;
    this.nanos = nanos;
    this.interrupted = interrupted;
    this.watches = watches;
  }

  /** Returns the same with at least so many plans kept. */
  SearchRun withAtLeast(int plans) {
    return new SearchRun(settings.withAtLeast(plans), nanos, interrupted, watches);
  }

  /** Searches with a planner. */
  public Comparison search(Job job, CostModel costModel, PlannerChoice planner) {
    SearchRequest request = request(job, costModel);
    long start = nanos.getAsLong();
    try (SearchWatch watch = watches.get()) {
      SearchOutcome outcome = job.planner(planner).search(request, control(watch, start));
      return new Comparison(outcome, (nanos.getAsLong() - start) / 1e9);
    }
  }

  private SearchControl control(SearchWatch watch, long start) {
    long limit = settings.limitNanos().orElse(Long.MAX_VALUE);
    return new SearchControl() {
      @Override
      public boolean stopRequested() {
        return interrupted() || nanos.getAsLong() - start >= limit;
      }

      @Override
      public void on(SearchEvent event) {
        watch.on(event);
      }
    };
  }

  private SearchRequest request(Job job, CostModel costModel) {
    try {
      return new SearchRequest(
          costModel, job.constraints(), settings.top(), settings.seed(), settings.threads());
    } catch (InvalidValueException e) {
      throw new ProblemsException(
          e.violations().stream()
              .map(v -> new Problem("--" + v.field(), 0, v.message(), null))
              .toList());
    }
  }

  /** Returns whether somebody asked to stop. */
  public boolean interrupted() {
    return interrupted.getAsBoolean();
  }
}
