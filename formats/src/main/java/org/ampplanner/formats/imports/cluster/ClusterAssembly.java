package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.imports.cluster.HostGroups.Group;
import org.ampplanner.formats.imports.cluster.LinkEvidence.Link;
import org.ampplanner.formats.imports.cluster.NodeDefaults.NodeType;
import org.ampplanner.formats.imports.cluster.Provenance.How;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/** Makes a cluster of what files say; what they leave open is what a usual node has. */
final class ClusterAssembly {
  private static final int LISTED = 200;

  private final Evidence evidence;
  private final ImportOptions options;
  private final NodeDefaults defaults;
  private final Problems problems;
  private final List<Provenance> provenance = new ArrayList<>();
  private @Nullable NodeType nodeType;

  ClusterAssembly(Evidence evidence, ImportOptions options, Catalog catalog) {
    this.evidence = evidence;
    this.options = options;
    this.problems = evidence.problems();
    this.defaults = new NodeDefaults(catalog, problems);
  }

  Optional<ImportedCluster> assemble(String name, List<String> files) {
    int before = problems.count();
    if (options.device() != null) {
      boolean device = defaults.device(options.device()).isPresent();
      nodeType = device ? null : defaults.named(options.device()).orElse(null);
    }
    List<Group> groups = new HostGroups(evidence, defaults, options, nodeType).groups();
    if (groups.isEmpty() && problems.count() == before) {
      problems.error(
          Location.of(files.isEmpty() ? "command line" : files.get(0)),
          "says nothing of nodes with devices",
          null);
    }
    if (problems.count() > before) {
      return Optional.empty();
    }
    int nodes = groups.stream().mapToInt(g -> g.hosts().size()).sum();
    List<Map<String, Object>> lines = groups.stream().map(g -> line(g, nodes > 1)).toList();
    if (problems.count() > before) {
      return Optional.empty();
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", options.name() == null ? name : options.name());
    tree.put("source", "imported from " + String.join(", ", files));
    tree.put("nodes", lines);
    return Optional.of(new ImportedCluster(tree, provenance));
  }

  private Map<String, Object> line(Group group, boolean several) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", group.name());
    hosts(group, line);
    put(
        line,
        group,
        "device",
        group.device().value(),
        how(group.device().at()),
        group.device().at());
    put(line, group, "devices", group.devices().value(), group.countKnown(), group.devices().at());
    NodeType usual =
        nodeType != null
            ? nodeType
            : defaults.usual(group.device().value(), group.devices().value()).orElse(null);
    LinkEvidence links = new LinkEvidence(evidence, defaults);
    Link inside = group.devices().value() > 1 ? inside(group, links, usual) : null;
    Link between = several ? between(group, links, inside, usual) : null;
    put(line, group, "intra_node", inside);
    put(line, group, "inter_node", between);
    nics(group, line, usual, several);
    return line;
  }

  private static How how(Location at) {
    return at.option() ? How.OPTION : How.STATED;
  }

  private void hosts(Group group, Map<String, Object> line) {
    line.put("count", group.hosts().size());
    String names = HostExpression.shorten(group.hosts().stream().map(Evidence.Host::name).toList());
    provenance.add(
        new Provenance(
            group.name() + ".count",
            group.hosts().size(),
            How.STATED,
            Provenance.lines(
                group.hosts().get(0).at(), group.hosts().get(group.hosts().size() - 1).at()),
            names.length() <= LISTED ? names : names.substring(0, LISTED) + "..."));
  }

  private void put(
      Map<String, Object> line, Group group, String key, Object value, How how, Location at) {
    line.put(key, value);
    provenance.add(new Provenance(group.name() + "." + key, value, how, Evidence.place(at), null));
  }

  private void put(Map<String, Object> line, Group group, String tier, @Nullable Link link) {
    if (link == null) {
      return;
    }
    line.put(tier + "_gbps", number(link.gbps()));
    provenance.add(
        new Provenance(
            group.name() + "." + tier + "_gbps",
            number(link.gbps()),
            link.how(),
            link.from(),
            link.note()));
    if (link.measured()) {
      line.put(tier + "_measured", true);
    }
    if (link.latencyUs() != null) {
      line.put(tier + "_latency_us", number(link.latencyUs()));
      provenance.add(
          new Provenance(
              group.name() + "." + tier + "_latency_us",
              number(link.latencyUs()),
              link.how(),
              link.from(),
              null));
    }
  }

  /** Whole numbers without a fraction. */
  static Object number(double value) {
    return value == Math.rint(value) && value < 1e15 ? (Object) (long) value : (Object) value;
  }

  private @Nullable Link inside(Group group, LinkEvidence links, @Nullable NodeType usual) {
    return link(
        group,
        "intra_node",
        options.intraNodeGbps(),
        links.inside(group),
        usual == null ? OptionalDouble.empty() : usual.intra(),
        usual,
        "an all_reduce_perf log of one node, or the output of `nvidia-smi topo -m`");
  }

  private @Nullable Link between(
      Group group, LinkEvidence links, @Nullable Link inside, @Nullable NodeType usual) {
    return link(
        group,
        "inter_node",
        options.interNodeGbps(),
        links.between(group, inside),
        usual == null ? OptionalDouble.empty() : usual.inter(),
        usual,
        "an all_reduce_perf log of several nodes");
  }

  private @Nullable Link link(
      Group group,
      String tier,
      @Nullable Double option,
      Optional<Link> found,
      OptionalDouble usualGbps,
      @Nullable NodeType usual,
      String helps) {
    if (option != null) {
      String from = "--" + tier.replace('_', '-') + "-gbps";
      return new Link(option, null, How.OPTION, from, null);
    }
    if (found.isPresent()) {
      return found.get();
    }
    if (usual != null && usualGbps.isPresent()) {
      double part = tier.startsWith("inter") ? part(group, usual) : 1;
      return usual(group, usual, part, usualGbps.getAsDouble());
    }
    problems.error(
        group.hosts().get(0).at(),
        "the bandwidth "
            + (tier.startsWith("intra") ? "inside" : "between")
            + " the nodes of "
            + Wording.shown(group.device().value())
            + " is not said, and the catalogue has no such node",
        helps + ", or `--" + tier.replace('_', '-') + "-gbps`");
    return null;
  }

  private static Link usual(Group group, NodeType usual, double part, double gbps) {
    return new Link(
        LinkEvidence.rounded(part * gbps),
        null,
        How.DEFAULT,
        "catalog/nodes/" + usual.id(),
        part == 1
            ? "what " + usual.id() + " has"
            : "what "
                + group.devices().value()
                + " of the "
                + usual.devices()
                + " devices of "
                + usual.id()
                + " have");
  }

  /** Returns the share of a usual node's interfaces: there is one for every so many devices. */
  private static double part(Group group, NodeType usual) {
    int devices = group.devices().value();
    return usual.nics() > 1 && usual.nics() * devices % usual.devices() == 0
        ? (double) devices / usual.devices()
        : 1;
  }

  private void nics(
      Group group, Map<String, Object> line, @Nullable NodeType usual, boolean several) {
    Fact<Integer> found = group.machine() == null ? null : group.machine().nics();
    if (found != null) {
      put(line, group, "nics", found.value(), How.STATED, found.at());
    } else if (several && usual != null && usual.nics() > 1) {
      put(
          line,
          group,
          "nics",
          (int) Math.round(usual.nics() * part(group, usual)),
          How.DEFAULT,
          Location.of("catalog/nodes/" + usual.id()));
    }
  }
}
