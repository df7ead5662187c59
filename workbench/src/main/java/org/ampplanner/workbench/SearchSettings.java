package org.ampplanner.workbench;

import java.util.OptionalLong;

/**
 * How a search runs; none of these changes what a complete search finds.
 *
 * @param top how many plans to keep, best first
 * @param seed seed of the planners that draw at random
 * @param threads threads to search with
 * @param limitNanos the longest time in nanoseconds, or empty
 */
public record SearchSettings(int top, long seed, int threads, OptionalLong limitNanos) {

  /** Returns these settings with at least so many plans kept. */
  public SearchSettings withAtLeast(int plans) {
    return new SearchSettings(Math.max(top, plans), seed, threads, limitNanos);
  }
}
