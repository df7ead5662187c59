package org.ampplanner.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.placement.Placement;

/** What of a cluster a placement leaves idle. */
public final class IdleNodes {
  private IdleNodes() {}

  /**
   * Returns the names of nodes that serve no rank, in hostfile order, and of idle devices of nodes
   * that serve some.
   */
  public static List<String> of(ClusterLayout layout, Placement placement) {
    List<String> idle = new ArrayList<>();
    if (placement.ranks() == layout.devices()) {
      return idle;
    }
    BitSet used = new BitSet();
    for (int rank = 0; rank < placement.ranks(); rank++) {
      used.set(placement.device(rank));
    }
    for (int node = 0; node < layout.nodes(); node++) {
      int first = layout.firstDevice(node);
      int end = first + layout.line(node).devices();
      if (used.nextSetBit(first) < 0 || used.nextSetBit(first) >= end) {
        idle.add(layout.nodeName(node));
      } else {
        for (int d = used.nextClearBit(first); d < end; d = used.nextClearBit(d + 1)) {
          idle.add(layout.deviceName(d));
        }
      }
    }
    return idle;
  }
}
