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
  private final Map<String, Object> ownDevices = new LinkedHashMap<>();
  private final Speeds speeds;
  private @Nullable NodeType nodeType;

  ClusterAssembly(Evidence evidence, ImportOptions options, Catalog catalog) {
    this.evidence = evidence;
    this.options = options;
    this.problems = evidence.problems();
    this.defaults = new NodeDefaults(catalog, problems);
    this.speeds = new Speeds(evidence);
  }

  Optional<ImportedCluster> assemble(String name, List<String> files) {
    int before = problems.count();
    if (options.device() != null) {
      boolean device = defaults.device(options.device()).isPresent();
      nodeType = device ? null : defaults.named(options.device()).orElse(null);
    }
    List<Group> groups = new HostGroups(evidence, defaults, options, speeds, nodeType).groups();
    if (groups.isEmpty() && problems.count() == before) {
      problems.error(
          Location.of(files.isEmpty() ? "command line" : files.get(0)),
          evidence.leftOut().isEmpty()
              ? "says nothing of nodes with devices"
              : "leaves no node to plan with: " + String.join("; ", reasons()),
          null);
    }
    if (problems.count() > before) {
      return Optional.empty();
    }
    if (options.interNodeGbps() == null) {
      speeds.report(problems);
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
    if (!ownDevices.isEmpty()) {
      tree.put("devices", ownDevices);
    }
    return Optional.of(new ImportedCluster(tree, provenance));
  }

  private Map<String, Object> line(Group group, boolean several) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", group.name());
    hosts(group, line);
    device(group, line);
    put(line, group, "devices", group.devices().value(), group.countKnown(), group.devices().at());
    NodeType usual =
        group.nodeType() != null
            ? group.nodeType().value()
            : nodeType != null
                ? nodeType
                : defaults.usual(group.device().value(), group.devices().value()).orElse(null);
    LinkEvidence links = new LinkEvidence(evidence, defaults, speeds);
    Link inside = group.devices().value() > 1 ? inside(group, links, usual) : null;
    Link between = several ? between(group, links, inside, usual) : null;
    put(line, group, "intra_node", inside);
    put(line, group, "inter_node", between);
    nics(group, line, usual, several);
    linkedNodes(group, line, usual, several);
    return line;
  }

  private List<String> reasons() {
    List<String> all = evidence.leftOut();
    return all.size() <= 5
        ? all
        : List.of(String.join("; ", all.subList(0, 5)), "and " + (all.size() - 5) + " more");
  }

  /** The device type; with the driver's memory where the catalogue's is another. */
  private void device(Group group, Map<String, Object> line) {
    String id = group.device().value();
    Fact<Double> memory = group.machine() == null ? null : group.machine().memoryGib();
    boolean own = memory != null && !NodeDefaults.near(defaults.memoryGib(id), memory.value());
    if (memory != null && own) {
      Object gib = number(LinkEvidence.rounded(memory.value()));
      problems.warning(
          memory.at(),
          "the driver says "
              + gib
              + " GiB, the catalogue's "
              + id
              + " has "
              + number(defaults.memoryGib(id))
              + ": the driver's is used",
          null);
      ownDevices.put(sized(id, memory.value()), defaults.withMemory(id, gib));
      put(line, group, "device", sized(id, memory.value()), How.STATED, memory.at());
      return;
    }
    line.put("device", id);
    String assumed = group.deviceAssumed();
    boolean guessed = assumed != null && !group.device().at().option();
    How how = guessed ? How.DEFAULT : how(group.device().at());
    String from = Evidence.place(group.device().at());
    provenance.add(new Provenance(group.name() + ".device", id, how, from, assumed));
  }

  private static String sized(String id, double gib) {
    return id.replaceFirst("-\\d+GB$", "") + "-" + Math.round(gib) + "GiB";
  }

  /** Nodes whose devices share NVLink: those of a domain that a file names, or of a node type. */
  private void linkedNodes(
      Group group, Map<String, Object> line, @Nullable NodeType usual, boolean several) {
    Fact<String> domain = group.hosts().get(0).domain();
    int size = new NvlinkDomains(evidence.hosts()).size(group.hosts().get(0));
    if (domain != null && size > 1) {
      put(line, group, "linked_nodes", size, How.STATED, domain.at());
    } else if (domain == null
        && several
        && usual != null
        && usual.linkedNodes() > 1
        && usual.devices() == group.devices().value()) {
      How how =
          usual.equals(nodeType)
              ? How.OPTION
              : group.nodeType() == null ? How.DEFAULT : How.DERIVED;
      Location at = Location.of("catalog/nodes/" + usual.id());
      put(line, group, "linked_nodes", usual.linkedNodes(), how, at);
    }
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
    Fact<Evidence.Path> path = group.machine() == null ? null : group.machine().path();
    String bridged = LinkEvidence.bridged(path);
    if (path != null && !bridged.isEmpty()) {
      problems.warning(
          path.at(),
          "NVLink joins only pairs of devices, "
              + bridged
              + ": all are planned at the speed of PCIe,"
              + " the way between pairs",
          "`--intra-node-gbps`, if jobs use no more than a pair");
    }
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
        links.between(group, inside, usual),
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

  /** What a node type has is known if a file or an option names it, and a guess if not. */
  private How usually(Group group, NodeType usual) {
    return group.nodeType() != null && usual.equals(group.nodeType().value())
        ? How.DERIVED
        : How.DEFAULT;
  }

  private Link usual(Group group, NodeType usual, double part, double gbps) {
    return new Link(
        LinkEvidence.rounded(part * gbps),
        null,
        usually(group, usual),
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
          usually(group, usual),
          Location.of("catalog/nodes/" + usual.id()));
    }
  }
}
