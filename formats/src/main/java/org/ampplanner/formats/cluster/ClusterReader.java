package org.ampplanner.formats.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.cluster.NodeLineReader.Draft;
import org.ampplanner.formats.imports.cluster.ClusterImport;
import org.ampplanner.formats.imports.cluster.ImportOptions;
import org.ampplanner.formats.imports.cluster.ImportedCluster;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.unit.InvalidValueException;

/** Reads what a job calls its cluster: an id, {@code <count>x<node type>}, a path, or inline. */
public final class ClusterReader {
  private static final Pattern COUNT_X_TYPE = Pattern.compile("([0-9]{1,9})x([A-Za-z].*)");

  private static final Pattern SEVERAL =
      Pattern.compile("[0-9]{1,9}x[A-Za-z][^+]*(\\+[0-9]{1,9}x[A-Za-z][^+]*)+");

  private final DeviceTypes types;
  private final Problems problems;
  private final ImportOptions options;

  /** Makes a reader that resolves device types by {@code types}. */
  public ClusterReader(DeviceTypes types, Problems problems) {
    this(types, problems, ImportOptions.NONE);
  }

  /**
   * Makes a reader.
   *
   * @param types resolves device types
   * @param problems where to record what is wrong
   * @param options what is known of a cluster that another program's file describes
   */
  public ClusterReader(DeviceTypes types, Problems problems, ImportOptions options) {
    this.types = types;
    this.problems = problems;
    this.options = options;
  }

  /** Reads a reference or an inline cluster. */
  public Optional<ReadCluster> read(Node node, References references) {
    if (!(node instanceof Node.Scalar scalar)) {
      return Fields.of(node, "cluster", "a cluster", problems)
          .flatMap(fields -> read(fields, "cluster"));
    }
    Matcher m = COUNT_X_TYPE.matcher(scalar.text());
    boolean known =
        References.isPath(scalar.text())
            || references.catalog().find(Catalog.Kind.CLUSTERS, scalar.text()).isPresent();
    if (!known && SEVERAL.matcher(scalar.text()).matches()) {
      return several(scalar, references);
    }
    if (!known && m.matches()) {
      return nodes(scalar, Integer.parseInt(m.group(1)), m.group(2), references);
    }
    if (ClusterImport.isHostExpression(scalar.text())) {
      ClusterImport hosts = new ClusterImport(references.catalog(), problems);
      hosts.addHosts(scalar.text(), scalar.at());
      return imported(hosts, scalar.at(), "hosts");
    }
    Optional<SourceFile> file =
        references.entryOrPath(scalar, "cluster", Catalog.Kind.CLUSTERS, problems);
    if (file.isPresent() && ClusterImport.recognises(file.get())) {
      ClusterImport hosts = new ClusterImport(references.catalog(), problems);
      hosts.add(file.get());
      return imported(hosts, file.get().at(), String.valueOf(file.get().path().getFileName()));
    }
    return file.flatMap(this::read);
  }

  /** Reads nodes of several types: {@code 2xdgx-h100+4xdgx-a100}. */
  private Optional<ReadCluster> several(Node.Scalar node, References references) {
    List<NodeLine> lines = new ArrayList<>();
    Map<String, Location> deviceAt = new LinkedHashMap<>();
    int before = problems.count();
    for (String part : node.text().split("\\+", -1)) {
      read(new Node.Scalar(node.at(), part, false), references)
          .ifPresent(read -> {
            lines.addAll(read.cluster().lines());
            read.deviceAt().forEach(deviceAt::putIfAbsent);
          });
    }
    return problems.count() > before
        ? Optional.empty()
        : problems.reading(
            node.at(),
            () ->
                Optional.of(
                    new ReadCluster(
                        new Cluster(node.text(), lines, List.of(), List.of()),
                        node.at(),
                        deviceAt)));
  }

  /** Reads what was imported, and says what it takes for granted. */
  private Optional<ReadCluster> imported(ClusterImport hosts, Location at, String name) {
    Optional<ImportedCluster> cluster = hosts.assemble(name, List.of(at.source()), options);
    cluster.ifPresent(c ->
        c.defaults()
            .forEach(d ->
                problems.warning(
                    at,
                    d.key() + " is " + d.value() + ", as " + d.from() + " has it: no file says it",
                    "`amp import cluster` with further files, such as logs of nccl-tests")));
    return cluster
        .flatMap(c -> Fields.of(Node.of(c.tree(), at), "cluster", "a cluster", problems))
        .flatMap(fields -> read(fields, name));
  }

  /** Reads a cluster file. */
  public Optional<ReadCluster> read(SourceFile file) {
    String name = String.valueOf(file.path().getFileName()).replaceFirst("\\.[a-z]+$", "");
    return Sources.readMapping(file, "a cluster", problems)
        .flatMap(mapping -> read(new Fields(mapping, "a cluster", problems), name));
  }

  private Optional<ReadCluster> nodes(
      Node.Scalar node, int count, String type, References references) {
    Catalog catalog = references.catalog();
    Optional<String> id = catalog.canonical(Catalog.Kind.NODES, type);
    if (id.isEmpty() || count < 1 || count > Cluster.MAX_DEVICES) {
      boolean counted = id.isPresent();
      problems.value(
          node,
          "cluster",
          counted ? "has an impossible number of nodes" : "names no node type of the catalogue",
          counted ? null : References.suggest(type, catalog.ids(Catalog.Kind.NODES)));
      return Optional.empty();
    }
    SourceFile file = catalog.find(Catalog.Kind.NODES, id.get()).orElseThrow();
    Optional<Node.Mapping> mapping = Sources.readMapping(file, "a node type", problems);
    if (mapping.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = new Fields(mapping.get(), "a node type", problems);
    CatalogEntry.aliases(fields);
    CatalogEntry.About.read(fields);
    fields.flag("typical");
    fields.items("prices"); // of which price_per_hour is the one on demand
    Draft draft = new NodeLineReader(types).read(fields, id.get(), count);
    Optional<NodeLine> line = draft.finish(count == 1);
    return line.flatMap(
            l -> fields.build(() -> new Cluster(node.text(), List.of(l), List.of(), List.of())))
        .map(c -> new ReadCluster(c, node.at(), Map.of(c.lines().get(0).device().id(), node.at())));
  }

  private Optional<ReadCluster> read(Fields fields, String defaultName) {
    int before = problems.count();
    CatalogEntry.About.read(fields);
    fields.node("provenance"); // for people: where an import has its values from
    String name = fields.text("name").orElse(defaultName);
    types.readOwn(fields);
    fields.require("nodes", "`nodes: [{name: ..., count: ..., device: ..., devices: ...}]`");
    List<Draft> drafts = drafts(fields);
    long nodes = drafts.stream().mapToLong(Draft::count).sum();
    List<NodeLine> lines = new ArrayList<>();
    Map<String, Location> deviceAt = new LinkedHashMap<>();
    for (Draft draft : drafts) {
      draft
          .finish(nodes == 1)
          .ifPresent(line -> {
            lines.add(line);
            deviceAt.putIfAbsent(line.device().id(), draft.deviceAt());
          });
    }
    types.warnOfUnused(fields);
    TopologyReader topology = new TopologyReader(problems);
    List<Cluster.LinkOverride> links = topology.links(fields.items("links"));
    List<Cluster.SwitchGroup> groups = topology.groups(fields.items("groups"));
    fields.end();
    if (problems.count() > before) {
      return Optional.empty();
    }
    return fields
        .build(() -> new Cluster(name, lines, links, groups))
        .filter(cluster -> fits(fields, cluster))
        .map(cluster -> new ReadCluster(cluster, fields.at(), deviceAt));
  }

  private List<Draft> drafts(Fields fields) {
    NodeLineReader reader = new NodeLineReader(types);
    List<Draft> drafts = new ArrayList<>();
    for (Node item : fields.items("nodes")) {
      Optional<Fields> line = Fields.of(item, "nodes", "a line of nodes", problems);
      line.map(reader::line)
          .ifPresent(draft -> {
            boolean twice = drafts.stream().anyMatch(draft::sharesNames);
            drafts.add(draft);
            if (twice) {
              problems.error(
                  draft.fields().at("name"),
                  "name (" + draft.name() + ") is used by two lines of nodes",
                  "use `count`, or another name");
            }
          });
    }
    return drafts;
  }

  private boolean fits(Fields fields, Cluster cluster) {
    try {
      new ClusterLayout(cluster);
      return true;
    } catch (InvalidValueException e) {
      e.violations()
          .forEach(v ->
              problems.error(
                  TopologyReader.find(fields, String.valueOf(v.value())), v.message(), v.maybe()));
      return false;
    }
  }
}
