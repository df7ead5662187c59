package org.ampplanner.formats.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.formats.source.Inverse;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;

/** A cluster in the names of a cluster file. */
public final class ClusterDocument {
  private ClusterDocument() {}

  /** Returns the tree, device types, links and switches included: a cluster file. */
  public static Map<String, Object> of(Cluster cluster) {
    Map<String, Object> tree = lines(cluster);
    if (!cluster.links().isEmpty()) {
      tree.put("links", cluster.links().stream().map(ClusterDocument::link).toList());
    }
    if (!cluster.switches().isEmpty()) {
      tree.put("groups", cluster.switches().stream().map(ClusterDocument::group).toList());
    }
    Map<String, Object> devices = new LinkedHashMap<>();
    cluster.deviceTypes().forEach(type -> devices.put(type.id(), device(type)));
    tree.put("devices", devices);
    return tree;
  }

  /** Returns the name and the lines of nodes alone. */
  public static Map<String, Object> lines(Cluster cluster) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", cluster.name());
    tree.put("nodes", cluster.lines().stream().map(ClusterDocument::nodes).toList());
    return tree;
  }

  private static Map<String, Object> nodes(NodeLine line) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", line.name());
    if (line.names().first() > 0) {
      tree.put("first", line.names().first());
    }
    tree.put("count", line.count());
    tree.put("device", line.device().id());
    tree.put("devices", line.devices());
    tree.put("intra_node_gbps", gbps(line.intra().bytesPerSecond()));
    tree.put("inter_node_gbps", gbps(line.inter().bytesPerSecond()));
    tree.put("intra_node_latency_us", micros(line.intra().latencySeconds()));
    tree.put("inter_node_latency_us", micros(line.inter().latencySeconds()));
    tree.put("nics", line.nics());
    if (line.linkedNodes() > 1) {
      tree.put("linked_nodes", line.linkedNodes());
    }
    Double price = line.pricePerHour();
    if (price != null) {
      tree.put("price_per_hour", price);
    }
    return tree;
  }

  private static Map<String, Object> link(Cluster.LinkOverride link) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("from", link.from());
    tree.put("to", link.to());
    tree.put("gbps", gbps(link.bytesPerSecond()));
    return tree;
  }

  private static Map<String, Object> group(Cluster.SwitchGroup group) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", group.name());
    tree.put("nodes", List.copyOf(group.members()));
    tree.put("uplink_gbps", gbps(group.uplinkBytesPerSecond()));
    return tree;
  }

  private static Map<String, Object> device(DeviceType type) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("memory_gib", inverse(type.memoryBytes(), type.memoryBytes() / Units.GIB, Units::gib));
    tree.put("memory_gbps", gbps(type.memoryBytesPerSecond()));
    Map<String, Object> peaks = new LinkedHashMap<>();
    for (Precision precision : Precision.values()) {
      Double peak = type.peakFlops().get(precision);
      if (peak != null) {
        peaks.put(precision.id(), inverse(peak, peak / 1e12, Units::tflops));
      }
    }
    tree.put("peak_tflops", peaks);
    return tree;
  }

  private static double gbps(double bytesPerSecond) {
    return inverse(bytesPerSecond, Units.toGbps(bytesPerSecond), Units::gbps);
  }

  private static double micros(double seconds) {
    return inverse(seconds, seconds * 1e6, Units::micros);
  }

  private static double inverse(double value, double guess, DoubleUnaryOperator read) {
    return Inverse.of(value, guess, read);
  }
}
