package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
   * One host: a node of the cluster, or several that have one address.
   *
   * @param name as the cluster calls it
   * @param host its address
   * @param kind types of its devices, as the catalogue or the job calls them
   * @param ranks ascending
   * @param devices numbers on the host, in the order of the ranks, each once
   */
  record Node(String name, String host, String kind, List<Integer> ranks, List<Integer> devices) {
    Node {
      ranks = List.copyOf(ranks);
      devices = List.copyOf(devices);
    }

    /** Returns as many devices as the highest number that is used makes necessary. */
    int devicesAskedFor() {
      return 1 + devices.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
  }

  Ranks {
    nodes = List.copyOf(nodes);
  }

  /**
   * Finds the ranks of every host. Where nodes of the cluster have one address, the devices of that
   * host are counted through all of them, so that no two ranks share one.
   *
   * @param hosts addresses by node name; a node that is not there has its name as address
   */
  static Ranks of(Placement placement, ClusterLayout layout, Map<String, String> hosts) {
    int[] first = firstOnHost(layout, hosts);
    Map<String, List<Integer>> byHost = new LinkedHashMap<>();
    for (int rank = 0; rank < placement.ranks(); rank++) {
      String address = address(layout.nodeOf(placement.device(rank)), layout, hosts);
      byHost.computeIfAbsent(HostAddress.host(address), h -> new ArrayList<>()).add(rank);
    }
    List<Node> nodes = new ArrayList<>();
    for (List<Integer> ranks : byHost.values()) {
      List<Integer> devices = new ArrayList<>();
      Set<String> names = new LinkedHashSet<>();
      Set<String> kinds = new LinkedHashSet<>();
      for (int rank : ranks) {
        int device = placement.device(rank);
        int node = layout.nodeOf(device);
        names.add(layout.nodeName(node));
        kinds.add(layout.typeOf(device).id());
        devices.add(first[node] + device - layout.firstDevice(node));
      }
      String address = address(layout.nodeOf(placement.device(ranks.get(0))), layout, hosts);
      nodes.add(
          new Node(String.join(", ", names), address, String.join(", ", kinds), ranks, devices));
    }
    return new Ranks(nodes);
  }

  /** Returns by node how many devices of its host come before its own. */
  private static int[] firstOnHost(ClusterLayout layout, Map<String, String> hosts) {
    Map<String, Integer> counted = new HashMap<>();
    int[] first = new int[layout.nodes()];
    for (int node = 0; node < first.length; node++) {
      int next = node + 1 < first.length ? layout.firstDevice(node + 1) : layout.devices();
      int devices = next - layout.firstDevice(node);
      String host = HostAddress.host(address(node, layout, hosts));
      first[node] = counted.merge(host, devices, Integer::sum) - devices;
    }
    return first;
  }

  private static String address(int node, ClusterLayout layout, Map<String, String> hosts) {
    String name = layout.nodeName(node);
    return hosts.getOrDefault(name, name);
  }

  /** Returns the address of the host of rank 0, for the other ranks. */
  String master() {
    return HostAddress.withoutUser(nodes.get(0).host());
  }

  int worldSize() {
    return nodes.stream().mapToInt(n -> n.ranks.size()).sum();
  }

  /**
   * Returns the nodes that can stand for each other: of one kind, with as many devices asked for.
   * Groups and members are in the order of the nodes.
   *
   * @return indices into {@link #nodes}
   */
  List<List<Integer>> alike() {
    Map<List<Object>, List<Integer>> groups = new LinkedHashMap<>();
    for (int n = 0; n < nodes.size(); n++) {
      Node node = nodes.get(n);
      groups
          .computeIfAbsent(List.of(node.kind, node.devicesAskedFor()), k -> new ArrayList<>())
          .add(n);
    }
    return List.copyOf(groups.values());
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
