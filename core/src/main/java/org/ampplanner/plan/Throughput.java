package org.ampplanner.plan;

import java.util.OptionalDouble;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.unit.Precision;

/**
 * What a step time means for a job.
 *
 * @param samplesPerSecond global batch over step time
 * @param tokensPerSecond samples times sequence length
 * @param mfu model FLOPs utilisation between 0 and 1 (Chowdhery et al. 2022, arXiv 2204.02311,
 *     appendix B): three forward passes' FLOPs over the peak of all devices; empty where the model
 *     states no FLOPs or a device no peak for the precision
 */
public record Throughput(double samplesPerSecond, double tokensPerSecond, OptionalDouble mfu) {

  /** Derives the throughput of a step time. */
  public static Throughput of(CostInputs inputs, double iterationSeconds) {
    double samples = inputs.training().globalBatchSize() / iterationSeconds;
    double flops = 3 * inputs.model().flops() * samples;
    double peak = 0;
    boolean known = flops > 0;
    for (var line : inputs.layout().cluster().lines()) {
      OptionalDouble one = peak(line.device(), inputs.training().precision());
      known &= one.isPresent();
      peak += one.orElse(0) * line.count() * line.devices();
    }
    return new Throughput(
        samples,
        samples * inputs.training().sequenceLength(),
        known ? OptionalDouble.of(flops / peak) : OptionalDouble.empty());
  }

  private static OptionalDouble peak(DeviceType device, Precision precision) {
    Double flops = device.peakFlops().get(precision);
    return flops == null ? OptionalDouble.empty() : OptionalDouble.of(flops);
  }
}
