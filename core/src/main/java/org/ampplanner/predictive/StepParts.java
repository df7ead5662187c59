package org.ampplanner.predictive;

import java.util.Arrays;
import org.ampplanner.cost.StepBounds.Tail;

/**
 * The parts of a step, in the order in which they follow each other: the passes of all stages, the
 * synchronisation of each, the exchange of tied gradients, the updates, and what comes on top.
 *
 * @param ends {@code [stage]}, when the slowest replica is through with its passes, queueing
 *     included
 * @param slowest {@code [stage]}, which replica that is
 * @param queueing what exchanges that share links between nodes add to the passes
 * @param sync {@code [stage]}, exposed synchronisation on links of its own
 * @param synced {@code [stage]}, when it is through where stages share links
 * @param tied the exchange of tied gradients
 * @param updates {@code [stage]}, of the optimizer
 * @param tail what the whole is multiplied by and what is added to it
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read once
record StepParts(
    double[] ends,
    int[] slowest,
    double queueing,
    double[] sync,
    double[] synced,
    double tied,
    double[] updates,
    Tail tail) {

  /** Returns when the last stage is through with its passes. */
  double passesEnd() {
    return max(ends);
  }

  /** Returns when the last gradient is synchronised, that of tied layers included. */
  double syncEnd() {
    return max(synced) + tied;
  }

  /** Returns the longest update. */
  double update() {
    return max(updates);
  }

  /** Returns when the last update ends. */
  double updateEnd() {
    return Math.max(passesEnd(), syncEnd()) + update();
  }

  /** Returns the length of the step. */
  double seconds() {
    return tail.step(updateEnd());
  }

  /** Returns what the tail adds to the last update. */
  double other() {
    return updateEnd() * (tail.factor() - 1) + tail.fixed();
  }

  /** Returns the stage with the largest value, the first of several. */
  static int last(double[] values) {
    int last = 0;
    for (int s = 1; s < values.length; s++) {
      last = values[s] > values[last] ? s : last;
    }
    return last;
  }

  private static double max(double[] values) {
    return Math.max(0, Arrays.stream(values).max().orElse(0));
  }
}
