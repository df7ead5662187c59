/** Plans to look at: summaries, traces, pages. */
module org.ampplanner.report {
  requires transitive org.ampplanner.core;
  requires transitive org.ampplanner.formats;
  requires static org.jspecify;

  exports org.ampplanner.report;
}
