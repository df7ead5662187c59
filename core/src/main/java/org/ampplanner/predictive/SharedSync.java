package org.ampplanner.predictive;

import java.util.List;
import java.util.Map;
import org.ampplanner.collective.NodeUse;

/**
 * Gradient synchronisations of stages that begin at different times and share network interfaces: a
 * fluid model in which every group crossing a node gets an equal part of its interfaces while it is
 * active, but no more than its devices drive. O(stages² · nodes).
 */
final class SharedSync {
  private static final double DONE = 1e-12;

  private SharedSync() {}

  /**
   * Returns when each of them ends.
   *
   * @param begin by stage, when it begins
   * @param work by stage, how long it takes on its own
   * @param crossing by stage and node, how its groups use the node's interfaces
   */
  static double[] ends(double[] begin, double[] work, List<Map<Integer, NodeUse>> crossing) {
    int stages = begin.length;
    double[] ends = begin.clone();
    double[] left = work.clone();
    double now = Double.POSITIVE_INFINITY;
    for (int s = 0; s < stages; s++) {
      now = Math.min(now, begin[s]);
    }
    boolean open = true;
    while (open) {
      open = false;
      double next = Double.POSITIVE_INFINITY;
      double[] slowdown = new double[stages];
      for (int s = 0; s < stages; s++) {
        if (left[s] > DONE && begin[s] <= now) {
          slowdown[s] = slowdown(s, begin, left, now, crossing);
          next = Math.min(next, now + left[s] * slowdown[s]);
          open = true;
        } else if (left[s] > DONE) {
          next = Math.min(next, begin[s]);
          open = true;
        }
      }
      for (int s = 0; open && s < stages; s++) {
        if (slowdown[s] > 0) {
          left[s] -= (next - now) / slowdown[s];
          ends[s] = next;
        }
      }
      now = next;
    }
    return ends;
  }

  private static double slowdown(
      int s, double[] begin, double[] left, double now, List<Map<Integer, NodeUse>> crossing) {
    double worst = 1;
    for (Map.Entry<Integer, NodeUse> node : crossing.get(s).entrySet()) {
      int all = 0;
      for (int o = 0; o < begin.length; o++) {
        boolean active = left[o] > DONE && begin[o] <= now;
        NodeUse other = active ? crossing.get(o).get(node.getKey()) : null;
        all += other == null ? 0 : other.groups();
      }
      worst = Math.max(worst, node.getValue().slowdown(all));
    }
    return worst;
  }
}
