package org.ampplanner.formats.imports.profile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.formats.profile.ProfileReader;
import org.ampplanner.formats.source.Location;
import org.ampplanner.profile.Measurement.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The times of all layers at one setting.
 *
 * @param at where they stand
 * @param device what the file calls the device, or null
 * @param precision id of the precision
 * @param tensorParallel degree
 * @param microBatchSize samples
 * @param forwardMs of a micro-batch, per layer
 * @param backwardMs of a micro-batch, per layer, or null if it was not measured
 * @param clock how they were taken
 */
record Timing(
    Location at,
    @Nullable String device,
    String precision,
    int tensorParallel,
    int microBatchSize,
    List<Double> forwardMs,
    @Nullable List<Double> backwardMs,
    Clock clock) {

  Timing {
    forwardMs = List.copyOf(forwardMs);
    backwardMs = backwardMs == null ? null : List.copyOf(backwardMs);
  }

  /** Returns it as a measurement of a profile file. */
  Map<String, Object> tree(String deviceId) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("device", deviceId);
    tree.put("precision", precision);
    tree.put("tensor_parallel", tensorParallel);
    tree.put("micro_batch_size", microBatchSize);
    if (clock != Clock.DEVICE) {
      tree.put("clock", ProfileReader.id(clock));
    }
    tree.put("forward_ms", forwardMs);
    if (backwardMs != null) {
      tree.put("backward_ms", backwardMs);
    }
    return tree;
  }
}
