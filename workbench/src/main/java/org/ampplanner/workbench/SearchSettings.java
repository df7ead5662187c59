package org.ampplanner.workbench;

import java.util.OptionalLong;
import org.ampplanner.unit.Validation;

/**
 * How a search runs; none of these changes what a complete search finds.
 *
 * @param top how many plans to keep, best first, at least 1
 * @param seed seed of the planners that draw at random
 * @param threads threads to search with, at least 1
 * @param limitNanos the longest time in nanoseconds, or empty
 */
public record SearchSettings(int top, long seed, int threads, OptionalLong limitNanos) {

  /** Validates the components. */
  public SearchSettings {
    new Validation().positive("top", top).positive("threads", threads).throwIfInvalid();
  }

  /** Returns the usual: five plans, all processors, no limit. */
  public static SearchSettings usual() {
    return new SearchSettings(
        5, 0, Runtime.getRuntime().availableProcessors(), OptionalLong.empty());
  }

  /** Returns these settings with at least so many plans kept. */
  SearchSettings withAtLeast(int plans) {
    return new SearchSettings(Math.max(top, plans), seed, threads, limitNanos);
  }
}
