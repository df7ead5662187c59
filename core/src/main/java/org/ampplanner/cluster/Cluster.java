package org.ampplanner.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ampplanner.unit.Validation;

/**
 * A cluster: lines of equal nodes in hostfile order, and what the lines cannot say.
 *
 * @param name the cluster's name
 * @param lines in hostfile order, at least one
 * @param links pairwise overrides between nodes, by instance name
 * @param switches a tree of switches: groups of nodes (or of groups) behind one uplink
 */
public record Cluster(
    String name, List<NodeLine> lines, List<LinkOverride> links, List<SwitchGroup> switches) {

  /** The most devices that a cluster may have. */
  public static final int MAX_DEVICES = 4_000_000;

  /**
   * Bandwidth between two nodes that differs from what their own lines say; holds both ways.
   *
   * @param from instance name of a node
   * @param to instance name of another node
   * @param bytesPerSecond bandwidth, positive
   */
  public record LinkOverride(String from, String to, double bytesPerSecond) {
    /** Validates the components. */
    public LinkOverride {
      new Validation()
          .positive("gbps", bytesPerSecond)
          .require(!from.equals(to), "to", to, "is the same node as from", null)
          .throwIfInvalid();
    }
  }

  /**
   * Nodes behind one uplink.
   *
   * @param name the group's name
   * @param members instance names of nodes, or names of other groups, at least one
   * @param uplinkBytesPerSecond bandwidth of the uplink that they share, positive
   */
  public record SwitchGroup(String name, List<String> members, double uplinkBytesPerSecond) {
    /** Validates the components. */
    public SwitchGroup {
      members = List.copyOf(members);
      new Validation()
          .named("name", name)
          .notEmpty("nodes", members)
          .positive("uplink_gbps", uplinkBytesPerSecond)
          .throwIfInvalid();
    }
  }

  /** Validates the components. */
  public Cluster {
    lines = List.copyOf(lines);
    links = List.copyOf(links);
    switches = List.copyOf(switches);
    Validation v = new Validation().named("name", name).notEmpty("nodes", lines);
    Map<String, List<NodeNames>> known = new HashMap<>();
    long devices = 0;
    for (NodeLine line : lines) {
      List<NodeNames> alike = known.computeIfAbsent(line.name(), prefix -> new ArrayList<>());
      v.require(
          alike.stream().noneMatch(line.names()::overlaps),
          "name",
          line.name(),
          "is used by two lines of nodes",
          "use `count`, or another name");
      alike.add(line.names());
      devices += (long) line.count() * line.devices();
    }
    v.require(
        devices <= MAX_DEVICES, "nodes", devices, "hold more devices than " + MAX_DEVICES, null);
    v.throwIfInvalid();
  }

  /** Returns the number of devices. */
  public int devices() {
    return lines.stream().mapToInt(line -> line.count() * line.devices()).sum();
  }

  /** Returns the number of nodes. */
  public int nodes() {
    return lines.stream().mapToInt(NodeLine::count).sum();
  }

  /**
   * Returns the cluster without some of its nodes; the others keep their names, and links and
   * switches are those that are left of them.
   *
   * @param nodes instance names; those that are no node's are ignored
   * @throws org.ampplanner.unit.InvalidValueException if no node is left
   */
  public Cluster without(Set<String> nodes) {
    List<NodeLine> left = lines.stream().flatMap(line -> line.without(nodes).stream()).toList();
    List<LinkOverride> known =
        links.stream()
            .filter(link -> !nodes.contains(link.from()) && !nodes.contains(link.to()))
            .toList();
    return new Cluster(name, left, known, switchesWithout(nodes));
  }

  /** The switches that still lead to a node. */
  private List<SwitchGroup> switchesWithout(Set<String> nodes) {
    Set<String> gone = new HashSet<>(nodes);
    List<SwitchGroup> left = switches;
    int before;
    do {
      before = gone.size();
      List<SwitchGroup> kept = new ArrayList<>();
      for (SwitchGroup group : left) {
        List<String> members =
            group.members().stream().filter(member -> !gone.contains(member)).toList();
        if (members.isEmpty()) {
          gone.add(group.name());
        } else {
          kept.add(new SwitchGroup(group.name(), members, group.uplinkBytesPerSecond()));
        }
      }
      left = kept;
    } while (gone.size() > before);
    return left;
  }

  /** Returns the device types in order of first appearance. */
  public List<DeviceType> deviceTypes() {
    return lines.stream().map(NodeLine::device).distinct().toList();
  }
}
