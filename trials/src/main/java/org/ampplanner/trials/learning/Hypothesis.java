package org.ampplanner.trials.learning;

import java.util.List;
import org.ampplanner.unit.Validation;

/**
 * A way in which the candidates may behave: a cost model, or software that the engine may really
 * be.
 *
 * @param name for people
 * @param belief how likely it is before any trial, relative to the others
 * @param model predicts step times
 * @param memoryShare predicted memory over its limit by candidate, NaN if unknown
 */
public record Hypothesis(String name, double belief, FactorModel model, List<Double> memoryShare) {
  /** Validates and copies the components. */
  public Hypothesis {
    new Validation().positive("belief", belief).throwIfInvalid();
    memoryShare = List.copyOf(memoryShare);
  }
}
