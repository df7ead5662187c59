package org.ampplanner.operator;

import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;

/**
 * The part of a micro-batch and of a layer that falls to one device.
 *
 * @param samples sequences in the micro-batch
 * @param sequenceLength tokens per sequence
 * @param tensorParallel devices that share each layer
 * @param contextParallel devices that share each sequence
 * @param expertParallel devices that share the experts
 * @param expertTensorParallel devices that share each expert
 * @param sequenceParallel whether tensor-parallel devices split the sequence between their layers
 */
public record Sharding(
    double samples,
    int sequenceLength,
    int tensorParallel,
    int contextParallel,
    int expertParallel,
    int expertTensorParallel,
    boolean sequenceParallel) {

  /** Returns the sharding of a strategy. */
  public static Sharding of(Strategy strategy, int sequenceLength) {
    Degrees d = strategy.degrees();
    return new Sharding(
        strategy.microBatchSize(),
        sequenceLength,
        d.tensorParallel(),
        d.contextParallel(),
        d.expertParallel(),
        d.expertTensorParallel(),
        strategy.sequenceParallel());
  }

  /** Returns the tokens of a micro-batch on one device inside a tensor-parallel layer. */
  public double tokens() {
    return samples * sequenceLength / contextParallel;
  }

  /** Returns the tokens on one device between tensor-parallel layers. */
  public double tokensBetween() {
    return sequenceParallel ? tokens() / tensorParallel : tokens();
  }
}
