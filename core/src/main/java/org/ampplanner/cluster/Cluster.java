package org.ampplanner.cluster;

import java.util.HashSet;
import java.util.List;
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
          .notBlank("name", name)
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
    Validation v = new Validation().notBlank("name", name).notEmpty("nodes", lines);
    Set<String> names = new HashSet<>();
    long devices = 0;
    for (NodeLine line : lines) {
      v.require(
          names.add(line.name()),
          "name",
          line.name(),
          "is used by two lines of nodes",
          "use `count`, or another name");
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

  /** Returns the device types in order of first appearance. */
  public List<DeviceType> deviceTypes() {
    return lines.stream().map(NodeLine::device).distinct().toList();
  }
}
