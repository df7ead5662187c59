/** Real runs, what they teach, and how far predictions are off. */
@SuppressWarnings("requires-automatic") // Hipparchus names no modules
module org.ampplanner.trials {
  requires transitive org.ampplanner.core;
  requires transitive org.ampplanner.formats;
  requires hipparchus.core;
  requires hipparchus.optim;
  requires hipparchus.stat;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires static org.jspecify;
  requires tools.jackson.databind;

  exports org.ampplanner.trials.calibration;
  exports org.ampplanner.trials.history;
  exports org.ampplanner.trials.learning;
  exports org.ampplanner.trials.log;
  exports org.ampplanner.trials.run;
  exports org.ampplanner.trials.validation;
}
