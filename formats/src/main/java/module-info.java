/** Every file that is read or written. */
@SuppressWarnings("requires-automatic") // Hipparchus names no modules
module org.ampplanner.formats {
  requires transitive org.ampplanner.core;
  requires static org.jspecify;
  requires de.siegmar.fastcsv;
  requires hipparchus.core;
  requires hipparchus.stat;
  requires java.xml;
  requires org.snakeyaml.engine;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;

  exports org.ampplanner.formats.calibration;
  exports org.ampplanner.formats.catalog;
  exports org.ampplanner.formats.cluster;
  exports org.ampplanner.formats.export;
  exports org.ampplanner.formats.huggingface;
  exports org.ampplanner.formats.imports.cluster;
  exports org.ampplanner.formats.imports.model;
  exports org.ampplanner.formats.imports.profile;
  exports org.ampplanner.formats.job;
  exports org.ampplanner.formats.model;
  exports org.ampplanner.formats.plan;
  exports org.ampplanner.formats.price;
  exports org.ampplanner.formats.profile;
  exports org.ampplanner.formats.software;
  exports org.ampplanner.formats.source;
  exports org.ampplanner.formats.strategy;
}
