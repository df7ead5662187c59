package org.ampplanner.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * The nodes of a cluster by class: nodes of one class are interchangeable, since no link or switch
 * tells them apart.
 */
public final class NodeClasses {

  /**
   * A class of nodes.
   *
   * @param line one of the lines that describe them
   * @param nodes their indices, ascending
   */
  public record NodeClass(NodeLine line, List<Integer> nodes) {}

  private final List<NodeClass> classes;

  /**
   * Sorts the nodes of a cluster into classes, in order of appearance.
   *
   * @throws IllegalArgumentException if links or switches tell nodes apart
   */
  public NodeClasses(ClusterLayout layout) {
    if (layout.hasTopology()) {
      throw new IllegalArgumentException("links or switches tell nodes apart");
    }
    classes = byLine(layout);
  }

  /** Returns the nodes by what their lines say of them, whatever links or switches do. */
  public static List<NodeClass> byLine(ClusterLayout layout) {
    List<NodeClass> classes = new ArrayList<>();
    int node = 0;
    for (NodeLine line : layout.cluster().lines()) {
      List<Integer> members = members(classes, line);
      for (int i = 0; i < line.count(); i++) {
        members.add(node++);
      }
    }
    return List.copyOf(classes);
  }

  private static List<Integer> members(List<NodeClass> classes, NodeLine line) {
    for (NodeClass known : classes) {
      if (known.line.sameClass(line)) {
        return known.nodes;
      }
    }
    List<Integer> members = new ArrayList<>();
    classes.add(new NodeClass(line, members));
    return members;
  }

  /** Returns the classes. */
  public List<NodeClass> all() {
    return classes;
  }

  /** Returns the nominal bandwidth between different nodes of two lines. */
  public static double between(NodeLine a, NodeLine b) {
    return Math.min(a.inter().bytesPerSecond(), b.inter().bytesPerSecond());
  }
}
