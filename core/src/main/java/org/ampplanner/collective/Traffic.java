package org.ampplanner.collective;

import java.util.HashMap;
import java.util.Map;
import org.ampplanner.cluster.ClusterLayout;

/**
 * What crosses the network interfaces of nodes in a step at times that nothing coordinates: flows
 * between stages, and the groups of all stages over which sequences and experts are spread. O(ranks
 * of what is added).
 */
public final class Traffic {
  private final Crossing contexts;
  private final Crossing experts;
  private final Map<Integer, Integer> leaving = new HashMap<>();
  private final Map<Integer, Integer> entering = new HashMap<>();

  /** Makes one of nothing. */
  public Traffic(ClusterLayout layout) {
    this.contexts = new Crossing(layout);
    this.experts = new Crossing(layout);
  }

  /** Adds the groups of a stage. */
  public void addStage(Fabric fabric, int stage) {
    fabric.addGroups(stage, contexts, experts);
  }

  /** Adds the flows from a stage to the next. */
  public void addBoundary(Fabric fabric, int stage) {
    fabric.cross(stage, leaving, entering);
  }

  Crossing contexts() {
    return contexts;
  }

  Crossing experts() {
    return experts;
  }

  Map<Integer, Integer> leaving() {
    return leaving;
  }

  Map<Integer, Integer> entering() {
    return entering;
  }
}
