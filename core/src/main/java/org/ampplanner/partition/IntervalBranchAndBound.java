package org.ampplanner.partition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongPredicate;
import org.ampplanner.partition.CapEvaluator.Corner;
import org.jspecify.annotations.Nullable;

/**
 * Minimises {@code w·max t_s + max g_s + Σ} exactly over the caps T on stage time t and G on
 * synchronisation g, given the least sum {@code h(T, G)} under a pair of caps.
 *
 * <p>Complexity: 5 to 110 evaluations of h in practice, and some 60 of the cheap test; every
 * evaluation settles at least its own pair of caps.
 *
 * <p>Preconditions: h does not rise with T or G, all values are whole and {@link
 * LayerTables#LARGEST_OBJECTIVE} bounds every objective.
 *
 * <p>Sketch: a box {@code [Ta,Tb]×[Ga,Gb]} is bounded from below by {@code w·Ta + Ga + h'}, with h'
 * the sum at a corner above it. Best-first, h is evaluated at a box's upper corner; the solution
 * has actual maxima (T1, G1). As h is monotone and {@code h(Tb,Gb)} is attained at (T1, G1), no
 * pair in {@code [T1,Tb]×[G1,Gb]} is better, so what remains is {@code T < T1}, and {@code G < G1}
 * beside it. An optimal solution lies in exactly one box at any time; a box is dropped only if
 * nothing obeys its caps, it is settled, or its bound exceeds the incumbent. Boxes whose bound
 * equals the incumbent are searched, so that all pairs of maxima that attain the optimum are known
 * and ties between solutions can be broken by the caller.
 *
 * <p>Alternative: a sweep over all distinct stage times, as Alpa does (Zheng et al. 2022, arXiv
 * 2201.12023, section 5.2), takes as many evaluations as there are distinct times.
 */
final class IntervalBranchAndBound {

  /**
   * Caps between which all solutions lie.
   *
   * @param timeLow no solution is faster
   * @param timeHigh a cap that excludes nothing
   * @param syncLow no solution synchronises faster
   * @param syncHigh a cap that excludes nothing
   * @param sumLow no solution has a smaller sum of stage times and cut costs
   */
  record Box(long timeLow, long timeHigh, long syncLow, long syncHigh, long sumLow) {}

  /**
   * A pair of caps; every best solution under it is optimal.
   *
   * @param time cap on stage time
   * @param sync cap on synchronisation
   */
  record Caps(long time, long sync) {}

  private final CapEvaluator evaluator;
  private final long weight;
  private final List<Caps> optimal = new ArrayList<>();
  private final PriorityQueue<Box> open =
      new PriorityQueue<>(
          Comparator.<Box>comparingLong(this::bound)
              .thenComparingLong(Box::timeLow)
              .thenComparingLong(Box::syncLow));

  private long limit;
  private long lowerBound;
  private boolean dropped;
  private int evaluations;

  /**
   * Makes a search.
   *
   * @param evaluator solves for a pair of caps
   * @param weight w, at least 0
   */
  IntervalBranchAndBound(CapEvaluator evaluator, long weight) {
    this.evaluator = evaluator;
    this.weight = weight;
  }

  /**
   * Finds the optimum below the cut-off, then readable from the getters.
   *
   * @return whether there is one
   */
  boolean run(Box everything, long cutoff) {
    limit = Math.min(cutoff, LayerTables.LARGEST_OBJECTIVE + 1) - 1;
    lowerBound = bound(everything);
    if (limit < lowerBound) {
      dropped = true;
      return false;
    }
    if (!evaluator.mayFit(everything.timeHigh, everything.syncHigh)) {
      return false;
    }
    Box root = tightened(everything);
    lowerBound = bound(root);
    if (weight > 0) {
      findIncumbent(root);
    }
    add(root);
    while (!open.isEmpty() && bound(open.element()) <= limit) {
      explore(open.remove());
    }
    dropped |= !open.isEmpty();
    return !optimal.isEmpty();
  }

  /** Returns the optimum that {@link #run} found. */
  long objective() {
    return limit;
  }

  /**
   * Returns all caps whose best solutions are optimal; at least one pair if there is an optimum.
   */
  List<Caps> optimalCaps() {
    return optimal;
  }

  /** Returns whether, without an optimum below the cut-off, there is none at all. */
  boolean provenInfeasible() {
    return !dropped && optimal.isEmpty();
  }

  /** Returns a bound that every solution obeys when there is none below the cut-off. */
  long lowerBound() {
    return Math.max(lowerBound, limit + 1);
  }

  /** Returns how many pairs of caps were solved. */
  int evaluations() {
    return evaluations;
  }

  /** Looks for a first solution at low caps on time, where windows are narrow and h is cheap. */
  private void findIncumbent(Box root) {
    long cap = root.timeLow;
    long step = 1 + root.timeLow / 64;
    while (optimal.isEmpty() && cap < root.timeHigh && weight * cap + root.sumLow <= limit) {
      evaluate(cap, root.syncHigh);
      cap = Math.min(root.timeHigh, cap + step);
      step *= 2;
    }
  }

  /** Raises the lower corner, each coordinate as far as the cheap test allows. */
  private Box tightened(Box box) {
    long time = box.timeLow;
    if (weight > 0) {
      time = lowest(box.timeLow, box.timeHigh, cap -> evaluator.mayFit(cap, box.syncHigh));
    }
    long sync = lowest(box.syncLow, box.syncHigh, cap -> evaluator.mayFit(box.timeHigh, cap));
    return new Box(time, box.timeHigh, sync, box.syncHigh, box.sumLow);
  }

  /**
   * Returns the lowest cap that may fit, given that the high one may: the low one is often near.
   */
  private static long lowest(long low, long high, LongPredicate mayFit) {
    long from = low;
    long to = high;
    for (long step = 1 + low / 64; from < to && step < to - from; step *= 4) {
      if (mayFit.test(from + step)) {
        to = from + step;
      } else {
        from += step + 1;
      }
    }
    while (from < to) {
      long middle = from + (to - from) / 2;
      if (mayFit.test(middle)) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return to;
  }

  private long bound(Box box) {
    return weight * box.timeLow + box.syncLow + box.sumLow;
  }

  private void explore(Box box) {
    long spare = limit - box.sumLow;
    long timeHigh =
        weight == 0 ? box.timeHigh : Math.min(box.timeHigh, (spare - box.syncLow) / weight);
    long syncHigh = Math.min(box.syncHigh, spare - weight * box.timeLow);
    dropped |= timeHigh < box.timeHigh || syncHigh < box.syncHigh;
    Corner corner = evaluate(timeHigh, syncHigh);
    if (corner == null) {
      return;
    }
    long settledTime = box.timeLow;
    if (weight > 0) {
      settledTime = Math.max(corner.maxTime(), box.timeLow);
      halveTime(box.timeLow, corner.maxTime() - 1, box.syncLow, syncHigh, corner.sum());
    }
    halveSync(settledTime, timeHigh, box.syncLow, corner.maxSync() - 1, corner.sum());
  }

  private @Nullable Corner evaluate(long timeCap, long syncCap) {
    evaluations++;
    Corner corner = evaluator.solve(timeCap, syncCap);
    if (corner != null) {
      offer(corner, timeCap);
    }
    return corner;
  }

  private void offer(Corner corner, long timeCap) {
    long objective = weight * corner.maxTime() + corner.maxSync() + corner.sum();
    if (objective > limit) {
      dropped = true;
      return;
    }
    if (objective < limit) {
      optimal.clear();
      limit = objective;
    }
    // A cap without weight does not have to be tight.
    Caps caps = new Caps(weight == 0 ? timeCap : corner.maxTime(), corner.maxSync());
    if (!optimal.contains(caps)) {
      optimal.add(caps);
    }
  }

  private void halveTime(long timeLow, long timeHigh, long syncLow, long syncHigh, long sumLow) {
    if (timeLow > timeHigh || syncLow > syncHigh) {
      return;
    }
    long middle = timeLow + (timeHigh - timeLow) / 2;
    add(new Box(timeLow, middle, syncLow, syncHigh, sumLow));
    if (middle < timeHigh) {
      add(new Box(middle + 1, timeHigh, syncLow, syncHigh, sumLow));
    }
  }

  private void halveSync(long timeLow, long timeHigh, long syncLow, long syncHigh, long sumLow) {
    if (timeLow > timeHigh || syncLow > syncHigh) {
      return;
    }
    long middle = syncLow + (syncHigh - syncLow) / 2;
    add(new Box(timeLow, timeHigh, syncLow, middle, sumLow));
    if (middle < syncHigh) {
      add(new Box(timeLow, timeHigh, middle + 1, syncHigh, sumLow));
    }
  }

  private void add(Box box) {
    if (bound(box) <= limit) {
      open.add(box);
    } else {
      dropped = true;
    }
  }
}
