package org.ampplanner.partition;

import org.jspecify.annotations.Nullable;

/**
 * Solves a problem under a pair of caps, on stage time (T) and on synchronisation (G): the least
 * sum {@code h(T, G)} of stage times and cut costs. h must not rise when a cap does.
 */
interface CapEvaluator {

  /**
   * The values of a best solution under a pair of caps.
   *
   * @param sum stage times and cut costs
   * @param maxTime its slowest stage
   * @param maxSync its longest synchronisation
   */
  record Corner(long sum, long maxTime, long maxSync) {}

  /** Returns false only if nothing obeys the caps; much cheaper than {@link #solve}. */
  boolean mayFit(long timeCap, long syncCap);

  /** Returns a best solution under the caps; null if nothing obeys them. */
  @Nullable Corner solve(long timeCap, long syncCap);
}
