package org.ampplanner.simulate;

import java.io.Serial;
import java.util.List;

/** Devices that wait for each other: their lists of passes cannot all be run in order. */
public final class DeadlockException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Makes the exception.
   *
   * @param waiting for each device that is stuck, where, and what it waits for
   */
  public DeadlockException(List<String> waiting) {
    super("the schedule deadlocks: " + String.join("; ", waiting));
  }
}
