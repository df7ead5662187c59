package org.ampplanner.trials.log;

import org.ampplanner.model.Training;
import org.ampplanner.unit.Validation;

/**
 * What a run processes per step.
 *
 * @param globalBatchSize samples per step
 * @param sequenceLength tokens per sample
 * @param devices ranks of the run
 */
public record RunShape(int globalBatchSize, int sequenceLength, int devices) {
  /** Validates the components: each at least 1. */
  public RunShape {
    new Validation()
        .positive("global_batch_size", globalBatchSize)
        .positive("sequence_length", sequenceLength)
        .positive("devices", devices)
        .throwIfInvalid();
  }

  /** Returns the shape of a training on so many devices. */
  public static RunShape of(Training training, int devices) {
    return new RunShape(training.globalBatchSize(), training.sequenceLength(), devices);
  }

  /** Returns the tokens of a step. */
  double tokens() {
    return (double) globalBatchSize * sequenceLength;
  }
}
