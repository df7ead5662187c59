package org.ampplanner.cost;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The peak memory of the fullest device of a stage.
 *
 * @param bytes by category
 * @param limitBytes what the device has
 * @param inFlight micro-batches whose activations are held at once
 */
public record StageMemory(Map<MemoryCategory, Double> bytes, double limitBytes, double inFlight) {

  /** Copies the map. */
  public StageMemory {
    bytes = Collections.unmodifiableMap(new EnumMap<>(bytes));
  }

  /** Returns the sum over all categories. */
  public double total() {
    return bytes.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Returns whether it fits. */
  public boolean fits() {
    return total() <= limitBytes;
  }

  /** Returns the category that takes most. */
  public MemoryCategory largest() {
    return Collections.max(bytes.entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}
