package org.ampplanner.stages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.placement.Placement;
import org.jspecify.annotations.Nullable;

/**
 * Replicas that are each on consecutive devices of one class of nodes.
 *
 * @param counts replicas by class; 0 where a class is left idle
 * @param devices first devices of every replica's nodes, class after class
 * @param tensorParallel devices of a stage of a replica
 * @param pipelineParallel stages
 */
@SuppressWarnings("ArrayRecordComponent") // read, not compared
record ReplicasByClass(
    int[] counts, List<int[]> devices, int tensorParallel, int pipelineParallel) {

  /**
   * Returns as many replicas as there is room for; null if there is none on one of the classes.
   *
   * @param used by class, whether it is used
   */
  static @Nullable ReplicasByClass of(
      ClusterLayout layout, List<NodeClass> classes, boolean[] used, int tp, int pp) {
    int size = tp * pp;
    int[] counts = new int[classes.size()];
    List<int[]> devices = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      NodeClass own = classes.get(c);
      int perNode = own.line().devices();
      if (!used[c]) {
        continue;
      }
      if (perNode % tp != 0 || (size > perNode && size % perNode != 0)) {
        return null;
      }
      int nodes = Math.max(1, size / perNode);
      for (int n = 0; n + nodes <= own.nodes().size(); n += nodes) {
        for (int first = 0; first + Math.min(size, perNode) <= perNode; first += size) {
          devices.add(replica(layout, own, n, first, size));
          counts[c]++;
        }
      }
      if (counts[c] == 0) {
        return null;
      }
    }
    return new ReplicasByClass(counts, devices, tp, pp);
  }

  private static int[] replica(ClusterLayout layout, NodeClass own, int node, int first, int size) {
    int[] devices = new int[size];
    int perNode = own.line().devices();
    for (int d = 0; d < size; d++) {
      int at = first + d;
      devices[d] = layout.firstDevice(own.nodes().get(node + at / perNode)) + at % perNode;
    }
    return devices;
  }

  /** Returns how many classes are used. */
  int usedClasses() {
    return (int) Arrays.stream(counts).filter(n -> n > 0).count();
  }

  int count() {
    return devices.size();
  }

  /** Returns the placement, ranks numbered stage by stage, replica by replica. */
  Placement placement() {
    int[] ranks = new int[count() * tensorParallel * pipelineParallel];
    int rank = 0;
    for (int s = 0; s < pipelineParallel; s++) {
      for (int[] replica : devices) {
        for (int t = 0; t < tensorParallel; t++) {
          ranks[rank++] = replica[s * tensorParallel + t];
        }
      }
    }
    return new Placement(ranks);
  }
}
