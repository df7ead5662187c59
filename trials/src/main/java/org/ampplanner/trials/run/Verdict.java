package org.ampplanner.trials.run;

import java.util.Optional;
import org.ampplanner.trials.learning.Failure;
import org.ampplanner.trials.learning.Outcome;

/** Says what became of a run. */
public final class Verdict {
  /** What shells make of the end by signal 9. */
  private static final int KILLED = 128 + 9;

  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

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
        yield Outcome.Failed.of(cause(ended, log));
      }
      case TIMEOUT -> {
        if (timed) {
          yield new Outcome.Measured(timing.get().median());
        }
        double atLeast = ended.wallSeconds() / (log.steps() + 1);
        yield log.steps() > 0
            ? new Outcome.Failed(Failure.TIMEOUT, atLeast)
            : Outcome.Failed.of(stuck(log));
      }
      case SILENT -> Outcome.Failed.of(stuck(log));
      case STOPPED -> Outcome.Failed.of(Failure.UNKNOWN);
      case NOT_STARTED -> Outcome.Failed.of(Failure.NOT_STARTED);
    };
  }

  /** A run that stands still because of what befell one rank failed for that. */
  private static Failure stuck(RunLog log) {
    return log.sign().filter(Sign::cause).map(Sign::failure).orElse(Failure.HANG);
  }

  private static Failure cause(EngineRun.Ended ended, RunLog log) {
    Optional<Sign> sign = log.sign();
    if (sign.isPresent() && sign.get().cause()) {
      return sign.get().failure();
    }
    return switch (ended.exitCode()) {
      case 0 -> Failure.NO_STEP_TIME;
      case KILLED -> Failure.HOST;
      case NOT_EXECUTABLE, NOT_FOUND -> log.steps() == 0 ? Failure.NOT_STARTED : Failure.CRASH;
      default -> sign.map(Sign::failure).orElse(Failure.CRASH);
    };
  }
}
