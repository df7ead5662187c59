package org.ampplanner.simulate;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** Devices that wait for each other: their lists of passes cannot all be run in order. */
public final class DeadlockException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Makes the exception.
   *
   * @param waiting for each device that is stuck, where, and what it waits for
   * @param circle devices each of which waits for the next, and the last for the first; empty if
   *     there is none
   */
  public DeadlockException(List<String> waiting, List<Integer> circle) {
    super("the schedule deadlocks: " + explained(circle) + String.join("; ", waiting));
  }

  private static String explained(List<Integer> circle) {
    if (circle.isEmpty()) {
      return "";
    }
    String all = circle.stream().map(d -> "device " + d).collect(Collectors.joining(" waits for "));
    return all + " waits for device " + circle.get(0) + ". In detail: ";
  }
}
