package org.ampplanner.workbench;

import org.ampplanner.search.SearchEvent;

/** Hears what happens in one search; closed when the search has ended. */
public interface SearchWatch extends AutoCloseable {
  /** One that does not listen. */
  SearchWatch NONE = event -> {};

  /** Hears of an event, on the thread that called the search. */
  void on(SearchEvent event);

  @Override
  default void close() {}

  /** Returns one that lets a first watch hear of everything before a second. */
  static SearchWatch both(SearchWatch first, SearchWatch second) {
    return new SearchWatch() {
      @Override
      public void on(SearchEvent event) {
        first.on(event);
        second.on(event);
      }

      @Override
      public void close() {
        try (first;
            second) {
          // both are closed, the second first
        }
      }
    };
  }
}
