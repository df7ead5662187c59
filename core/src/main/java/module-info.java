/**
 * The planner. Exported is what {@code org.ampplanner.workbench} hands out; other packages are for
 * our own modules, or for none.
 */
@SuppressWarnings("module") // modules that come after this one
module org.ampplanner.core {
  requires static transitive org.jspecify;

  exports org.ampplanner.cluster;
  exports org.ampplanner.cost;
  exports org.ampplanner.engine;
  exports org.ampplanner.explain;
  exports org.ampplanner.job;
  exports org.ampplanner.model;
  exports org.ampplanner.partition;
  exports org.ampplanner.placement;
  exports org.ampplanner.plan;
  exports org.ampplanner.profile;
  exports org.ampplanner.search;
  exports org.ampplanner.simulate;
  exports org.ampplanner.space;
  exports org.ampplanner.strategy;
  exports org.ampplanner.unit;
  exports org.ampplanner.amp to
      org.ampplanner.formats,
      org.ampplanner.report,
      org.ampplanner.trials;
  exports org.ampplanner.arrange to
      org.ampplanner.workbench;
  exports org.ampplanner.collective to
      org.ampplanner.formats,
      org.ampplanner.report,
      org.ampplanner.trials;
  exports org.ampplanner.operator to
      org.ampplanner.trials;
  exports org.ampplanner.predictive to
      org.ampplanner.formats,
      org.ampplanner.trials,
      org.ampplanner.report,
      org.ampplanner.workbench;
  exports org.ampplanner.schedule to
      org.ampplanner.report;
}
