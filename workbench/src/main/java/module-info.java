/** What an application does with the planner, whoever asks for it: start at {@code Workbench}. */
module org.ampplanner.workbench {
  requires transitive org.ampplanner.core;
  requires transitive org.ampplanner.formats;
  requires transitive org.ampplanner.report;
  requires transitive org.ampplanner.trials;
  requires static org.jspecify;

  exports org.ampplanner.workbench;
  exports org.ampplanner.workbench.size;
  exports org.ampplanner.workbench.tune;
  exports org.ampplanner.workbench.trial;
}
