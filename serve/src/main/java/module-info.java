/** The planner over HTTP: start at {@code Server}. */
module org.ampplanner.serve {
  requires transitive org.ampplanner.workbench;
  requires static org.jspecify;
  requires jdk.httpserver;
  requires tools.jackson.databind;

  exports org.ampplanner.serve;
}
