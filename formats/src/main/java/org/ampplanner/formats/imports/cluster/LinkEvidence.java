package org.ampplanner.formats.imports.cluster;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.formats.imports.cluster.CollectiveRun.Kind;
import org.ampplanner.formats.imports.cluster.Evidence.Host;
import org.ampplanner.formats.imports.cluster.Evidence.Path;
import org.ampplanner.formats.imports.cluster.HostGroups.Group;
import org.ampplanner.formats.imports.cluster.NodeDefaults.Links;
import org.ampplanner.formats.imports.cluster.NodeDefaults.NodeType;
import org.ampplanner.formats.source.Location;
import org.jspecify.annotations.Nullable;

/** What the files tell of the links inside nodes and between them. */
final class LinkEvidence {
  /** Bits per byte, and bytes per second in a Gbps. */
  private static final double GBPS = 8e-9;

  private final Evidence evidence;
  private final NodeDefaults defaults;
  private final Speeds speeds;

  LinkEvidence(Evidence evidence, NodeDefaults defaults, Speeds speeds) {
    this.speeds = speeds;
    this.evidence = evidence;
    this.defaults = defaults;
  }

  /**
   * A link.
   *
   * @param gbps its bandwidth
   * @param latencyUs time of an empty message, or null if unknown
   * @param how in which way it is known
   * @param from where
   * @param note what else there is to say, or null
   */
  record Link(
      double gbps,
      @Nullable Double latencyUs,
      Provenance.How how,
      String from,
      @Nullable String note) {
    boolean measured() {
      return how == Provenance.How.MEASURED;
    }
  }

  private record Measured(CollectiveRun run, LinkFit fit) {}

  /** Returns the link of a device to its peers. */
  Optional<Link> inside(Group group) {
    Set<String> names = names(group.hosts());
    Optional<Measured> best =
        evidence.runs().stream()
            .filter(run -> run.hosts().size() == 1 && run.ranks().size() > 1)
            .filter(run -> applies(run, names, group.device().value()))
            .flatMap(run -> fit(run, run.ranks().size()).stream())
            .max(byWorth());
    if (best.isPresent()) {
      return Optional.of(link(best.get(), best.get().fit().bytesPerSecond(), latency(best.get())));
    }
    return flow(true).or(() -> byTopology(group));
  }

  /**
   * Returns the link of a node to others. What fewer flows reach than a usual node has interfaces
   * is taken to be the speed of one interface each, if that is what one of them can carry.
   */
  Optional<Link> between(Group group, @Nullable Link inside, @Nullable NodeType usual) {
    Set<String> names = names(group.hosts());
    Optional<Measured> best =
        ownSpeed(group)
            .or(() ->
                evidence.runs().stream()
                    .filter(run -> run.hosts().size() > 1)
                    .filter(run -> applies(run, names, group.device().value()))
                    .flatMap(run -> fit(run, run.ranks().size()).stream())
                    .max(byWorth()));
    if (best.isEmpty()) {
      return flow(false).map(f -> ofFlows(f, 1, group, usual));
    }
    Measured m = best.get();
    double bandwidth = Speeds.nodeBandwidth(m.run(), m.fit());
    Link link = link(m, bandwidth, interLatency(m, inside));
    int perHost = m.run().devicesPerHost();
    if (m.run().kind() == Kind.SEND_RECEIVE) {
      return Optional.of(ofFlows(link, 1, group, usual));
    }
    return Optional.of(
        perHost < group.devices().value() ? ofFlows(link, perHost, group, usual) : link);
  }

  /** The fastest run of a node whose runs contradict those of others. */
  private Optional<Measured> ownSpeed(Group group) {
    Speeds.Between own = speeds.of(group.hosts().get(0).name());
    return own == null ? Optional.empty() : fit(own.run(), own.run().ranks().size());
  }

  private Link ofFlows(Link link, int flows, Group group, @Nullable NodeType usual) {
    Fact<Integer> stated = group.machine() == null ? null : group.machine().nics();
    double each = usual == null ? 0 : usual.inter().orElse(0) / usual.nics();
    int nics =
        stated != null
            ? Math.min(stated.value(), group.devices().value())
            : usual == null
                ? 1
                : (int)
                    Math.max(1, usual.nics() * (long) group.devices().value() / usual.devices());
    String who = flows == 1 ? "one flow" : flows + " devices a node";
    if (nics <= flows || link.gbps < each * flows / 2) {
      String note = link.note + "; of " + who + ": the node may reach more";
      return new Link(link.gbps, link.latencyUs, link.how, link.from, note);
    }
    return new Link(
        rounded(link.gbps * nics / flows),
        link.latencyUs,
        Provenance.How.DERIVED,
        link.from,
        link.note
            + ": "
            + ClusterAssembly.number(link.gbps)
            + " Gbps of "
            + who
            + ", for "
            + nics
            + " interfaces");
  }

  /** What tests of one link reached: the slowest of them. */
  private Optional<Link> flow(boolean inside) {
    return evidence.flows().stream()
        .filter(f -> f.inside() == inside)
        .min(Comparator.comparing(f -> f.gbps().value()))
        .map(f ->
            new Link(
                rounded(f.gbps().value()),
                null,
                Provenance.How.MEASURED,
                Evidence.place(f.gbps().at()),
                f.tool()));
  }

  private boolean applies(CollectiveRun run, Set<String> names, String device) {
    List<String> hosts = run.hosts();
    if (hosts.stream()
        .anyMatch(h -> names.contains(h) || names.contains(h.replaceFirst("\\..*", "")))) {
      return true;
    }
    boolean elsewhere = evidence.hosts().stream().anyMatch(h -> hosts.contains(h.name()));
    return !elsewhere
        && run.ranks().stream()
            .anyMatch(r ->
                r.device().value().isEmpty()
                    || defaults.device(r.device().value()).filter(device::equals).isPresent());
  }

  private static Set<String> names(List<Host> hosts) {
    Set<String> names = new HashSet<>();
    hosts.forEach(h -> names.add(h.name()));
    return names;
  }

  private static Optional<Measured> fit(CollectiveRun run, int ranks) {
    return LinkFit.of(run.rows(), run.kind().share(ranks), 1).map(fit -> new Measured(run, fit));
  }

  /** The run over most devices; of those an all-reduce rather than another collective. */
  private static Comparator<Measured> byWorth() {
    return Comparator.<Measured>comparingInt(m -> m.run().kind() == Kind.SEND_RECEIVE ? 0 : 1)
        .thenComparingInt(m -> m.run().devicesPerHost())
        .thenComparingInt(m -> m.run().ranks().size())
        .thenComparing(m -> m.run().kind(), Comparator.reverseOrder())
        .thenComparingDouble(m -> m.fit().bytesPerSecond());
  }

  private static @Nullable Double latency(Measured m) {
    Double empty = m.fit().latencySeconds();
    return empty == null ? null : 1e6 * empty / m.run().kind().steps(m.run().ranks().size());
  }

  /** What a ring over all devices takes beyond its steps inside the nodes. */
  private static @Nullable Double interLatency(Measured m, @Nullable Link inside) {
    Double empty = m.fit().latencySeconds();
    if (empty == null) {
      return null;
    }
    Kind kind = m.run().kind();
    int perHost = m.run().devicesPerHost();
    Double stated = inside == null ? null : inside.latencyUs();
    double local = stated == null || perHost == 1 ? 0 : 1e-6 * stated * kind.steps(perHost);
    int steps = kind.steps(m.run().hosts().size());
    return 1e6 * Math.max(empty - local, empty / 10) / steps;
  }

  private static Link link(Measured m, double bytesPerSecond, @Nullable Double latencyUs) {
    CollectiveRun run = m.run();
    int hosts = run.hosts().size();
    return new Link(
        rounded(bytesPerSecond * GBPS),
        latencyUs == null ? null : rounded(latencyUs),
        Provenance.How.MEASURED,
        Provenance.lines(run.at(), run.last()),
        run.kind().id()
            + " over "
            + run.ranks().size()
            + " devices"
            + (hosts > 1 ? " of " + hosts + " nodes" : "")
            + ", "
            + m.fit().rows()
            + (m.fit().rows() == 1 ? " size" : " sizes"));
  }

  /** Returns a number with four figures. */
  static double rounded(double value) {
    return value == 0
        ? 0
        : new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_EVEN)).doubleValue();
  }

  private Optional<Link> byTopology(Group group) {
    if (group.machine() == null) {
      return Optional.empty();
    }
    Links links = defaults.links(group.device().value());
    Fact<Path> path = group.machine().path();
    Fact<Double> bus = group.machine().busGbps();
    if (path != null && path.value() instanceof Path.Fabric nv && links.nvLinkGbps() > 0) {
      return Optional.of(overFabric(nv, links, path.at()));
    }
    boolean overBus = path != null && path.value() instanceof Path.Bus;
    if (!overBus && (bus == null || links.nvLinks() > 0)) {
      return Optional.empty();
    }
    String way = overBus && path != null ? ((Path.Bus) path.value()).worst() : null;
    double gbps = bus != null ? bus.value() : links.pcieGbps();
    if (gbps <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Link(
            gbps,
            null,
            Provenance.How.DERIVED,
            Evidence.place(bus != null ? bus.at() : Objects.requireNonNull(path).at()),
            "PCIe"
                + (way == null ? "" : ", " + way + " at worst")
                + (bridged(path).isEmpty()
                    ? ""
                    : "; between devices without a bridge, others are " + bridged(path))));
  }

  private static Link overFabric(Path.Fabric fabric, Links links, Location at) {
    int sum = fabric.links().stream().mapToInt(n -> n).sum();
    int most = fabric.links().stream().mapToInt(n -> n).max().orElse(0);
    int used = sum > links.nvLinks() ? most : sum; // through a switch every peer shows all links
    return new Link(
        used * links.nvLinkGbps(),
        null,
        Provenance.How.DERIVED,
        Evidence.place(at),
        used
            + " "
            + fabric.kind()
            + "s of "
            + ClusterAssembly.number(links.nvLinkGbps())
            + " Gbps");
  }

  /** Returns the devices of a machine that are joined in pairs while others meet over PCIe. */
  static String bridged(@Nullable Fact<Path> path) {
    return path != null && path.value() instanceof Path.Bus b ? b.bridged() : "";
  }
}
