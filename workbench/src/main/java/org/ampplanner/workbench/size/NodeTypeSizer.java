package org.ampplanner.workbench.size;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Finds how many nodes of one type do it, with few searches: the next number follows from how far
 * the last one was off. More nodes are taken to be no slower, since what a plan does not need may
 * idle, and fewer to be at most {@link #BETTER} of their share more efficient; both are checked
 * where the answer depends on it.
 */
final class NodeTypeSizer {
  /** What a node can gain at most where the cluster has one node fewer. */
  private static final double BETTER = 0.9;

  /** Numbers of nodes grow by half where more of them are tried. */
  private static final double GROWTH = 1.5;

  /** So few nodes are tried one by one. */
  private static final int FEW = 8;

  /** Where this many tries in a row gain less than a twentieth, more nodes will not help. */
  private static final int STALLED = 3;

  /** Of the devices' peak, what a first guess expects. */
  private static final double EXPECTED = 0.45;

  private final IntFunction<Optional<SizePoint>> best;
  private final SizeQuestion question;
  private final int least;
  private final Map<Integer, Optional<SizePoint>> seen = new TreeMap<>();

  /**
   * Prepares a search.
   *
   * @param best the best plan on so many nodes; empty if there is none
   * @param question the question
   * @param least no fewer nodes can do it
   */
  NodeTypeSizer(IntFunction<Optional<SizePoint>> best, SizeQuestion question, int least) {
    this.best = best;
    this.question = question;
    this.least = least;
  }

  /** Returns the numbers of nodes that do it, of those looked at: the smallest is among them. */
  List<SizePoint> points() {
    int smallest = question.days().isPresent() ? smallestInTime() : smallestForMoney();
    if (smallest > 0) {
      more(smallest);
    }
    return seen.values().stream().flatMap(Optional::stream).filter(SizePoint::meets).toList();
  }

  /** Returns the shortest of all that was looked at, whether or not it is in time. */
  Optional<SizePoint> nearest() {
    return seen.values().stream()
        .flatMap(Optional::stream)
        .min(Comparator.comparingDouble(SizePoint::days));
  }

  /** Returns the least number that is in time, or 0. */
  private int smallestInTime() {
    int failed = least - 1;
    int enough = question.maxNodes() + 1;
    int n = Math.clamp((int) Math.ceil(least / EXPECTED), 1, question.maxNodes());
    Stall stall = new Stall();
    while (enough - failed > 1 && !stall.stalled()) {
      Optional<SizePoint> point = look(n);
      double needed = point.map(this::needed).orElse(2.0 * n);
      if (point.filter(SizePoint::meets).isPresent()) {
        enough = n;
        if (BETTER * needed > n - 1) {
          break;
        }
      } else {
        failed = n;
        stall.after(point);
      }
      int next = (int) Math.ceil(Math.min(4.0 * n, needed));
      n = Math.clamp(next, failed + 1, Math.max(failed + 1, enough - 1));
    }
    return enough <= question.maxNodes() ? fewer(enough) : 0;
  }

  /** Tries every number below a small one: a step to one node more is a large one there. */
  private int fewer(int enough) {
    if (enough > FEW) {
      return enough;
    }
    for (int n = least; n < enough; n++) {
      if (look(n).filter(SizePoint::meets).isPresent()) {
        return n;
      }
    }
    return enough;
  }

  /** Returns how many nodes would be in time if each were as fast as now. */
  private double needed(SizePoint point) {
    return point.nodes() * point.days() / question.days().getAsDouble();
  }

  /** Returns the least number that has a plan and is paid for, or 0. */
  private int smallestForMoney() {
    int failed = 0;
    for (int n = 1; n <= question.maxNodes(); n = n < 4 ? n + 1 : next(n)) {
      Optional<SizePoint> point = look(n);
      if (point.isPresent()) {
        return point.get().meets() ? firstWithPlan(failed, n) : 0;
      }
      failed = n;
      if (n == question.maxNodes()) {
        break;
      }
    }
    return 0;
  }

  private int firstWithPlan(int failed, int enough) {
    int low = failed;
    int high = enough;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (look(middle).filter(SizePoint::meets).isPresent()) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return fewer(high);
  }

  /** Looks at more nodes than are enough, as long as that makes the run cheaper or is asked for. */
  private void more(int smallest) {
    List<SizePoint> enough = new ArrayList<>();
    look(smallest).ifPresent(enough::add);
    Stall stall = new Stall();
    boolean fastest = question.days().isEmpty();
    for (int n = next(smallest); n > enough.size() && !stall.stalled(); n = next(n)) {
      Optional<SizePoint> point = look(n).filter(SizePoint::meets);
      SizePoint last = enough.get(enough.size() - 1);
      if (point.isEmpty() || (!fastest && !cheaper(point.get(), last))) {
        if (fastest) {
          largest(last.nodes(), n);
        }
        return;
      }
      stall.after(point);
      enough.add(point.get());
      if (n == question.maxNodes()) {
        return;
      }
    }
  }

  private static boolean cheaper(SizePoint a, SizePoint b) {
    OptionalDouble cost = a.cost();
    return cost.isPresent() && cost.getAsDouble() < b.cost().orElse(0);
  }

  /** Narrows down the most nodes that the money pays for, to an eighth. */
  private void largest(int enough, int tooMany) {
    int low = enough;
    int high = tooMany;
    while (high - low > Math.max(1, low / 8)) {
      int middle = (low + high) >>> 1;
      if (look(middle).filter(SizePoint::meets).isPresent()) {
        low = middle;
      } else {
        high = middle;
      }
    }
  }

  private int next(int n) {
    return Math.min(question.maxNodes(), Math.max(n + 1, (int) Math.round(n * GROWTH)));
  }

  private Optional<SizePoint> look(int nodes) {
    return seen.computeIfAbsent(nodes, best::apply);
  }

  /** Counts tries that gain next to nothing. */
  private static final class Stall {
    private double shortest = Double.POSITIVE_INFINITY;
    private int count;

    void after(Optional<SizePoint> point) {
      double days = point.map(SizePoint::days).orElse(Double.POSITIVE_INFINITY);
      boolean nothing = Double.isFinite(shortest) && days > 0.95 * shortest;
      count = nothing ? count + 1 : 0;
      shortest = Math.min(shortest, days);
    }

    boolean stalled() {
      return count >= STALLED;
    }
  }
}
