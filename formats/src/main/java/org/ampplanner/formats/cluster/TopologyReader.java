package org.ampplanner.formats.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.unit.Units;

/** Reads what the lines of a cluster cannot say: links between two nodes, and switches. */
final class TopologyReader {
  private final Problems problems;

  TopologyReader(Problems problems) {
    this.problems = problems;
  }

  List<Cluster.LinkOverride> links(List<Node> items) {
    List<Cluster.LinkOverride> links = new ArrayList<>();
    Set<Set<String>> pairs = new HashSet<>();
    for (Node item : items) {
      Optional<Fields> read = Fields.of(item, "links", "a link", problems);
      if (read.isEmpty()) {
        continue;
      }
      Fields fields = read.get();
      fields.confusion("bandwidth", "gbps");
      fields.require("from", "the name of a node, `<name>-<i>`");
      fields.require("to", "the name of a node, `<name>-<i>`");
      String from = fields.text("from").orElse("from");
      String to = fields.text("to").orElse("to");
      double gbps = fields.required("gbps", Range.POSITIVE, 1);
      fields.end();
      fields
          .build(() -> new Cluster.LinkOverride(from, to, Units.gbps(gbps)))
          .ifPresent(links::add);
      if (!from.equals(to) && !pairs.add(Set.of(from, to))) {
        problems.error(
            fields.at(), "the link between " + from + " and " + to + " is given twice", null);
      }
    }
    return links;
  }

  List<Cluster.SwitchGroup> groups(List<Node> items) {
    List<Cluster.SwitchGroup> groups = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Node item : items) {
      Optional<Fields> read = Fields.of(item, "groups", "a group of nodes", problems);
      if (read.isEmpty()) {
        continue;
      }
      Fields fields = read.get();
      fields.require("name", "any name that no other group has");
      fields.require("nodes", "names of nodes, `<name>-<i>`, or of other groups");
      String name = fields.text("name").orElse("group");
      List<String> members =
          fields.items("nodes").stream()
              .flatMap(n -> Scalars.text(n, "nodes", problems).stream())
              .toList();
      double uplink = fields.required("uplink_gbps", Range.POSITIVE, 1);
      fields.end();
      fields
          .build(() -> new Cluster.SwitchGroup(name, members, Units.gbps(uplink)))
          .ifPresent(groups::add);
      if (fields.has("name") && !names.add(name)) {
        problems.error(fields.at("name"), "name (" + name + ") is used by two groups", null);
      }
    }
    return groups;
  }

  /** Returns where links or groups mention a name. */
  static Location find(Fields cluster, String name) {
    return cluster
        .node("links")
        .flatMap(n -> find(n, name))
        .or(() -> cluster.node("groups").flatMap(n -> find(n, name)))
        .orElse(cluster.at());
  }

  private static Optional<Location> find(Node node, String text) {
    return switch (node) {
      case Node.Scalar scalar ->
          scalar.text().equals(text) ? Optional.of(scalar.at()) : Optional.empty();
      case Node.Sequence list ->
          list.items().stream().flatMap(n -> find(n, text).stream()).findFirst();
      case Node.Mapping mapping ->
          mapping.entries().values().stream()
              .flatMap(e -> find(e.value(), text).stream())
              .findFirst();
    };
  }
}
