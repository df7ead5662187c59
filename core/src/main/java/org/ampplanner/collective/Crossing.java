package org.ampplanner.collective;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.ampplanner.cluster.ClusterLayout;

/**
 * Which groups leave their domain through the network interfaces of which nodes at the same time,
 * and with how many devices. O(devices of the groups).
 */
final class Crossing {
  private final ClusterLayout layout;
  private final Map<Integer, Integer> groups = new HashMap<>();
  private final Map<Integer, Integer> devices = new HashMap<>();

  Crossing(ClusterLayout layout) {
    this.layout = layout;
  }

  /** Counts groups; those within one domain cross nothing. */
  Crossing add(int[][] added) {
    for (int[] group : added) {
      Set<Integer> domains = new HashSet<>();
      Set<Integer> nodes = new HashSet<>();
      for (int device : group) {
        int node = layout.nodeOf(device);
        nodes.add(node);
        domains.add(layout.domainOf(node));
      }
      if (domains.size() > 1) {
        nodes.forEach(node -> groups.merge(node, 1, Integer::sum));
        for (int device : group) {
          devices.merge(layout.nodeOf(device), 1, Integer::sum);
        }
      }
    }
    return this;
  }

  /** Returns how many groups cross a node, at least 1. */
  int groups(int node) {
    return groups.getOrDefault(node, 1);
  }

  /**
   * Returns the part of a node's interfaces that falls to one of these groups.
   *
   * @param own devices of the group on the node
   * @param all these groups, and those that come at other times
   */
  double share(int node, int own, Crossing all) {
    return NodeUse.share(
        layout.line(node),
        own,
        devices.getOrDefault(node, own),
        groups(node),
        Math.max(groups(node), all.groups(node)));
  }

  /** Returns by node how groups that come at the same time use its interfaces. */
  Map<Integer, NodeUse> uses() {
    Map<Integer, NodeUse> uses = new HashMap<>();
    groups.forEach((node, count) -> {
      int each = Math.max(1, devices.getOrDefault(node, count) / count);
      uses.put(node, new NodeUse(count, share(node, each, this)));
    });
    return uses;
  }
}
