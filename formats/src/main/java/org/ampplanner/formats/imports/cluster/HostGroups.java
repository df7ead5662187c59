package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.formats.imports.cluster.DeviceNaming.Typed;
import org.ampplanner.formats.imports.cluster.Evidence.Host;
import org.ampplanner.formats.imports.cluster.Evidence.Machine;
import org.ampplanner.formats.imports.cluster.NodeDefaults.NodeType;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/** Finds what every host holds, and puts equal neighbours together. */
final class HostGroups {
  /**
   * Equal hosts, neighbours in the list.
   *
   * @param name what their nodes are called
   * @param hosts in order
   * @param device their device type, with where that is said
   * @param devices how many
   * @param countKnown how the number is known
   * @param deviceAssumed what to say of the device type if it is an assumption, or null
   * @param machine what one of them says about itself, or null
   * @param nodeType the node type that a file names, or null
   */
  record Group(
      String name,
      List<Host> hosts,
      Fact<String> device,
      Fact<Integer> devices,
      Provenance.How countKnown,
      @Nullable String deviceAssumed,
      @Nullable Machine machine,
      @Nullable Fact<NodeType> nodeType) {}

  private record Content(
      Typed type,
      Fact<Integer> devices,
      Provenance.How known,
      @Nullable Machine machine,
      @Nullable Fact<NodeType> nodeType) {
    boolean like(Content other) {
      return type.device().value().equals(other.type.device().value())
          && devices.value().equals(other.devices.value())
          && Objects.equals(machine, other.machine)
          && Objects.equals(
              nodeType == null ? null : nodeType.value(),
              other.nodeType == null ? null : other.nodeType.value());
    }
  }

  private record Key(
      @Nullable String device,
      @Nullable Integer devices,
      @Nullable Machine machine,
      @Nullable String nodeType) {}

  private final Evidence evidence;
  private final NodeDefaults defaults;
  private final ImportOptions options;
  private final Problems problems;
  private final @Nullable NodeType nodeType;
  private final NvlinkDomains domains;
  private final Speeds speeds;
  private final DeviceNaming naming;
  private final Map<Key, Optional<Content>> known = new HashMap<>();
  private final Map<String, Fact<String>> rankDevices = new HashMap<>();
  private final Map<String, Fact<Integer>> rankCounts = new HashMap<>();
  private final Map<String, Machine> byHost = new HashMap<>();
  private @Nullable Machine common;

  HostGroups(
      Evidence evidence,
      NodeDefaults defaults,
      ImportOptions options,
      Speeds speeds,
      @Nullable NodeType nodeType) {
    this.speeds = speeds;
    this.naming = new DeviceNaming(defaults, options, evidence.problems(), nodeType);
    this.domains = new NvlinkDomains(evidence.hosts());
    this.evidence = evidence;
    this.defaults = defaults;
    this.options = options;
    this.problems = evidence.problems();
    this.nodeType = nodeType;
  }

  List<Group> groups() {
    for (CollectiveRun run : evidence.runs()) {
      for (String host : run.hosts()) {
        List<CollectiveRun.Rank> own =
            run.ranks().stream().filter(r -> r.host().equals(host)).toList();
        Location at = own.get(0).device().at();
        rankDevices.putIfAbsent(host, own.get(0).device());
        rankCounts.merge(
            host, new Fact<>(own.size(), at), (a, b) -> a.value() >= b.value() ? a : b);
      }
    }
    List<Host> hosts = hosts();
    machines(hosts);
    othersLikeThoseThatRan(hosts);
    List<Group> groups = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<Host> members = new ArrayList<>();
    Content last = null;
    for (Host host : domains.inOrder(hosts)) {
      Optional<Content> content = content(host);
      if (content.isEmpty()) {
        continue;
      }
      if (last != null && !(last.like(content.get()) && alike(members, host))) {
        groups.add(group(last, members, names));
        members = new ArrayList<>();
      }
      last = members.isEmpty() ? content.get() : last;
      members.add(host);
    }
    if (last != null) {
      groups.add(group(last, members, names));
    }
    return groups;
  }

  /** Whether a host shares the speed of others and the size of their NVLink domains. */
  private boolean alike(List<Host> members, Host host) {
    Host before = members.get(0);
    return speeds.band(before.name()) == speeds.band(host.name())
        && domains.size(before) == domains.size(host);
  }

  private static Group group(Content content, List<Host> members, Set<String> names) {
    return new Group(
        name(members, names),
        List.copyOf(members),
        content.type.device(),
        content.devices,
        content.known,
        content.type.assumed(),
        content.machine,
        content.nodeType);
  }

  /** Returns the hosts that are listed; without a list, those of a log, or one without a name. */
  private List<Host> hosts() {
    if (evidence.hostList().isPresent()) {
      return evidence.hosts();
    }
    List<Host> ran =
        evidence.runs().stream()
            .flatMap(run -> run.hosts().stream())
            .distinct()
            .sorted(HostExpression.NATURAL)
            .map(h -> new Host(h, Objects.requireNonNull(rankDevices.get(h)).at(), null, null))
            .toList();
    if (!ran.isEmpty()) {
      return ran;
    }
    return evidence.machines().isEmpty()
        ? List.of()
        : List.of(new Host("node", Location.of(evidence.machines().get(0).file()), null, null));
  }

  /** Hosts of which no file says anything are taken to be like those that logs name. */
  private void othersLikeThoseThatRan(List<Host> hosts) {
    List<Fact<String>> devices = List.copyOf(rankDevices.values());
    boolean alike = devices.stream().map(Fact::value).distinct().count() == 1;
    if (!alike || options.device() != null || (common != null && !common.names().isEmpty())) {
      return;
    }
    List<Host> silent =
        hosts.stream()
            .filter(h -> h.device() == null && !rankDevices.containsKey(h.name()))
            .filter(h -> !byHost.containsKey(h.name()))
            .toList();
    if (!silent.isEmpty()) {
      problems.warning(
          silent.get(0).at(),
          "no file says which devices "
              + Wording.shown(HostExpression.shorten(silent.stream().map(Host::name).toList()))
              + " has: taken to be "
              + Wording.shown(devices.get(0).value())
              + ", as in "
              + Evidence.place(devices.get(0).at()),
          "`--device`, or the output of `nvidia-smi -L`");
      silent.forEach(h -> rankDevices.put(h.name(), devices.get(0)));
    }
  }

  /** Gives what machines say to the hosts that their files are named after, else to all. */
  private void machines(List<Host> hosts) {
    Set<String> names = new HashSet<>();
    hosts.forEach(h -> names.add(h.name()));
    for (Machine machine : evidence.machines()) {
      String file = machine.file().replace('\\', '/');
      String stem = file.substring(file.lastIndexOf('/') + 1);
      Optional<String> owner =
          List.of(stem.split("\\.")).stream().filter(names::contains).findFirst();
      if (owner.isPresent()) {
        byHost.merge(owner.get(), machine, this::merge);
      } else {
        common = common == null ? machine : merge(common, machine);
      }
    }
  }

  private Machine merge(Machine a, Machine b) {
    if (a.devices() != null
        && b.devices() != null
        && !a.devices().value().equals(b.devices().value())) {
      problems.error(
          b.devices().at(),
          "a machine with "
              + b.devices().value()
              + " devices, and one with "
              + a.devices().value()
              + " in "
              + Evidence.place(a.devices().at()),
          "files named after their hosts, `node001.topo.txt`, say which is which");
    }
    return new Machine(
        a.file(),
        a.names().isEmpty() ? b.names() : a.names(),
        a.devices() == null ? b.devices() : a.devices(),
        a.path() == null ? b.path() : a.path(),
        a.nics() == null ? b.nics() : a.nics(),
        a.busGbps() == null ? b.busGbps() : a.busGbps(),
        a.memoryGib() == null ? b.memoryGib() : a.memoryGib());
  }

  private Optional<Content> content(Host host) {
    Machine own = byHost.get(host.name());
    Machine machine = own == null ? common : common == null ? own : merge(own, common);
    Fact<String> device = host.device() == null ? rankDevices.get(host.name()) : host.device();
    Fact<Integer> ran = rankCounts.get(host.name());
    Key key =
        new Key(
            device == null ? null : device.value(),
            host.devices() != null
                ? host.devices().value()
                : ran == null ? null : Integer.valueOf(-ran.value()),
            machine,
            host.nodeType() == null ? null : host.nodeType().value());
    Optional<Content> content = known.get(key);
    if (content == null) {
      content = content(host, device, ran, machine);
      known.put(key, content);
    }
    return content;
  }

  private Optional<Content> content(
      Host host,
      @Nullable Fact<String> device,
      @Nullable Fact<Integer> ran,
      @Nullable Machine machine) {
    Fact<NodeType> stated = naming.nodeType(host);
    Typed type = naming.type(host, device, machine, stated);
    if (type == null) {
      return Optional.empty();
    }
    Fact<Integer> driver = machine == null ? null : machine.devices();
    if (options.devices() != null) {
      Fact<Integer> given = new Fact<>(options.devices(), Location.ofOption("--devices"));
      return Optional.of(new Content(type, given, Provenance.How.OPTION, machine, stated));
    }
    Fact<Integer> listed = host.devices() == null ? driver : host.devices();
    if (host.devices() != null && driver != null) {
      checkOffer(host, host.devices(), driver);
    }
    Fact<Integer> count = listed == null ? ran : listed;
    if (count != null) {
      return Optional.of(new Content(type, count, Provenance.How.STATED, machine, stated));
    }
    if (stated != null) {
      Fact<Integer> own = new Fact<>(stated.value().devices(), stated.at());
      return Optional.of(new Content(type, own, Provenance.How.DERIVED, machine, stated));
    }
    return assumedCount(host, type, machine);
  }

  private Optional<Content> assumedCount(Host host, Typed type, @Nullable Machine machine) {
    Optional<NodeType> usual =
        nodeType == null ? defaults.usual(type.device().value(), 8) : Optional.of(nodeType);
    if (usual.isEmpty()) {
      problems.error(
          host.at(),
          "how many devices " + Wording.shown(host.name()) + " has is not said",
          "`slots=8` behind the host, or `--devices 8`");
      return Optional.empty();
    }
    Fact<Integer> assumed =
        new Fact<>(usual.get().devices(), Location.of("catalog/nodes/" + usual.get().id()));
    return Optional.of(new Content(type, assumed, Provenance.How.DEFAULT, machine, null));
  }

  private void checkOffer(Host host, Fact<Integer> offered, Fact<Integer> driver) {
    if (offered.value() > driver.value()) {
      problems.error(
          offered.at(),
          Wording.shown(host.name())
              + " offers "
              + offered.value()
              + " devices, but "
              + Evidence.place(driver.at())
              + " says that the machine has "
              + driver.value(),
          "`slots=" + driver.value() + "`");
    }
  }

  /** Returns what the names of hosts have in common, without numbers and domain. */
  private static String name(List<Host> members, Set<String> names) {
    String first = members.get(0).name();
    boolean address = first.matches("[0-9.]+");
    String common = address ? "" : first.replaceFirst("\\..*", "");
    for (Host host : members) {
      int same = 0;
      while (same < Math.min(common.length(), host.name().length())
          && common.charAt(same) == host.name().charAt(same)) {
        same++;
      }
      common = common.substring(0, same);
    }
    String ends = common.matches(".*[-_.]") ? "[-_.]+$" : "[-_.]*\\d*$";
    String plain = common.replaceFirst(ends, "").toLowerCase(Locale.ROOT);
    String base = plain.isEmpty() || !Character.isLetter(plain.charAt(0)) ? "node" : plain;
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + "-" + (char) ('a' + Math.min(25, i - 1)) + (i > 26 ? i : "");
    }
    return name;
  }
}
