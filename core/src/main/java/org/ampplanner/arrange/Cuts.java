package org.ampplanner.arrange;

import java.util.function.ToDoubleFunction;

/** Moves runs of neighbouring cuts by one layer as long as that makes a step shorter. */
public final class Cuts {
  private static final double TOLERANCE = 1e-9;

  private Cuts() {}

  /**
   * Returns cuts that no move makes better, or those after so many moves.
   *
   * @param price the time of a step, infinite where it does not fit; its argument is not kept
   */
  public static int[] refine(int[] from, int mostMoves, ToDoubleFunction<int[]> price) {
    int[] cuts = from.clone();
    double seconds = price.applyAsDouble(cuts);
    int moves = 0;
    boolean moved = true;
    while (moved && moves < mostMoves) {
      moved = false;
      for (int width = 1; width < cuts.length - 1 && !moved; width++) {
        for (int first = 1; first + width < cuts.length && !moved; first++) {
          for (int by = -1; by <= 1 && !moved && moves < mostMoves; by += 2) {
            shift(cuts, first, width, by);
            if (cuts[first - 1] < cuts[first] && cuts[first + width - 1] < cuts[first + width]) {
              moves++;
              double other = price.applyAsDouble(cuts);
              moved = other < seconds * (1 - TOLERANCE);
              seconds = moved ? other : seconds;
            }
            if (!moved) {
              shift(cuts, first, width, -by);
            }
          }
        }
      }
    }
    return cuts;
  }

  private static void shift(int[] cuts, int first, int width, int by) {
    for (int i = first; i < first + width; i++) {
      cuts[i] += by;
    }
  }
}
