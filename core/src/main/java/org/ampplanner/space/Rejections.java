package org.ampplanner.space;

import java.util.EnumMap;
import java.util.Map;
import org.ampplanner.cost.Infeasible;

/**
 * Candidates that a space rejected, counted by kind, with one example of each.
 *
 * @param counts how many of each kind
 * @param examples the first reason of each kind
 */
public record Rejections(
    Map<Infeasible.Kind, Integer> counts, Map<Infeasible.Kind, String> examples) {

  /** No rejections. */
  public static final Rejections NONE = new Rejections(Map.of(), Map.of());

  /** Copies the maps. */
  public Rejections {
    counts = Map.copyOf(counts);
    examples = Map.copyOf(examples);
  }

  /** Returns how many candidates were rejected. */
  public int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns the counts of both together. */
  public Rejections with(Rejections other) {
    Map<Infeasible.Kind, Integer> sums = new EnumMap<>(Infeasible.Kind.class);
    sums.putAll(counts);
    other.counts.forEach((kind, count) -> sums.merge(kind, count, Integer::sum));
    Map<Infeasible.Kind, String> all = new EnumMap<>(Infeasible.Kind.class);
    all.putAll(other.examples);
    all.putAll(examples);
    return new Rejections(sums, all);
  }

  /** Collects rejections one by one. */
  static final class Collector {
    private final Map<Infeasible.Kind, Integer> counts = new EnumMap<>(Infeasible.Kind.class);
    private final Map<Infeasible.Kind, String> examples = new EnumMap<>(Infeasible.Kind.class);

    void add(Infeasible infeasible) {
      counts.merge(infeasible.kind(), 1, Integer::sum);
      examples.putIfAbsent(infeasible.kind(), infeasible.reason());
    }

    Rejections collected() {
      return new Rejections(counts, examples);
    }
  }
}
