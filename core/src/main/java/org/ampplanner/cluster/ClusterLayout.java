package org.ampplanner.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.ampplanner.unit.Validation;
import org.jspecify.annotations.Nullable;

/**
 * The numbering of a cluster's nodes and devices in hostfile order, and the bandwidth between them.
 *
 * <p>Devices count from 0: those of the first node, then those of the second. Lookup of a node or a
 * bandwidth is O(1) where the cluster has no switches, else O(depth of the switch tree).
 */
public final class ClusterLayout {
  private final Cluster cluster;
  private final int[] lineOfNode;
  private final int[] indexInLine;
  private final int[] domain;
  private final int[] firstDevice;
  private final Map<Long, Double> overrides = new HashMap<>();
  private final Map<String, Cluster.SwitchGroup> parents = new HashMap<>();

  /**
   * Lays out a cluster.
   *
   * @throws org.ampplanner.unit.InvalidValueException if a link or a switch names an unknown node
   */
  public ClusterLayout(Cluster cluster) {
    this.cluster = cluster;
    int nodes = cluster.nodes();
    lineOfNode = new int[nodes];
    indexInLine = new int[nodes];
    domain = new int[nodes];
    firstDevice = new int[nodes + 1];
    Map<String, Integer> domains = new HashMap<>();
    int node = 0;
    for (int l = 0; l < cluster.lines().size(); l++) {
      NodeLine line = cluster.lines().get(l);
      for (int i = 0; i < line.count(); i++, node++) {
        lineOfNode[node] = l;
        indexInLine[node] = i;
        domain[node] = line.linkedNodes() == 1 ? node : domain(line, i, node, domains);
        firstDevice[node + 1] = firstDevice[node] + line.devices();
      }
    }
    readLinks();
  }

  /** The first node of the domain of a linked node; nodes may lack in it. */
  private static int domain(NodeLine line, int index, int node, Map<String, Integer> known) {
    int number = (line.names().first() + index) / line.linkedNodes();
    Integer first = known.putIfAbsent(line.name() + ":" + number, node);
    return first == null ? node : first;
  }

  private void readLinks() {
    Validation v = new Validation();
    for (Cluster.LinkOverride link : cluster.links()) {
      OptionalInt from = findNode(link.from());
      OptionalInt to = findNode(link.to());
      known(v, "from", link.from(), from.isPresent());
      known(v, "to", link.to(), to.isPresent());
      if (from.isPresent() && to.isPresent()) {
        overrides.put(pair(from.getAsInt(), to.getAsInt()), link.bytesPerSecond());
      }
    }
    Set<String> groups = new LinkedHashSet<>();
    cluster.switches().forEach(group -> groups.add(group.name()));
    for (Cluster.SwitchGroup group : cluster.switches()) {
      for (String member : group.members()) {
        known(v, "nodes", member, groups.contains(member) || findNode(member).isPresent());
        v.require(parents.put(member, group) == null, "nodes", member, "is in two groups", null);
      }
    }
    for (Cluster.SwitchGroup group : cluster.switches()) {
      v.require(!inOwnSubtree(group), "groups", group.name(), "contains itself", null);
    }
    v.throwIfInvalid();
  }

  private void known(Validation v, String field, String name, boolean exists) {
    String example = nodeName(0);
    v.require(
        exists, field, name, "is not a node", "nodes are named `<name>-<i>`, such as " + example);
  }

  private boolean inOwnSubtree(Cluster.SwitchGroup group) {
    Set<String> seen = new LinkedHashSet<>();
    Cluster.SwitchGroup at = parents.get(group.name());
    while (at != null && seen.add(at.name())) {
      if (at.name().equals(group.name())) {
        return true;
      }
      at = parents.get(at.name());
    }
    return false;
  }

  /** Returns the cluster that is laid out. */
  public Cluster cluster() {
    return cluster;
  }

  /** Returns the number of nodes. */
  public int nodes() {
    return lineOfNode.length;
  }

  /** Returns the number of devices. */
  public int devices() {
    return firstDevice[lineOfNode.length];
  }

  /** Returns the line that a node stands in. */
  public NodeLine line(int node) {
    return cluster.lines().get(lineOfNode[node]);
  }

  /**
   * Returns the domain of a node: nodes of one domain share their intra-node link. Domains are
   * named by their first node.
   */
  public int domainOf(int node) {
    return domain[node];
  }

  /** Returns the first device of a node. */
  public int firstDevice(int node) {
    return firstDevice[node];
  }

  /** Returns the node of a device. */
  public int nodeOf(int device) {
    int i = Arrays.binarySearch(firstDevice, device);
    return i >= 0 ? i : -i - 2;
  }

  /** Returns the type of a device. */
  public DeviceType typeOf(int device) {
    return line(nodeOf(device)).device();
  }

  /** Returns the instance name of a node, {@code <name>-<i>}. */
  public String nodeName(int node) {
    return line(node).names().name(indexInLine[node]);
  }

  /** Returns the name of a device, {@code <node>:<slot>}. */
  public String deviceName(int device) {
    int node = nodeOf(device);
    return nodeName(node) + ":" + (device - firstDevice[node]);
  }

  /** Returns the device of that name, if there is one. */
  public OptionalInt findDevice(String name) {
    int colon = name.lastIndexOf(':');
    OptionalInt node = colon < 0 ? OptionalInt.empty() : findNode(name.substring(0, colon));
    OptionalInt slot = colon < 0 ? OptionalInt.empty() : parseIndex(name.substring(colon + 1));
    if (node.isEmpty() || slot.isEmpty()) {
      return OptionalInt.empty();
    }
    boolean exists = slot.getAsInt() < line(node.getAsInt()).devices();
    return exists
        ? OptionalInt.of(firstDevice[node.getAsInt()] + slot.getAsInt())
        : OptionalInt.empty();
  }

  /** Returns the node of that instance name, if there is one. */
  public OptionalInt findNode(String name) {
    int node = 0;
    for (NodeLine line : cluster.lines()) {
      OptionalInt index = line.names().find(name);
      if (index.isPresent()) {
        return OptionalInt.of(node + index.getAsInt());
      }
      node += line.count();
    }
    return OptionalInt.empty();
  }

  private static OptionalInt parseIndex(String digits) {
    return digits.matches("0|[1-9][0-9]{0,8}")
        ? OptionalInt.of(Integer.parseInt(digits))
        : OptionalInt.empty();
  }

  /**
   * Returns the nominal bandwidth of one direction between two devices, in bytes per second: inside
   * a node its intra-node link; between nodes the pairwise override where there is one, else the
   * slower of the two nodes' links and of the uplinks on the way. Sharing is not considered.
   */
  public double bandwidth(int deviceA, int deviceB) {
    int a = nodeOf(deviceA);
    int b = nodeOf(deviceB);
    if (a == b || domainOf(a) == domainOf(b)) {
      return line(a).intra().bytesPerSecond();
    }
    Double override = overrides.get(pair(a, b));
    if (override != null) {
      return override;
    }
    double nodes = Math.min(line(a).inter().bytesPerSecond(), line(b).inter().bytesPerSecond());
    return parents.isEmpty() ? nodes : Math.min(nodes, uplinks(a, b));
  }

  private double uplinks(int a, int b) {
    List<Cluster.SwitchGroup> fromA = ancestors(a);
    List<Cluster.SwitchGroup> fromB = ancestors(b);
    double slowest = Double.POSITIVE_INFINITY;
    for (Cluster.SwitchGroup group : fromA) {
      slowest = fromB.contains(group) ? slowest : Math.min(slowest, group.uplinkBytesPerSecond());
    }
    for (Cluster.SwitchGroup group : fromB) {
      slowest = fromA.contains(group) ? slowest : Math.min(slowest, group.uplinkBytesPerSecond());
    }
    return slowest;
  }

  /**
   * Returns the switches whose uplinks traffic between two nodes takes on its way up from the
   * first; those on its way down to the second are those of the opposite direction. Nodes of one
   * domain and those with a link of their own take none.
   */
  public List<Cluster.SwitchGroup> uplinksFrom(int a, int b) {
    if (parents.isEmpty() || domainOf(a) == domainOf(b) || overrides.containsKey(pair(a, b))) {
      return List.of();
    }
    List<Cluster.SwitchGroup> toB = ancestors(b);
    return ancestors(a).stream().filter(group -> !toB.contains(group)).toList();
  }

  private List<Cluster.SwitchGroup> ancestors(int node) {
    List<Cluster.SwitchGroup> groups = new ArrayList<>();
    Cluster.SwitchGroup at = parents.get(nodeName(node));
    while (at != null) {
      groups.add(at);
      at = parents.get(at.name());
    }
    return groups;
  }

  /** Returns the name of the switch that a node hangs on, or null if there is none. */
  public @Nullable String switchOf(int node) {
    Cluster.SwitchGroup parent = parents.get(nodeName(node));
    return parent == null ? null : parent.name();
  }

  /** Returns whether the cluster names links or switches beyond what its lines say. */
  public boolean hasTopology() {
    return !overrides.isEmpty() || !parents.isEmpty();
  }

  private static long pair(int a, int b) {
    return ((long) Math.min(a, b) << 32) | Math.max(a, b);
  }
}
