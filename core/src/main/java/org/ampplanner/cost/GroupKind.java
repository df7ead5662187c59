package org.ampplanner.cost;

import java.util.List;
import java.util.stream.Collectors;
import org.ampplanner.cluster.NodeLine;

/**
 * What a group of nodes is made of that holds some consecutive stages for all replicas: runs of
 * nodes of one class, in the order of the replicas that they hold. Groups of one kind cost the
 * same.
 *
 * @param runs at least one
 */
public record GroupKind(List<Run> runs) {

  /**
   * Some nodes of one class.
   *
   * @param line what describes them
   * @param nodeClass index of the class
   * @param nodes how many, at least 1
   */
  public record Run(NodeLine line, int nodeClass, int nodes) {}

  /** Copies the list. */
  public GroupKind {
    runs = List.copyOf(runs);
  }

  /** Returns the number of nodes. */
  public int nodes() {
    return runs.stream().mapToInt(Run::nodes).sum();
  }

  /** Returns the line of the first node. */
  public NodeLine first() {
    return runs.get(0).line;
  }

  /** Returns the line of the last node. */
  public NodeLine last() {
    return runs.get(runs.size() - 1).line;
  }

  @Override
  public String toString() {
    return runs.stream()
        .map(run -> run.nodes + "x" + run.line.name())
        .collect(Collectors.joining("+"));
  }
}
