package org.ampplanner.predictive;

import java.util.HashMap;
import java.util.Map;

/**
 * What tensor-parallel groups that leave their nodes cost each other. Groups of several stages or
 * replicas cross one interface at times that nothing coordinates, so that an exchange is stretched
 * by the part of a pipeline's cycle in which others use the interface; and no cycle is shorter than
 * all of them together. O(stages · replicas · nodes).
 */
final class LinkQueue {
  private LinkQueue() {}

  /** The price of a whole stage for one micro-batch. */
  interface Stages {
    LayerPrice price(int replica, int stage);
  }

  /** Returns what is added to a step, in seconds. */
  static double seconds(PriceTables tables, Stages stages) {
    Map<Integer, Double> busy = new HashMap<>();
    int microBatches = tables.mostMicroBatches();
    double cycle = 0;
    int count = tables.strategy().pipelineParallel();
    for (int r = 0; r < tables.replicas().length; r++) {
      for (int s = 0; s < count; s++) {
        LayerPrice price = stages.price(r, s);
        cycle = Math.max(cycle, price.total());
        crossing(tables, r, s)
            .forEach((node, share) -> busy.merge(node, share * exchange(price), Double::sum));
      }
    }
    if (busy.isEmpty()) {
      return 0;
    }
    double stretched = busy.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    for (int r = 0; r < tables.replicas().length; r++) {
      for (int s = 0; s < count; s++) {
        LayerPrice price = stages.price(r, s);
        double others = 0;
        for (var at : crossing(tables, r, s).entrySet()) {
          double own = Math.min(1, at.getValue()) * exchange(price);
          others =
              Math.max(
                  others, Math.min(1, at.getValue()) * (busy.getOrDefault(at.getKey(), own) - own));
        }
        stretched = Math.max(stretched, price.total() + exchange(price) * others / cycle);
      }
    }
    return microBatches * Math.max(0, stretched - cycle);
  }

  private static Map<Integer, Double> crossing(PriceTables tables, int replica, int stage) {
    return tables.placed().tensorCrossing().get(replica).get(stage);
  }

  private static double exchange(LayerPrice price) {
    return price.forwardExchange() + price.backwardExchange();
  }
}
