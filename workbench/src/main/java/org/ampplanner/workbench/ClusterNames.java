package org.ampplanner.workbench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.source.Problem;
import org.ampplanner.formats.source.ProblemsException;

/** What users call the nodes of a cluster: by name, or a whole line by its prefix. */
final class ClusterNames {
  private final Cluster cluster;

  ClusterNames(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Returns the names of the nodes that are meant.
   *
   * @throws ProblemsException with every name that is no node's
   */
  Set<String> nodes(Collection<String> names) {
    Set<String> all = new LinkedHashSet<>();
    List<Problem> unknown = new ArrayList<>();
    for (String name : names) {
      List<String> meant = meant(name);
      all.addAll(meant);
      if (meant.isEmpty()) {
        unknown.add(
            new Problem(
                "node (" + name + ")",
                0,
                "is not in the cluster " + cluster.name(),
                References.suggest(name, known())));
      }
    }
    if (!unknown.isEmpty()) {
      throw new ProblemsException(unknown);
    }
    return all;
  }

  private List<String> meant(String name) {
    List<String> meant = new ArrayList<>();
    for (NodeLine line : cluster.lines()) {
      List<String> nodes = nodes(line);
      if (line.name().equals(name)) {
        meant.addAll(nodes);
      } else if (nodes.contains(name)) {
        meant.add(name);
      }
    }
    return meant;
  }

  private List<String> known() {
    return cluster.lines().stream().flatMap(line -> nodes(line).stream()).toList();
  }

  private static List<String> nodes(NodeLine line) {
    return IntStream.range(0, line.count()).mapToObj(line.names()::name).toList();
  }
}
