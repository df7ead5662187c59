package org.ampplanner.cluster;

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
            .notBlank("id", id)
            .positive("memory_gib", memoryBytes)
            .positive("memory_gbps", memoryBytesPerSecond)
            .notEmpty("peak_tflops", peakFlops.keySet());
    peakFlops.forEach((precision, flops) -> v.positive("peak_tflops." + precision.id(), flops));
    v.throwIfInvalid();
    peakFlops = Map.copyOf(peakFlops);
  }
}
