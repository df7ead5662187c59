package org.ampplanner.model;

import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Validation;

/**
 * What is asked of a training run, whatever the strategy.
 *
 * @param globalBatchSize samples (sequences) per optimizer step, at least 1
 * @param sequenceLength tokens per sample, at least 1; 1 for models without a sequence
 * @param precision number format of activations
 * @param optimizer the optimizer
 */
public record Training(
    int globalBatchSize, int sequenceLength, Precision precision, Optimizer optimizer) {

  /** Validates the components. */
  public Training {
    new Validation()
        .positive("global_batch_size", globalBatchSize)
        .positive("sequence_length", sequenceLength)
        .throwIfInvalid();
  }

  /** Returns this training with another global batch size. */
  public Training withGlobalBatchSize(int samples) {
    return new Training(samples, sequenceLength, precision, optimizer);
  }
}
