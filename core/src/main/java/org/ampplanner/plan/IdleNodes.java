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
   * that serve some. O(devices).
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
      int free = idle(used, first, end);
      if (free == end - first) {
        idle.add(layout.nodeName(node));
      } else if (free > 0) {
        for (int d = first; d < end; d++) {
          if (!used.get(d)) {
            idle.add(layout.deviceName(d));
          }
        }
      }
    }
    return idle;
  }

  /** Devices of a node that serve no rank; a look at each, since a scan may run far beyond it. */
  private static int idle(BitSet used, int first, int end) {
    int free = 0;
    for (int d = first; d < end; d++) {
      free += used.get(d) ? 0 : 1;
    }
    return free;
  }
}
