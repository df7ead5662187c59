package org.ampplanner.operator;

import org.ampplanner.cluster.DeviceType;
import org.ampplanner.engine.AttentionKernel;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.Routing;
import org.ampplanner.engine.SoftwareTraits.Kernels;
import org.ampplanner.operator.Operator.AttentionCore;
import org.ampplanner.operator.Operator.MatrixProduct;
import org.ampplanner.operator.Operator.Traffic;
import org.ampplanner.unit.Precision;

/**
 * How long a device takes for an operator when nothing but the device limits it: a roofline
 * (Williams et al. 2009, doi 10.1145/1498765.1498785) whose compute roof falls for small shapes.
 *
 * <p>A matrix product takes {@code 2mnk/(peak·e) · (1+m0/m)(1+n0/n)(1+k0/k)}: m0, n0 and k0 stand
 * for the work that partly filled tiles and waves waste and for the time to fill the pipeline. The
 * backward pass is two products, of which each is timed by its own shape.
 */
public final class OperatorClock {
  private static final double HALF = 2;

  /** The usual ratio where only the forward pass is known. */
  private static final double UNKNOWN_BACKWARD = 2;

  /** Devices as wide as an A100 need the full shape; narrower ones are filled by less. */
  private static final double WIDE_FLOPS = 312e12;

  private static final double VECTOR_SHARE = 16;

  private final double productRate;
  private final double plainRate;
  private final double productOverhead;
  private final double castBytes;
  private final double attentionRate;
  private final double attentionBackward;
  private final double memoryRate;
  private final double trafficBackward;
  private final double passes;
  private final double routingPasses;
  private final double lossPasses;
  private final double scanPasses;
  private final double grouped;
  private final double m0;
  private final double n0;
  private final double k0;
  private final Kernels kernels;
  private final double elementBytes;
  private final double scorePasses;

  /**
   * Makes a clock.
   *
   * @throws IllegalArgumentException if the device has no peak for any precision of the kind asked
   */
  public OperatorClock(
      DeviceType device,
      Kernels kernels,
      Routing routing,
      MatrixFormat format,
      Constants constants) {
    String arch = Architecture.of(device.id()).id();
    double half = peak(device, format == MatrixFormat.FP32 ? Precision.FP32 : Precision.BF16);
    double efficiency =
        constants.get(
            format == MatrixFormat.FP32 ? "gemm.efficiency.fp32" : "gemm.efficiency", arch);
    this.plainRate = half * efficiency;
    this.productRate =
        format.quantised()
            ? peak(device, format.precision()) * constants.get("gemm." + format.id(), arch)
            : plainRate;
    this.productOverhead = format.quantised() ? constants.get("gemm.shape.quantised") : 1;
    this.castBytes = format.quantised() ? constants.get("gemm.cast_bytes") : 0;
    this.memoryRate = device.memoryBytesPerSecond() * constants.get("memory.efficiency", arch);
    this.trafficBackward = constants.get("memory.backward");
    this.passes = constants.get("memory.passes." + kernels.fusion().id());
    this.routingPasses = constants.get("memory.passes.routing", routing.id());
    this.lossPasses = constants.get("memory.passes.loss", kernels.fusion().id());
    this.scanPasses = constants.get("memory.passes.scan");
    this.grouped = constants.get("gemm.grouped");
    this.scorePasses = constants.get("attention.passes", kernels.fusion().id());
    double width = Math.min(1, half / WIDE_FLOPS);
    this.m0 = constants.get("gemm.m0") * width;
    this.n0 = constants.get("gemm.n0") * width;
    this.k0 = constants.get("gemm.k0") * width;
    this.kernels = kernels;
    boolean fused = kernels.attention() != AttentionKernel.UNFUSED;
    this.attentionRate =
        fused ? half * constants.get("attention." + kernels.attention().id(), arch) : 0;
    this.attentionBackward = constants.get("attention.backward");
    this.elementBytes = format == MatrixFormat.FP32 ? 2 * HALF : HALF;
  }

  /**
   * Returns the peak of a precision, or of the nearest one that the data sheet gives; matrix units
   * that are known for 16 bits only leave about a sixteenth to 32 bits (A100 and H100 data sheets).
   */
  private static double peak(DeviceType device, Precision precision) {
    var peaks = device.peakFlops();
    if (precision == Precision.FP32 && !peaks.containsKey(Precision.FP32)) {
      return peak(device, Precision.BF16) / VECTOR_SHARE;
    }
    Precision[] order =
        switch (precision) {
          case FP32 -> new Precision[] {Precision.FP32, Precision.FP16, Precision.BF16};
          case FP16, BF16 -> new Precision[] {Precision.BF16, Precision.FP16, Precision.FP32};
          case FP8 ->
              new Precision[] {Precision.FP8, Precision.BF16, Precision.FP16, Precision.FP32};
          case FP4 ->
              new Precision[] {
                Precision.FP4, Precision.FP8, Precision.BF16, Precision.FP16, Precision.FP32
              };
        };
    for (Precision p : order) {
      Double flops = peaks.get(p);
      if (flops != null) {
        return flops;
      }
    }
    throw new IllegalArgumentException(device.id() + " has no peak");
  }

  /** Returns the forward time in seconds. */
  public double forward(Operator operator) {
    return switch (operator) {
      case MatrixProduct p -> product(p, p.m(), p.n(), p.k());
      case AttentionCore a -> attention(a, 1);
      case Traffic t -> traffic(t);
    };
  }

  /** Returns the backward time in seconds. */
  public double backward(Operator operator) {
    return switch (operator) {
      case MatrixProduct p -> product(p, p.m(), p.k(), p.n()) + product(p, p.n(), p.k(), p.m());
      case AttentionCore a -> attention(a, attentionBackward);
      case Traffic t ->
          (t.kind() == Traffic.Kind.UNKNOWN ? UNKNOWN_BACKWARD : trafficBackward) * traffic(t);
    };
  }

  private double product(MatrixProduct p, double m, double n, double k) {
    double shape = (1 + productOverhead * m0 / m) * (1 + productOverhead * n0 / n) * (1 + k0 / k);
    double rate = (p.weights() ? productRate : plainRate) * (p.grouped() ? grouped : 1);
    double compute = p.flops() / rate * shape;
    double bytes = elementBytes * p.count() * (m * k + k * n + m * n);
    double cast = p.weights() ? castBytes * p.count() * (m * k + m * n) / memoryRate : 0;
    return Math.max(compute, bytes / memoryRate) + cast;
  }

  private double attention(AttentionCore a, double backward) {
    double masked = kernels.skipsMasked() ? 0.5 : 1;
    if (kernels.attention() != AttentionKernel.UNFUSED) {
      return backward * a.flops() * masked / attentionRate;
    }
    double count = a.samples() * a.heads();
    double products =
        batched(count, a.queries(), a.keys(), a.keyWidth())
            + batched(count, a.queries(), a.valueWidth(), a.keys());
    double bytes = a.scores() * scorePasses * elementBytes;
    double once = products + bytes / memoryRate;
    return backward == 1 ? once : 2 * once;
  }

  private double batched(double count, double m, double n, double k) {
    double shape = (1 + n0 / 4 / n) * (1 + k0 / k);
    return 2 * m * n * k * count / plainRate * shape;
  }

  private double traffic(Traffic t) {
    double factor =
        switch (t.kind()) {
          case PLAIN -> 1;
          case FUSIBLE, UNKNOWN -> passes;
          case LOSS -> lossPasses;
          case ROUTING -> routingPasses;
          case SCAN -> scanPasses;
        };
    return t.bytes() * factor / memoryRate;
  }
}
