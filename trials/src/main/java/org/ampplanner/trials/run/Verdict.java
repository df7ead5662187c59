package org.ampplanner.trials.run;

import java.util.Optional;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;

/** Says what became of a run. */
public final class Verdict {
  private Verdict() {}

  /**
   * Returns the outcome of a run that was not stopped by the user.
   *
   * @param warmUp steps at the beginning that do not count
   * @param fewest steps that a step time needs
   */
  public static Outcome of(EngineRun.Ended ended, RunLog log, int warmUp, int fewest) {
    Optional<RunLog.Timing> timing = log.timing(warmUp);
    boolean timed = timing.isPresent() && timing.get().steps() >= fewest;
    return switch (ended.end()) {
      case EXITED -> {
        if (ended.exitCode() == 0 && timed) {
          yield new Outcome.Measured(timing.get().median());
        }
        yield Outcome.Failed.of(ended.exitCode() == 0 ? Failure.NO_STEP_TIME : cause(ended, log));
      }
      case TIMEOUT -> {
        if (timed) {
          yield new Outcome.Measured(timing.get().median());
        }
        double atLeast = ended.wallSeconds() / (log.steps() + 1);
        yield log.steps() > 0
            ? new Outcome.Failed(Failure.TIMEOUT, atLeast)
            : Outcome.Failed.of(Failure.HANG);
      }
      case SILENT -> Outcome.Failed.of(Failure.HANG);
      case STOPPED -> Outcome.Failed.of(Failure.UNKNOWN);
      case NOT_STARTED -> Outcome.Failed.of(Failure.NOT_STARTED);
    };
  }

  private static Failure cause(EngineRun.Ended ended, RunLog log) {
    if (log.shows(Failure.OUT_OF_MEMORY) || ended.exitCode() == 137) {
      return Failure.OUT_OF_MEMORY;
    }
    boolean silent = log.steps() == 0;
    if (silent
        && (log.shows(Failure.NOT_STARTED) || ended.exitCode() == 126 || ended.exitCode() == 127)) {
      return Failure.NOT_STARTED;
    }
    return log.shows(Failure.LOST_NODE) ? Failure.LOST_NODE : Failure.CRASH;
  }
}
