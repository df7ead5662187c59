package org.ampplanner.arrange;

import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import org.ampplanner.plan.Plan;

/** Moves runs of neighbouring cuts by one layer as long as that makes a step shorter. */
public final class Cuts {
  private Cuts() {}

  /** Which cuts are looked at. */
  @FunctionalInterface
  interface Allowed {
    /** Returns whether a stage may hold what it does; it may hold no layer, or fewer. */
    boolean stage(int[] cuts, int stage);
  }

  /**
   * Returns cuts that no move makes better, or those after so many moves.
   *
   * @param price the time of a step, infinite where it does not fit; its argument is not kept
   */
  public static int[] refine(int[] from, int mostMoves, ToDoubleFunction<int[]> price) {
    return refine(from, mostMoves, (cuts, s) -> cuts[s] < cuts[s + 1], () -> false, price);
  }

  /**
   * Returns the same among cuts that are allowed; only those are priced and count as moves.
   *
   * @param stop ends it before the next move after one that was better
   */
  static int[] refine(
      int[] from,
      int mostMoves,
      Allowed allowed,
      BooleanSupplier stop,
      ToDoubleFunction<int[]> price) {
    int[] cuts = from.clone();
    double seconds = price.applyAsDouble(cuts);
    int moves = 0;
    boolean moved = true;
    while (moved && moves < mostMoves && !stop.getAsBoolean()) {
      moved = false;
      for (int width = 1; width < cuts.length - 1 && !moved; width++) {
        for (int first = 1; first + width < cuts.length && !moved; first++) {
          for (int by = -1; by <= 1 && !moved && moves < mostMoves; by += 2) {
            shift(cuts, first, width, by);
            if (allStages(allowed, cuts, first - 1, first + width - 1)) {
              moves++;
              double other = price.applyAsDouble(cuts);
              moved = other < seconds * (1 - Plan.ROUNDING);
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

  /** Returns whether all stages from one to another are allowed. */
  static boolean allStages(Allowed allowed, int[] cuts, int firstStage, int lastStage) {
    for (int s = firstStage; s <= lastStage; s++) {
      if (!allowed.stage(cuts, s)) {
        return false;
      }
    }
    return true;
  }

  private static void shift(int[] cuts, int first, int width, int by) {
    for (int i = first; i < first + width; i++) {
      cuts[i] += by;
    }
  }
}
