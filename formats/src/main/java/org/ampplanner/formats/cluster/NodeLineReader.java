package org.ampplanner.formats.cluster;

import java.util.Optional;
import java.util.OptionalDouble;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cluster.NodeNames;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Range;
import org.ampplanner.unit.Units;

/** Reads what a line of nodes and a node type have in common. */
final class NodeLineReader {
  private final DeviceTypes types;

  NodeLineReader(DeviceTypes types) {
    this.types = types;
  }

  /**
   * A line that may still lack its link to other nodes.
   *
   * @param fields where it is read from
   * @param name the name of its nodes
   * @param first the number of the first of them
   * @param count how many
   * @param device their device type, if that could be read
   * @param devices devices per node
   * @param intra bandwidth in the node, if given
   * @param inter bandwidth between nodes, if given
   */
  record Draft(
      Fields fields,
      String name,
      int first,
      int count,
      Optional<DeviceType> device,
      int devices,
      OptionalDouble intra,
      OptionalDouble inter) {

    /** Returns whether a node has its name from both lines, which are named by their files. */
    boolean sharesNames(Draft other) {
      return fields.has("name")
          && other.fields.has("name")
          && name.equals(other.name)
          && first < other.first + other.count
          && other.first < first + count;
    }

    /** Returns where the line names its device type. */
    Location deviceAt() {
      return fields.at("device");
    }

    /**
     * Finishes the line. A bandwidth that nothing will ever use may be missing: between nodes where
     * there is one node only, inside a node of one device.
     */
    Optional<NodeLine> finish(boolean onlyNode) {
      if (!onlyNode) {
        fields.require("inter_node_gbps", "the bandwidth of the node's network");
      }
      if (devices > 1) {
        fields.require("intra_node_gbps", "the bandwidth from device to device in the node");
      }
      double between = inter.orElse(intra.orElse(1));
      double inside = intra.orElse(inter.orElse(1));
      double latencyInside = fields.number("intra_node_latency_us", Range.NOT_NEGATIVE).orElse(0);
      double latencyBetween = fields.number("inter_node_latency_us", Range.NOT_NEGATIVE).orElse(0);
      int nics =
          fields
              .wholeInt("nics", Range.POSITIVE, 1024)
              .orElse(NodeLine.usualInterfaces(devices, Units.gbps(inside), Units.gbps(between)));
      int linked = fields.wholeInt("linked_nodes", Range.POSITIVE, Cluster.MAX_DEVICES).orElse(1);
      boolean measuredInside = fields.flag("intra_node_measured").orElse(false);
      boolean measuredBetween = fields.flag("inter_node_measured").orElse(false);
      OptionalDouble price = fields.number("price_per_hour", Range.NOT_NEGATIVE);
      fields.end();
      return device.flatMap(type ->
          fields.build(() ->
              new NodeLine(
                  new NodeNames(name, first, count),
                  type,
                  devices,
                  new NodeLine.Link(
                      MeasuredLinks.inside(Units.gbps(inside), measuredInside),
                      Units.micros(latencyInside)),
                  new NodeLine.Link(
                      MeasuredLinks.between(Units.gbps(between), measuredBetween),
                      Units.micros(latencyBetween)),
                  nics,
                  price.isPresent() ? price.getAsDouble() : null,
                  linked)));
    }
  }

  /** Reads a line of a cluster. */
  Draft line(Fields fields) {
    fields.require("name", "the prefix of its nodes' names");
    String name = fields.text("name").orElse("node");
    int count = fields.wholeInt("count", Range.POSITIVE, Cluster.MAX_DEVICES).orElse(1);
    int first = fields.wholeInt("first", Range.NOT_NEGATIVE, Cluster.MAX_DEVICES).orElse(0);
    return read(fields, name, first, count);
  }

  /** Reads a node type as a line of so many nodes. */
  Draft read(Fields fields, String name, int count) {
    return read(fields, name, 0, count);
  }

  private Draft read(Fields fields, String name, int first, int count) {
    fields.confusion("gpu", "device");
    fields.confusion("gpus", "devices");
    fields.confusion("gpus_per_node", "devices");
    fields.confusion("num_gpus", "devices");
    fields.confusion("devices_per_node", "devices");
    fields.require("device", "a device type, such as `A100-SXM-80GB`");
    Optional<DeviceType> type =
        fields.text("device").flatMap(id -> types.resolve(fields.node("device").orElseThrow(), id));
    int devices = fields.requiredInt("devices", Range.POSITIVE, Cluster.MAX_DEVICES, 1);
    return new Draft(
        fields,
        name,
        first,
        count,
        type,
        devices,
        fields.number("intra_node_gbps", Range.POSITIVE),
        fields.number("inter_node_gbps", Range.POSITIVE));
  }
}
