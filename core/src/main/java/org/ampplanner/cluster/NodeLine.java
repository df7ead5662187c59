package org.ampplanner.cluster;

import org.ampplanner.unit.Units;
import org.ampplanner.unit.Validation;
import org.jspecify.annotations.Nullable;

/**
 * One line of a cluster: {@code count} equal nodes, named {@code <name>-0} and so on.
 *
 * @param name prefix of the nodes' names
 * @param count equal nodes, at least 1
 * @param device type of their devices
 * @param devices devices per node, at least 1
 * @param intra link of a device to its peers in the node
 * @param inter link of the node to other nodes, all its NICs together
 * @param nics network interfaces that share {@code inter}, at least 1
 * @param pricePerHour price of one node, or null if unknown
 * @param linkedNodes consecutive nodes whose devices share the intra-node link (an NVLink domain of
 *     several nodes, as in GB200 NVL72), at least 1
 */
public record NodeLine(
    String name,
    int count,
    DeviceType device,
    int devices,
    Link intra,
    Link inter,
    int nics,
    @Nullable Double pricePerHour,
    int linkedNodes) {

  /** Makes a line of nodes whose fast link ends at the node. */
  public NodeLine(
      String name,
      int count,
      DeviceType device,
      int devices,
      Link intra,
      Link inter,
      int nics,
      @Nullable Double pricePerHour) {
    this(name, count, device, devices, intra, inter, nics, pricePerHour, 1);
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
            .notBlank("name", name)
            .require(
                !name.contains(":") && !name.contains(" "),
                "name",
                name,
                "must not hold a colon or a blank",
                null)
            .positive("count", count)
            .positive("devices", devices)
            .positive("nics", nics)
            .positive("linked_nodes", linkedNodes);
    if (pricePerHour != null) {
      v.notNegative("price_per_hour", pricePerHour);
    }
    v.throwIfInvalid();
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

  /** Returns this line with other devices. */
  public NodeLine with(DeviceType other) {
    return new NodeLine(name, count, other, devices, intra, inter, nics, pricePerHour, linkedNodes);
  }

  /** Returns this line with other links. */
  public NodeLine with(Link newIntra, Link newInter) {
    return new NodeLine(
        name, count, device, devices, newIntra, newInter, nics, pricePerHour, linkedNodes);
  }
}
