package org.ampplanner.simulate;

/** Something that happens in a replayed pipeline. */
sealed interface TimedEvent permits TimedPass, TimedTransfer {

  /** Returns when it begins, in seconds since the start of the step. */
  double start();

  /** Returns when it ends, in seconds since the start of the step. */
  double end();

  /** Returns how long it takes. */
  default double seconds() {
    return end() - start();
  }
}
