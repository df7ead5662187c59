package org.ampplanner.trials.learning;

/**
 * A finished trial.
 *
 * @param candidate index of the candidate
 * @param outcome what became of it
 */
public record Trial(int candidate, Outcome outcome) {
  /** Returns the measured step time, infinity if it failed. */
  public double seconds() {
    return outcome instanceof Outcome.Measured m ? m.seconds() : Double.POSITIVE_INFINITY;
  }
}
