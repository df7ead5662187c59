package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.placement.Placement;

/**
 * Where every rank of a plan runs. On each node the processes are numbered by rank, and the devices
 * are made visible in the order in which those processes use them; so a rank's device follows from
 * its number on its node, whatever starts it.
 *
 * @param nodes those that hold a rank, in the order of their lowest rank
 */
record Ranks(List<Node> nodes) {

  /**
   * One node.
   *
   * @param name as the cluster calls it
   * @param host its address
   * @param ranks ascending
   * @param devices numbers on the node, in the order of the ranks
   */
  record Node(String name, String host, List<Integer> ranks, List<Integer> devices) {
    Node {
      ranks = List.copyOf(ranks);
      devices = List.copyOf(devices);
    }
  }

  Ranks {
    nodes = List.copyOf(nodes);
  }

  /**
   * Finds the ranks of every node.
   *
   * @param hosts addresses by node name; a node that is not there has its name as address
   */
  static Ranks of(Placement placement, ClusterLayout layout, Map<String, String> hosts) {
    Map<Integer, List<Integer>> byNode = new LinkedHashMap<>();
    for (int rank = 0; rank < placement.ranks(); rank++) {
      int node = layout.nodeOf(placement.device(rank));
      byNode.computeIfAbsent(node, n -> new ArrayList<>()).add(rank);
    }
    List<Node> nodes = new ArrayList<>();
    byNode.forEach((node, ranks) -> {
      String name = layout.nodeName(node);
      List<Integer> devices =
          ranks.stream().map(r -> placement.device(r) - layout.firstDevice(node)).toList();
      nodes.add(new Node(name, hosts.getOrDefault(name, name), ranks, devices));
    });
    return new Ranks(nodes);
  }

  int worldSize() {
    return nodes.stream().mapToInt(n -> n.ranks.size()).sum();
  }

  /** Returns the index into {@link #nodes} by rank. */
  int[] nodeOfRank() {
    int[] node = new int[worldSize()];
    for (int n = 0; n < nodes.size(); n++) {
      for (int rank : nodes.get(n).ranks) {
        node[rank] = n;
      }
    }
    return node;
  }

  /** Returns the number on its node by rank. */
  int[] localOfRank() {
    int[] local = new int[worldSize()];
    for (Node node : nodes) {
      for (int i = 0; i < node.ranks.size(); i++) {
        local[node.ranks.get(i)] = i;
      }
    }
    return local;
  }

  /**
   * Returns the ranks node by node: the order in which a launcher that knows nodes numbers them.
   */
  int[] inNodeOrder() {
    return nodes.stream().flatMap(n -> n.ranks.stream()).mapToInt(Integer::intValue).toArray();
  }

  /** Returns whether ranks are numbered node by node, so that no launcher has to renumber them. */
  boolean consecutive() {
    int[] order = inNodeOrder();
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    return Arrays.equals(order, sorted);
  }
}
