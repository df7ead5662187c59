package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.LayerSpec;

/** How the configs of one {@code model_type} are read. */
@FunctionalInterface
interface Family {

  /** Returns the layers; what contradicts itself is recorded in the config's problems. */
  List<LayerSpec> layers(Config config);
}
