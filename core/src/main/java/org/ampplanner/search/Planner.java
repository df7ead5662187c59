package org.ampplanner.search;

/** Finds good plans. Implementations hold no state between searches. */
public interface Planner {

  /** Returns the name in files. */
  String id();

  /**
   * Searches. The result depends on the request alone, not on the number of threads, unless the
   * search is stopped.
   */
  SearchOutcome search(SearchRequest request, SearchControl control);
}
