package org.ampplanner.search;

/** How a caller watches a search and stops it. Called from the searching threads. */
public interface SearchControl {

  /** A control that never stops and listens to nothing. */
  SearchControl NONE = () -> false;

  /** Returns whether the search should end with the best that it has. */
  boolean stopRequested();

  /** Receives what happens, on the thread that called {@link Planner#search}. */
  default void on(SearchEvent event) {}
}
