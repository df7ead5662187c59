package org.ampplanner.trials.learning;

import java.util.List;
import java.util.OptionalInt;

/** Chooses which candidate to run next; deterministic. */
public interface TrialPolicy {

  /** Returns the next candidate, or nothing if all were tried. */
  OptionalInt next(List<Trial> trials);
}
