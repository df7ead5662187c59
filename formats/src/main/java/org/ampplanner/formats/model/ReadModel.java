package org.ampplanner.formats.model;

import java.util.Map;
import org.ampplanner.formats.source.Location;
import org.ampplanner.model.ModelSpec;

/**
 * A model with the places that later problems may refer to.
 *
 * @param spec the model
 * @param at where it stands
 * @param timedDevices where a time for each device type is first stated
 */
public record ReadModel(ModelSpec spec, Location at, Map<String, Location> timedDevices) {
  /** Copies the map. */
  public ReadModel {
    timedDevices = Map.copyOf(timedDevices);
  }
}
