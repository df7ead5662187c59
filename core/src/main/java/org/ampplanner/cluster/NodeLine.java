package org.ampplanner.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ampplanner.unit.Units;
import org.ampplanner.unit.Validation;
import org.jspecify.annotations.Nullable;

/**
 * One line of a cluster: equal nodes with consecutive names.
 *
 * @param names the nodes' names
 * @param device type of their devices
 * @param devices devices per node, at least 1
 * @param intra link of a device to its peers in the node
 * @param inter link of the node to other nodes, all its NICs together
 * @param nics network interfaces that share {@code inter}, at least 1
 * @param pricePerHour price of one node, or null if unknown
 * @param linkedNodes consecutively numbered nodes whose devices share the intra-node link (an
 *     NVLink domain of several nodes, as in GB200 NVL72), at least 1
 */
public record NodeLine(
    NodeNames names,
    DeviceType device,
    int devices,
    Link intra,
    Link inter,
    int nics,
    @Nullable Double pricePerHour,
    int linkedNodes) {

  /** Makes a line of nodes numbered from 0, whose fast link ends at the node. */
  public NodeLine(
      String name,
      int count,
      DeviceType device,
      int devices,
      Link intra,
      Link inter,
      int nics,
      @Nullable Double pricePerHour) {
    this(new NodeNames(name, 0, count), device, devices, intra, inter, nics, pricePerHour, 1);
  }

  /**
   * One direction of a link.
   *
   * @param bytesPerSecond nominal bandwidth, positive
   * @param latencySeconds time of an empty message, at least 0
   */
  public record Link(double bytesPerSecond, double latencySeconds) {
    /** Validates the components. */
    public Link {
      new Validation()
          .positive("gbps", Units.toGbps(bytesPerSecond))
          .notNegative("latency_us", latencySeconds)
          .throwIfInvalid();
    }
  }

  /** Validates the components. */
  public NodeLine {
    Validation v =
        new Validation()
            .positive("devices", devices)
            .positive("nics", nics)
            .positive("linked_nodes", linkedNodes);
    if (pricePerHour != null) {
      v.notNegative("price_per_hour", pricePerHour);
    }
    v.throwIfInvalid();
  }

  /** Returns what the nodes' names start with. */
  public String name() {
    return names.prefix();
  }

  /** Returns the number of nodes. */
  public int count() {
    return names.count();
  }

  /**
   * Links from device to device from here on are NVLink or its like (150 GB/s: V100, 8 in a node).
   */
  private static final double DIRECT_BYTES_PER_SECOND = 100e9;

  /** No node with an interface for each device has slower ones (50 Gbps). */
  private static final double LEAST_INTERFACE_BYTES_PER_SECOND = 6.25e9;

  /**
   * Returns how many interfaces a node has that does not say so: one for each device where eight or
   * more are linked directly and the network is as fast as so many interfaces, else one.
   *
   * @param intra bytes per second from a device to its peers
   * @param inter bytes per second of the node to others
   */
  public static int usualInterfaces(int devices, double intra, double inter) {
    boolean rails =
        devices >= 8
            && intra >= DIRECT_BYTES_PER_SECOND
            && inter >= devices * LEAST_INTERFACE_BYTES_PER_SECOND;
    return rails ? devices : 1;
  }

  /**
   * Returns the part of the node's interfaces that so many of its devices can drive together: every
   * device has its own interfaces where there are as many (rails), one where there are fewer.
   *
   * @param used devices, at least 1
   */
  public double interfaceShare(int used) {
    return Math.min(1, (double) used / Math.min(devices, nics));
  }

  /**
   * Returns the part of the node's interfaces that lie next to so many neighbouring devices.
   *
   * @param used devices, at least 1
   */
  public double interfacesBeside(int used) {
    return nics >= devices
        ? interfaceShare(used)
        : Math.min(1, Math.ceil((double) used * nics / devices) / nics);
  }

  /** Returns whether nodes of both lines are interchangeable, whatever their names. */
  public boolean sameClass(NodeLine other) {
    return device.equals(other.device)
        && devices == other.devices
        && intra.equals(other.intra)
        && inter.equals(other.inter)
        && nics == other.nics
        && linkedNodes == other.linkedNodes;
  }

  /** Returns the lines that are left without some nodes, by name: a line a gap. */
  List<NodeLine> without(Set<String> nodes) {
    List<NodeLine> left = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= count(); i++) {
      if (i == count() || nodes.contains(names.name(i))) {
        if (i > from) {
          left.add(with(names.part(from, i)));
        }
        from = i + 1;
      }
    }
    return left;
  }

  /** Returns this line with other devices. */
  public NodeLine with(DeviceType other) {
    return new NodeLine(names, other, devices, intra, inter, nics, pricePerHour, linkedNodes);
  }

  /** Returns this line with other links. */
  public NodeLine with(Link newIntra, Link newInter) {
    return new NodeLine(
        names, device, devices, newIntra, newInter, nics, pricePerHour, linkedNodes);
  }

  /** Returns this line with other names, and as many nodes. */
  NodeLine with(NodeNames newNames) {
    return new NodeLine(newNames, device, devices, intra, inter, nics, pricePerHour, linkedNodes);
  }
}
