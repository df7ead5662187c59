package org.ampplanner.workbench.size;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Finds how many nodes of one type do it. More nodes are taken to be no slower (what a plan does not
 * need may idle), so that the smallest number is bisected; it is checked by a full search one node
 * below. O(log n) quick searches and a handful of full ones.
 */
final class NodeTypeSizer {
  /** Numbers of nodes grow by half from one quick look to the next. */
  private static final double GROWTH = 1.5;

  /** Where this many looks in a row gain less than a twentieth, more nodes will not help. */
  private static final int STALLED = 3;

  private final IntFunction<Optional<SizePoint>> quick;
  private final int least;
  private final int most;
  private final Map<Integer, Optional<SizePoint>> seen = new TreeMap<>();

  /**
   * Prepares a search.
   *
   * @param quick a plan on so many nodes, found quickly; empty if there is none
   * @param least no fewer nodes can do it
   * @param most how many nodes there can be
   */
  NodeTypeSizer(
      IntFunction<Optional<SizePoint>> quick,
      int least,
      int most) {
    this.quick = quick;
    this.least = least;
    this.most = most;
  }

  /** Returns the numbers that do it by quick looks alone, smallest first. */
  List<SizePoint> quickPoints() {
    return points(this::look);
  }

  /**
   * Returns the numbers that a full search looked at, smallest first; not all of them do it.
   *
   * @param full the best plan on so many nodes; where it finds none, the quick one stands
   */
  List<SizePoint> points(IntFunction<Optional<SizePoint>> full) {
    int smallest = smallestQuickly();
    if (smallest < 0) {
      return List.of();
    }
    Map<Integer, SizePoint> found = new TreeMap<>();
    int nodes = smallest;
    while (nodes >= least && add(nodes, full, found) && found.get(nodes).meets()) {
      nodes = below(nodes, found.get(nodes));
    }
    List<SizePoint> enough = enough(smallest);
    cheapest(enough).filter(n -> !found.containsKey(n)).ifPresent(n -> add(n, full, found));
    largest(enough).filter(n -> !found.containsKey(n)).ifPresent(n -> add(n, full, found));
    return List.copyOf(found.values());
  }

  /**
   * Returns the best of all quick looks, whether or not it meets the question: shortest, or where
   * that is asked for cheapest.
   */
  Optional<SizePoint> nearest() {
    return seen.values().stream()
        .flatMap(Optional::stream)
        .min(Comparator.comparingDouble(SizePoint::days));
  }

  private boolean add(
      int nodes, IntFunction<Optional<SizePoint>> full, Map<Integer, SizePoint> found) {
    Optional<SizePoint> best = full.apply(nodes);
    Optional<SizePoint> point = best.isPresent() ? best : look(nodes);
    point.ifPresent(p -> found.put(nodes, p));
    return point.isPresent();
  }

  /**
   * Returns how many nodes would do if each were as fast as now, and a little faster for being fewer;
   * 0 if none fewer.
   */
  private static int below(int nodes, SizePoint point) {
    double limit = point.question().days().orElse(0); // with a budget alone, fewer are only slower
    int enough = limit == 0 ? nodes : (int) Math.ceil(0.97 * nodes * point.days() / limit);
    return enough < nodes ? enough : 0;
  }

  /** Returns the least number that a quick look says is enough, or -1. */
  private int smallestQuickly() {
    int failed = least - 1;
    double shortest = Double.POSITIVE_INFINITY;
    int stalled = 0;
    for (int n = least; n <= most && stalled < STALLED; n = next(n)) {
      Optional<SizePoint> point = look(n);
      if (point.filter(SizePoint::meets).isPresent()) {
        return bisect(failed, n);
      }
      failed = n;
      double days = point.map(SizePoint::days).orElse(Double.POSITIVE_INFINITY);
      stalled = days < 0.95 * shortest || Double.isInfinite(shortest) ? 0 : stalled + 1;
      shortest = Math.min(shortest, days);
      if (n == most) {
        break;
      }
    }
    return -1;
  }

  private int next(int n) {
    return Math.min(most, Math.max(n + 1, (int) Math.round(n * GROWTH)));
  }

  private int bisect(int failed, int enough) {
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
    return high;
  }

  /**
   * Returns the numbers from the smallest on that a quick look says are enough, until they are not or
   * more nodes stop helping.
   */
  private List<SizePoint> enough(int smallest) {
    List<SizePoint> enough = new ArrayList<>();
    int stalled = 0;
    for (int n = smallest; n <= most && stalled < STALLED; n = next(n)) {
      Optional<SizePoint> point = look(n);
      if (point.isPresent() && !point.get().meets()) {
        break;
      }
      SizePoint last = enough.isEmpty() ? null : enough.get(enough.size() - 1);
      boolean gains = point.isPresent() && (last == null || point.get().days() < 0.95 * last.days());
      stalled = gains ? 0 : stalled + 1;
      point.ifPresent(enough::add);
      if (n == most) {
        break;
      }
    }
    return enough;
  }

  private static Optional<Integer> cheapest(List<SizePoint> enough) {
    return enough.stream()
        .filter(p -> p.cost().isPresent())
        .min(Comparator.comparingDouble(p -> p.cost().getAsDouble()))
        .map(SizePoint::nodes);
  }

  /** With a budget alone, the most nodes that it pays for are the fastest. */
  private Optional<Integer> largest(List<SizePoint> enough) {
    if (enough.isEmpty() || enough.get(0).question().days().isPresent()) {
      return Optional.empty();
    }
    int low = enough.get(enough.size() - 1).nodes();
    int high = next(low);
    if (look(high).filter(SizePoint::meets).isPresent()) {
      return Optional.of(low); // it stopped helping
    }
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (look(middle).filter(SizePoint::meets).isPresent()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Optional.of(low);
  }

  private Optional<SizePoint> look(int nodes) {
    return seen.computeIfAbsent(nodes, quick::apply);
  }
}
