package org.ampplanner.collective;

import java.util.HashMap;
import java.util.Map;
import org.ampplanner.cluster.Cluster.SwitchGroup;
import org.ampplanner.cluster.ClusterLayout;

/** Flows between nodes that go on at the same time and share uplinks, each direction by itself. */
final class UplinkFlows {
  private final ClusterLayout layout;
  private final Map<String, Integer> up = new HashMap<>();
  private final Map<String, Integer> down = new HashMap<>();

  UplinkFlows(ClusterLayout layout) {
    this.layout = layout;
  }

  /** Adds a flow. */
  void add(int fromNode, int toNode) {
    for (SwitchGroup group : layout.uplinksFrom(fromNode, toNode)) {
      up.merge(group.name(), 1, Integer::sum);
    }
    for (SwitchGroup group : layout.uplinksFrom(toNode, fromNode)) {
      down.merge(group.name(), 1, Integer::sum);
    }
  }

  /** Adds the flows of a ring. */
  void addRing(int[] nodes) {
    for (int i = 0; i < nodes.length; i++) {
      add(nodes[i], nodes[(i + 1) % nodes.length]);
    }
  }

  /** Returns what the uplinks leave to each flow between two nodes; infinite if it takes none. */
  double bytesPerSecond(int fromNode, int toNode) {
    double least = Double.POSITIVE_INFINITY;
    for (SwitchGroup group : layout.uplinksFrom(fromNode, toNode)) {
      int flows = Math.max(1, up.getOrDefault(group.name(), 1));
      least = Math.min(least, group.uplinkBytesPerSecond() / flows);
    }
    for (SwitchGroup group : layout.uplinksFrom(toNode, fromNode)) {
      int flows = Math.max(1, down.getOrDefault(group.name(), 1));
      least = Math.min(least, group.uplinkBytesPerSecond() / flows);
    }
    return least;
  }
}
