package org.ampplanner.formats.imports.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.source.Location;

/**
 * What a training recipe says besides the shape of its model.
 *
 * @param at where it stands
 * @param strategy how the model is laid out, by the columns of a strategies file
 * @param training what is trained: global_batch_size, sequence_length, precision, devices
 * @param software what decides how fast kernels and communication are, as it is written
 * @param model the id or path that it names its model by
 * @param unknown arguments that are none of these and not known to be harmless
 */
public record Recipe(
    Location at,
    Map<String, String> strategy,
    Map<String, String> training,
    Map<String, String> software,
    Optional<String> model,
    List<String> unknown) {
  /** Copies the collections. */
  public Recipe {
    strategy = Map.copyOf(strategy);
    training = Map.copyOf(training);
    software = Map.copyOf(software);
    unknown = List.copyOf(unknown);
  }
}
