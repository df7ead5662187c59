package org.ampplanner.trials.learning;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** Chooses which candidate to run next; deterministic. */
public interface TrialPolicy {

  /**
   * Returns the next candidate, or nothing if none is left.
   *
   * @param trials those that are over; their candidates are not chosen again
   * @param free whether a candidate may be chosen at all
   */
  OptionalInt next(List<Trial> trials, IntPredicate free);

  /** Returns the next candidate of all, or nothing if all were tried. */
  default OptionalInt next(List<Trial> trials) {
    return next(trials, candidate -> true);
  }
}
