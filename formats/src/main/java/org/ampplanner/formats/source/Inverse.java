package org.ampplanner.formats.source;

import java.util.function.DoubleUnaryOperator;

/** Numbers to write so that reading them gives back the very same double. */
public final class Inverse {
  private static final int STEPS = 4;

  private Inverse() {}

  /**
   * Returns what to write for a value.
   *
   * @param value as it is inside
   * @param guess what it is outside, but for rounding
   * @param read turns what is outside into what is inside
   */
  public static double of(double value, double guess, DoubleUnaryOperator read) {
    double up = guess;
    double down = guess;
    for (int i = 0; i < STEPS; i++) {
      if (read.applyAsDouble(up) == value) {
        return up;
      }
      if (read.applyAsDouble(down) == value) {
        return down;
      }
      up = Math.nextUp(up);
      down = Math.nextDown(down);
    }
    return guess;
  }
}
