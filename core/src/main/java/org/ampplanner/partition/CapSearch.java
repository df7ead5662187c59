package org.ampplanner.partition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The least {@code (m-1)·T + G + h(T,G)} over caps T on stage time and G on synchronisation, for an
 * evaluator of h: the least sum of what remains under both caps.
 *
 * <p>Branch and bound over boxes of caps, with the evaluator at a box's upper corner. Its solution,
 * with actual maxima (T1, G1), is the best for every pair of caps in {@code [T1,T]×[G1,G]}, since h
 * is monotone, so only what lies below T1 or below G1 is searched further, each part halved. A box
 * is bounded from below by its lower corner and the sum at an upper corner that contains it. An
 * optimum lies in exactly one box at any time, and a box is dropped only if it is infeasible,
 * settled, or its bound exceeds the incumbent. Boxes whose bound equals the incumbent are searched
 * too, so that every pair of maxima that attains the optimum is known. Exact for whole numbers.
 *
 * <p>The first boxes double in width from the least cap upwards, so that the search starts where
 * caps are tight and evaluations cheap, and wide caps are never evaluated once there is an
 * incumbent.
 *
 * <p>Alternative: a sweep over all stage times that occur, as Alpa does (Zheng et al. 2022, arXiv
 * 2201.12023, section 5.2), takes as many evaluations as there are distinct times.
 *
 * @param <S> solutions under caps
 */
final class CapSearch<S extends CapSearch.Solution> {
  private static final int FIRST_SLACK = 32; // the first box allows 1/32 above the least cap

  /** A solution under caps: the sum, and the maxima that it really has. */
  interface Solution {
    long sum();

    long maxTime();

    long maxSync();
  }

  /** Solves for a pair of caps. */
  interface Evaluator<S> {
    /**
     * Returns the solution of least sum; null if nothing obeys the caps or, if the evaluator cares
     * to know, nothing with a sum up to {@code sumCap}.
     */
    @Nullable S solve(long timeCap, long syncCap, long sumCap);
  }

  /**
   * Caps between bounds that hold for every solution, and a lower bound on the sum.
   *
   * @param timeLow no solution has a smaller slowest stage
   * @param timeHigh none has a larger one
   * @param syncLow no solution has a smaller longest synchronisation
   * @param syncHigh none has a larger one
   * @param sumLow no solution has a smaller sum
   */
  record Box(long timeLow, long timeHigh, long syncLow, long syncHigh, long sumLow) {}

  /**
   * A pair of caps under which every solution of least sum is optimal.
   *
   * @param time cap on stage time
   * @param sync cap on synchronisation
   */
  record Caps(long time, long sync) {}

  private final Evaluator<S> evaluator;
  private final long weight;
  private final List<Caps> optimalCaps = new ArrayList<>();
  private final PriorityQueue<Box> open =
      new PriorityQueue<>(
          Comparator.<Box>comparingLong(this::bound)
              .thenComparingLong(Box::timeLow)
              .thenComparingLong(Box::syncLow));

  private long limit;
  private long lowest;
  private @Nullable S incumbent;
  private int evaluations;

  CapSearch(Evaluator<S> evaluator, int microBatches) {
    this.evaluator = evaluator;
    this.weight = microBatches - 1L;
  }

  /**
   * Returns a best solution among those whose objective is at most the cut-off, or null. Solutions
   * with a smaller slowest stage than the root allows count as if theirs were at its lower end.
   */
  @Nullable S run(Box root, long cutoff) {
    limit = cutoff;
    lowest = root.timeLow;
    addRoot(root);
    while (!open.isEmpty() && bound(open.element()) <= limit) {
      explore(open.remove());
    }
    return incumbent;
  }

  /** Returns the objective of what {@link #run} returned. */
  long objective() {
    return limit;
  }

  /** Returns all caps under which solutions are optimal; a solution obeys one of them tightly. */
  List<Caps> optimalCaps() {
    return optimalCaps;
  }

  /** Returns how many pairs of caps were solved. */
  int evaluations() {
    return evaluations;
  }

  private void addRoot(Box root) {
    if (weight == 0) {
      add(new Box(root.timeHigh, root.timeHigh, root.syncLow, root.syncHigh, root.sumLow));
      return;
    }
    long slack = Math.max(1, root.timeLow / FIRST_SLACK);
    long low = root.timeLow;
    while (low <= root.timeHigh) {
      long high = Math.min(root.timeHigh, low + slack);
      add(new Box(low, high, root.syncLow, root.syncHigh, root.sumLow));
      low = high + 1;
      slack *= 2;
    }
  }

  /** Returns what every solution in the box costs at least. */
  long bound(Box box) {
    return weight * box.timeLow + box.syncLow + box.sumLow;
  }

  private void explore(Box box) {
    long spare = limit - box.sumLow;
    long timeHigh =
        weight == 0 ? box.timeHigh : Math.min(box.timeHigh, (spare - box.syncLow) / weight);
    long syncHigh = Math.min(box.syncHigh, spare - weight * box.timeLow);
    evaluations++;
    long sumHigh = limit - weight * box.timeLow - box.syncLow;
    S corner = evaluator.solve(timeHigh, syncHigh, sumHigh);
    if (corner == null) {
      return;
    }
    offer(corner, timeHigh);
    long sum = Math.max(box.sumLow, corner.sum());
    if (weight > 0) {
      split(box.timeLow, corner.maxTime() - 1, box.syncLow, syncHigh, sum, true);
    }
    long settledTime = weight == 0 ? box.timeLow : Math.max(corner.maxTime(), box.timeLow);
    split(settledTime, timeHigh, box.syncLow, corner.maxSync() - 1, sum, false);
  }

  private void offer(S corner, long timeCap) {
    long maxTime = Math.max(lowest, corner.maxTime());
    long objective = weight * maxTime + corner.maxSync() + corner.sum();
    if (objective > limit) {
      return;
    }
    if (objective < limit || incumbent == null) {
      optimalCaps.clear();
      limit = objective;
      incumbent = corner;
    }
    // Without weight, the cap on time need not be tight.
    Caps caps = new Caps(weight == 0 ? timeCap : corner.maxTime(), corner.maxSync());
    if (!optimalCaps.contains(caps)) {
      optimalCaps.add(caps);
    }
  }

  /** Opens the box in two halves along time or synchronisation, if it is not empty. */
  private void split(
      long timeLow, long timeHigh, long syncLow, long syncHigh, long sumLow, boolean alongTime) {
    if (timeLow > timeHigh || syncLow > syncHigh) {
      return;
    }
    if (alongTime) {
      long middle = timeLow + (timeHigh - timeLow) / 2;
      add(new Box(timeLow, middle, syncLow, syncHigh, sumLow));
      if (middle < timeHigh) {
        add(new Box(middle + 1, timeHigh, syncLow, syncHigh, sumLow));
      }
    } else {
      long middle = syncLow + (syncHigh - syncLow) / 2;
      add(new Box(timeLow, timeHigh, syncLow, middle, sumLow));
      if (middle < syncHigh) {
        add(new Box(timeLow, timeHigh, middle + 1, syncHigh, sumLow));
      }
    }
  }

  private void add(Box box) {
    if (bound(box) <= limit) {
      open.add(box);
    }
  }
}
