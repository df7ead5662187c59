package org.ampplanner.formats.plan;

import java.util.List;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a search, as {@code amp plan --search-log} wrote it.
 *
 * @param entries in order
 * @param cutShort whether the last line is not whole: the search was killed
 */
public record SearchLogFile(List<Entry> entries, boolean cutShort) {

  /**
   * One event.
   *
   * @param seconds since the search began
   * @param event its name in files
   * @param boundSeconds the lower bound that it speaks of, or null
   * @param iterationSeconds the step time that it speaks of, or null
   * @param strategy what it is about, or null
   */
  public record Entry(
      double seconds,
      String event,
      @Nullable Double boundSeconds,
      @Nullable Double iterationSeconds,
      @Nullable Strategy strategy) {}

  /** Copies the list. */
  public SearchLogFile {
    entries = List.copyOf(entries);
  }
}
