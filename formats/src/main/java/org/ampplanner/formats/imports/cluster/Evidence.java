package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/** What the files say, before anybody compares them. */
final class Evidence {
  /**
   * A host that some list names.
   *
   * @param name as the list names it
   * @param at where
   * @param devices how many devices it offers, or null if the list does not say
   * @param device the type of its devices, or null if the list does not say
   * @param nodeType the cloud's name for such machines, or null if the list does not say
   * @param domain what it calls its NVLink domain, or null if the list does not say
   */
  record Host(
      String name,
      Location at,
      @Nullable Fact<Integer> devices,
      @Nullable Fact<String> device,
      @Nullable Fact<String> nodeType,
      @Nullable Fact<String> domain) {
    Host(String name, Location at, @Nullable Fact<Integer> devices, @Nullable Fact<String> device) {
      this(name, at, devices, device, null, null);
    }
  }

  /**
   * What a test of one link reached.
   *
   * @param gbps its bandwidth
   * @param inside whether it is between devices of a node, or else between nodes
   * @param tool the program that measured it
   */
  record Flow(Fact<Double> gbps, boolean inside, String tool) {}

  /**
   * What one machine says about itself.
   *
   * @param file the file
   * @param names of its devices, as the driver calls them; empty if the file does not name them
   * @param devices how many devices it has, or null if the file does not say
   * @param path how its devices reach each other, or null if the file does not say
   * @param nics how many network interfaces it has, or null if the file does not say
   * @param busGbps nominal bandwidth of a device's PCIe link, or null if the file does not say
   * @param memoryGib memory of a device as the driver sees it, or null if the file does not say
   */
  record Machine(
      String file,
      List<Fact<String>> names,
      @Nullable Fact<Integer> devices,
      @Nullable Fact<Path> path,
      @Nullable Fact<Integer> nics,
      @Nullable Fact<Double> busGbps,
      @Nullable Fact<Double> memoryGib) {
    Machine {
      names = List.copyOf(names);
    }
  }

  /** How the devices of a machine reach each other. */
  sealed interface Path {
    /**
     * By links of their own.
     *
     * @param kind NVLink or XGMI
     * @param links of one device, by peer, of the device that has the fewest
     */
    record Fabric(String kind, List<Integer> links) implements Path {
      /** Copies the list. */
      public Fabric {
        links = List.copyOf(links);
      }
    }

    /**
     * Over PCIe.
     *
     * @param worst the farthest way between two devices: PIX, PXB, PHB, NODE or SYS
     * @param bridged sets of devices that have links of their own, in words; empty if none has
     */
    record Bus(String worst, String bridged) implements Path {}
  }

  private final Problems problems;
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final List<String> lists = new ArrayList<>();
  private final List<Machine> machines = new ArrayList<>();
  private final List<CollectiveRun> runs = new ArrayList<>();
  private final List<Flow> flows = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  Evidence(Problems problems) {
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  /** Starts a list of hosts: those of the first list are the cluster's, in its order. */
  HostList list(String file) {
    lists.add(file);
    return new HostList(lists.size() == 1);
  }

  void machine(Machine machine) {
    machines.add(machine);
  }

  void run(CollectiveRun run) {
    runs.add(run);
  }

  void flow(Flow flow) {
    flows.add(flow);
  }

  /** Records that a node is left out, with a warning; if none is left, that is why. */
  void leaveOut(String name, Location at, String why) {
    leftOut.add(Wording.shown(name) + ": " + why);
    problems.warning(at, "the node " + Wording.shown(name) + " is left out: " + why, null);
  }

  /** Returns why nodes were left out, with their names. */
  List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  List<Flow> flows() {
    return List.copyOf(flows);
  }

  List<Host> hosts() {
    return List.copyOf(hosts.values());
  }

  List<Machine> machines() {
    return List.copyOf(machines);
  }

  List<CollectiveRun> runs() {
    return List.copyOf(runs);
  }

  Optional<String> hostList() {
    return lists.stream().findFirst();
  }

  /** One list of hosts. */
  final class HostList {
    private final boolean first;
    private final Map<String, Location> seen = new LinkedHashMap<>();

    private HostList(boolean first) {
      this.first = first;
    }

    void add(Host host) {
      Location before = seen.putIfAbsent(host.name(), host.at());
      if (before != null) {
        problems.error(
            host.at(),
            "the host " + Wording.shown(host.name()) + " is listed twice" + where(before),
            "one line with all its devices: `" + Wording.shown(host.name()) + " slots=8`");
        return;
      }
      Host known = hosts.get(host.name());
      if (known == null && first) {
        hosts.put(host.name(), host);
      } else if (known == null) {
        problems.warning(
            host.at(),
            "the host "
                + Wording.shown(host.name())
                + " is left out: the first list does not name it",
            null);
      } else {
        hosts.put(host.name(), merge(known, host));
      }
    }

    private static String where(Location before) {
      return before.line() > 0 ? "; first in line " + before.line() : "";
    }

    private Host merge(Host known, Host other) {
      Fact<Integer> devices = known.devices();
      if (devices != null
          && other.devices() != null
          && !devices.value().equals(other.devices().value())) {
        problems.error(
            other.at(),
            "the host "
                + Wording.shown(known.name())
                + " has "
                + other.devices().value()
                + " devices here and "
                + devices.value()
                + " in "
                + place(devices.at()),
            "the number that the job may use, in both");
      }
      return new Host(
          known.name(),
          known.at(),
          devices == null ? other.devices() : devices,
          known.device() == null ? other.device() : known.device(),
          known.nodeType() == null ? other.nodeType() : known.nodeType(),
          known.domain() == null ? other.domain() : known.domain());
    }
  }

  static String place(Location at) {
    return at.line() > 0 ? at.source() + ":" + at.line() : at.source();
  }
}
