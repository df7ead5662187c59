package org.ampplanner.arrange;

import java.util.function.BooleanSupplier;

/**
 * Something that a search may settle: choices that are fixed, with others left open, and a lower
 * bound on the step over all that is open. Settling is thread-safe and depends on nothing but the
 * limit.
 */
public interface Candidate {

  /** Returns the choices that are fixed. */
  Subject subject();

  /** Returns a bound on every plan of the candidate, in seconds; infinite if nothing fits. */
  double boundSeconds();

  /** Returns whether it is settled at less cost against a lower limit. */
  default boolean easierWithin() {
    return false;
  }

  /**
   * Finds the best plan.
   *
   * @param limitSeconds plans that take longer are of no interest
   * @param stop whether to end with what there is
   */
  Settled settle(double limitSeconds, BooleanSupplier stop);
}
