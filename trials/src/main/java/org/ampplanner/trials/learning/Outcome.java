package org.ampplanner.trials.learning;

import org.ampplanner.unit.Validation;

/** What became of a trial. */
public sealed interface Outcome {

  /**
   * It was timed.
   *
   * @param seconds step time, positive and finite
   */
  record Measured(double seconds) implements Outcome {
    /** Validates the components. */
    public Measured {
      new Validation().positive("measured_s", seconds).throwIfInvalid();
    }
  }

  /**
   * It was not.
   *
   * @param failure why
   * @param slowerThanSeconds step time that it is known to exceed, 0 if none
   */
  record Failed(Failure failure, double slowerThanSeconds) implements Outcome {
    /** A failure that says nothing about the step time. */
    public static Failed of(Failure failure) {
      return new Failed(failure, 0);
    }
  }
}
