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
import org.jspecify.annotations.Nullable;

/** What the files tell of the links inside nodes and between them. */
final class LinkEvidence {
  /** Bits per byte, and bytes per second in a Gbps. */
  private static final double GBPS = 8e-9;

  private final Evidence evidence;
  private final NodeDefaults defaults;

  LinkEvidence(Evidence evidence, NodeDefaults defaults) {
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
    return byTopology(group);
  }

  /** Returns the link of a node to others. */
  Optional<Link> between(Group group, @Nullable Link inside) {
    Set<String> names = names(group.hosts());
    Optional<Measured> best =
        evidence.runs().stream()
            .filter(run -> run.hosts().size() > 1)
            .filter(run -> applies(run, names, group.device().value()))
            .flatMap(run -> fit(run, run.ranks().size()).stream())
            .max(byWorth());
    return best.map(m -> {
      int n = m.run().ranks().size();
      int perHost = m.run().devicesPerHost();
      double bandwidth = m.fit().bytesPerSecond();
      if (m.run().kind() == Kind.ALL_TO_ALL) {
        bandwidth *= perHost * (double) (n - perHost) / (n - 1);
      }
      Link link = link(m, bandwidth, interLatency(m, inside));
      boolean part = m.run().kind() == Kind.SEND_RECEIVE || perHost < group.devices().value();
      return part ? new Link(link.gbps, link.latencyUs, link.how, link.from, lower(m, link)) : link;
    });
  }

  private static String lower(Measured m, Link link) {
    String who =
        m.run().kind() == Kind.SEND_RECEIVE
            ? "one flow"
            : m.run().devicesPerHost() + " devices a node";
    return link.note + "; of " + who + ": the node may reach more";
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
    return Comparator.<Measured>comparingInt(m -> m.run().devicesPerHost())
        .thenComparingInt(m -> m.run().ranks().size())
        .thenComparing(m -> m.run().kind(), Comparator.reverseOrder());
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
    if (path != null && path.value() instanceof Path.NvLink nv && links.nvLinkGbps() > 0) {
      int sum = nv.links().stream().mapToInt(n -> n).sum();
      int most = nv.links().stream().mapToInt(n -> n).max().orElse(0);
      int used = sum > links.nvLinks() ? most : sum; // through a switch every peer shows all links
      return Optional.of(
          new Link(
              used * links.nvLinkGbps(),
              null,
              Provenance.How.DERIVED,
              Evidence.place(path.at()),
              used + " NVLinks of " + ClusterAssembly.number(links.nvLinkGbps()) + " Gbps"));
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
            "PCIe" + (way == null ? "" : ", " + way + " at worst")));
  }
}
