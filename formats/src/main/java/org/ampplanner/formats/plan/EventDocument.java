package org.ampplanner.formats.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.SearchEvent;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/** What happens in a search as trees, one per event, for logs of JSON lines. */
public final class EventDocument {
  private EventDocument() {}

  /** Returns an event as a tree; its first entry names it. */
  public static Map<String, @Nullable Object> of(SearchEvent event) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    switch (event) {
      case SearchEvent.Enumerated e -> {
        tree.put("event", "enumerated");
        tree.put("candidates", e.candidates());
        tree.put("feasible", e.feasible());
      }
      case SearchEvent.Bounded e -> {
        tree.put("event", "bounded");
        bound(tree, e.strategy(), e.boundSeconds());
      }
      case SearchEvent.Pruned e -> {
        tree.put("event", "pruned");
        bound(tree, e.strategy(), e.boundSeconds());
        tree.put("cutoff_s", finite(e.cutoffSeconds()));
      }
      case SearchEvent.Costed e -> {
        tree.put("event", "costed");
        bound(tree, e.strategy(), e.boundSeconds());
        plan(tree, e.plan());
      }
      case SearchEvent.Improved e -> {
        tree.put("event", "improved");
        tree.putAll(StrategyCells.strategy(e.plan().strategy()));
        plan(tree, e.plan());
      }
      case SearchEvent.Progressed e -> {
        tree.put("event", "progressed");
        tree.put("settled", e.settled());
        tree.put("feasible", e.feasible());
      }
    }
    return tree;
  }

  private static void bound(
      Map<String, @Nullable Object> tree, Strategy strategy, double boundSeconds) {
    tree.putAll(StrategyCells.strategy(strategy));
    tree.put("lower_bound_s", finite(boundSeconds));
  }

  private static void plan(Map<String, @Nullable Object> tree, Plan plan) {
    tree.put("layer_cuts", IntStream.of(plan.partition().cuts()).boxed().toList());
    tree.put("iteration_s", plan.iterationSeconds());
  }

  private static @Nullable Double finite(double seconds) {
    return Double.isFinite(seconds) ? seconds : null;
  }
}
