package org.ampplanner.cluster;

import java.util.EnumMap;
import java.util.Map;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Validation;

/**
 * A kind of accelerator, by its data sheet.
 *
 * @param id unique id, such as {@code V100-SXM2-16GB}
 * @param memoryBytes capacity in bytes
 * @param memoryBytesPerSecond bandwidth of its memory in bytes per second
 * @param peakFlops dense peak in FLOP per second by precision; may lack precisions, not all
 */
public record DeviceType(
    String id, double memoryBytes, double memoryBytesPerSecond, Map<Precision, Double> peakFlops) {

  /** Validates the components. */
  public DeviceType {
    Validation v =
        new Validation()
            .named("id", id)
            .positive("memory_gib", memoryBytes)
            .positive("memory_gbps", memoryBytesPerSecond)
            .notEmpty("peak_tflops", peakFlops.keySet());
    peakFlops.forEach((precision, flops) -> v.positive("peak_tflops." + precision.id(), flops));
    v.throwIfInvalid();
    peakFlops = Map.copyOf(peakFlops);
  }

  /** By the id alone, since types are looked up often and seldom share one. */
  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /**
   * Returns a device of the same kind that has more of everything, or less.
   *
   * @param capacity factor on its memory
   * @param bandwidth factor on its memory's bandwidth
   * @param flops factor on its peaks
   */
  public DeviceType scaled(double capacity, double bandwidth, double flops) {
    Map<Precision, Double> peaks = new EnumMap<>(Precision.class);
    peakFlops.forEach((precision, peak) -> peaks.put(precision, peak * flops));
    return new DeviceType(id, memoryBytes * capacity, memoryBytesPerSecond * bandwidth, peaks);
  }

  /** Returns a device of the same kind with so many bytes of memory less; one byte is left. */
  public DeviceType less(double bytes) {
    return new DeviceType(id, Math.max(1, memoryBytes - bytes), memoryBytesPerSecond, peakFlops);
  }
}
