package org.ampplanner.cluster;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.cluster.NodeLine.Link;

/**
 * What a cluster would be at its best: nodes of equal size without links or switches that tell them
 * apart, every node's link as fast as the fastest connection of any node of its line. No placement
 * communicates faster on the cluster itself, so its costs here are lower bounds. Devices keep their
 * numbers.
 */
public final class IdealCluster {
  private static final int MOST_COMPARED = 256; // nodes whose pairs are all looked at

  private final ClusterLayout layout;
  private final NodePieces pieces;

  private IdealCluster(ClusterLayout layout) {
    this.layout = layout;
    this.pieces = new NodePieces(layout);
  }

  /** Returns the ideal of a cluster. */
  public static Cluster of(ClusterLayout layout) {
    return new IdealCluster(layout).cluster();
  }

  /** Returns a cluster of as many nodes as the ideal one, all of the same line. */
  public static Cluster uniform(Cluster ideal, NodeLine line) {
    int nodes = ideal.nodes();
    NodeNames names = new NodeNames(line.name(), 0, nodes);
    return new Cluster(ideal.name(), List.of(plain(line, names)), List.of(), List.of());
  }

  /** A line of other names, whose fast link ends at the node. */
  private static NodeLine plain(NodeLine line, NodeNames names) {
    return new NodeLine(
        names,
        line.device(),
        line.devices(),
        line.intra(),
        line.inter(),
        line.nics(),
        line.pricePerHour(),
        1);
  }

  private Cluster cluster() {
    List<NodeLine> lines = new ArrayList<>();
    int node = 0;
    for (NodeLine line : layout.cluster().lines()) {
      int count = line.devices() / pieces.size();
      boolean joined = count > 1 || line.linkedNodes() > 1;
      double fastest = fastest(line, node);
      double bandwidth = joined ? Math.max(fastest, line.intra().bytesPerSecond()) : fastest;
      double latency =
          joined
              ? Math.min(line.intra().latencySeconds(), line.inter().latencySeconds())
              : line.inter().latencySeconds();
      lines.add(
          new NodeLine(
              line.names().cut(count),
              line.device(),
              pieces.size(),
              line.intra(),
              new Link(bandwidth, latency),
              line.nics(),
              line.pricePerHour(),
              1));
      node += line.count();
    }
    return new Cluster(layout.cluster().name(), lines, List.of(), List.of());
  }

  /** The fastest connection of a node of a line to any other node. */
  private double fastest(NodeLine line, int first) {
    int nodes = layout.nodes();
    if (nodes == 1 || nodes > MOST_COMPARED) {
      return Math.max(line.inter().bytesPerSecond(), fastestOverride());
    }
    double fastest = 0;
    for (int a = first; a < first + line.count(); a++) {
      for (int b = 0; b < nodes; b++) {
        if (b != a) {
          double between = layout.bandwidth(layout.firstDevice(a), layout.firstDevice(b));
          fastest = Math.max(fastest, between);
        }
      }
    }
    return fastest;
  }

  private double fastestOverride() {
    return layout.cluster().links().stream()
        .mapToDouble(Cluster.LinkOverride::bytesPerSecond)
        .max()
        .orElse(0);
  }
}
