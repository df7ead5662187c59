package org.ampplanner.model;

import java.util.Map;
import org.ampplanner.unit.Validation;
import org.jspecify.annotations.Nullable;

/**
 * The smallest unit that a partition can move between stages.
 *
 * @param name unique only where {@code tiedTo} refers to it
 * @param sizes its numbers
 * @param tiedTo name of the layer that it shares its parameters with, or null
 * @param transformer the shape of a transformer block, or null for any other layer
 * @param times stated times by device type, at tensor parallelism 1 and micro-batch 1
 * @param kind what it is made of, or null where only its sizes are known
 */
public record Layer(
    String name,
    Sizes sizes,
    @Nullable String tiedTo,
    @Nullable TransformerShape transformer,
    Map<String, LayerTime> times,
    @Nullable LayerKind kind) {

  /**
   * The numbers of a layer, of one sample and of the whole layer (tensor parallelism 1).
   *
   * @param parameters trainable parameters, at least 0
   * @param output what it hands to the next layer
   * @param activationBytes bytes kept for the backward pass, at least 0
   * @param flops forward FLOPs, at least 0
   * @param tensorParallelAllReduceBytes bytes all-reduced per direction when tensor parallel
   */
  public record Sizes(
      long parameters,
      Output output,
      long activationBytes,
      double flops,
      long tensorParallelAllReduceBytes) {
    /** Validates the components. */
    public Sizes {
      new Validation()
          .notNegative("parameters", parameters)
          .notNegative("activation_bytes", activationBytes)
          .notNegative("flops", flops)
          .notNegative("tp_allreduce_bytes", tensorParallelAllReduceBytes)
          .throwIfInvalid();
    }
  }

  /**
   * The activation that a layer hands on.
   *
   * @param bytes per sample, at least 0
   * @param shardedByTensorParallel whether each tensor-parallel rank holds only its part
   */
  public record Output(long bytes, boolean shardedByTensorParallel) {
    /** Validates the components. */
    public Output {
      new Validation().notNegative("output_bytes", bytes).throwIfInvalid();
    }

    /** Returns the bytes that one tensor-parallel rank holds. */
    public double bytes(int tensorParallel) {
      return shardedByTensorParallel ? (double) bytes / tensorParallel : bytes;
    }
  }

  /** Makes a layer that is a transformer block by its shorthand, or is known by its sizes only. */
  public Layer(
      String name,
      Sizes sizes,
      @Nullable String tiedTo,
      @Nullable TransformerShape transformer,
      Map<String, LayerTime> times) {
    this(name, sizes, tiedTo, transformer, times, transformer == null ? null : transformer.kind());
  }

  /** Returns the trainable parameters. */
  public long parameters() {
    return sizes.parameters;
  }

  /** Returns what it hands to the next layer. */
  public Output output() {
    return sizes.output;
  }

  /** Returns the bytes kept for the backward pass. */
  public long activationBytes() {
    return sizes.activationBytes;
  }

  /** Returns the FLOPs of a forward pass. */
  public double flops() {
    return sizes.flops;
  }

  /** Returns the bytes all-reduced per direction when tensor parallel. */
  public long tensorParallelAllReduceBytes() {
    return sizes.tensorParallelAllReduceBytes;
  }

  /** Returns the parameters that this layer and another one have in common where they are tied. */
  public long sharedParameters(Layer other) {
    return Math.min(shareableParameters(), other.shareableParameters());
  }

  private long shareableParameters() {
    LayerKind k = kind;
    return k == null ? parameters() : Math.min(parameters(), k.shareableParameters());
  }

  /** Returns whether another layer costs the same: all but the names is equal. */
  boolean alike(Layer other) {
    return sizes.equals(other.sizes)
        && java.util.Objects.equals(transformer, other.transformer)
        && java.util.Objects.equals(kind, other.kind)
        && times.equals(other.times);
  }

  /** Returns whether this is a transformer block. */
  public boolean isBlock() {
    return transformer != null || kind instanceof LayerKind.Block;
  }

  /** Validates the components. */
  public Layer {
    new Validation().named("name", name).throwIfInvalid();
    times = Map.copyOf(times);
  }
}
