package org.ampplanner.formats.imports.cluster;

import java.util.Optional;
import org.ampplanner.formats.imports.cluster.Evidence.Host;
import org.ampplanner.formats.imports.cluster.Evidence.Machine;
import org.ampplanner.formats.imports.cluster.NodeDefaults.NodeType;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Which device type of the catalogue a host has: what an option says, else what a node type that a
 * file names has, else what the driver says, else what a list says.
 */
final class DeviceNaming {
  /** A device type, and what to say of it if it is an assumption. */
  record Typed(Fact<String> device, @Nullable String assumed) {}

  private final NodeDefaults defaults;
  private final ImportOptions options;
  private final Problems problems;
  private final @Nullable NodeType nodeType;

  DeviceNaming(
      NodeDefaults defaults,
      ImportOptions options,
      Problems problems,
      @Nullable NodeType nodeType) {
    this.defaults = defaults;
    this.options = options;
    this.problems = problems;
    this.nodeType = nodeType;
  }

  /** Returns the node type that a list names for a host, if the catalogue has it. */
  @Nullable Fact<NodeType> nodeType(Host host) {
    Fact<String> named = host.nodeType();
    if (named == null || options.device() != null) {
      return null;
    }
    Optional<NodeType> type = defaults.named(named.value());
    if (type.isEmpty() && InstanceNames.looksLikeOne(named.value())) {
      problems.warning(
          named.at(),
          "the machine type ("
              + Wording.shown(named.value())
              + ") is not in the catalogue: its links are not known",
          "`--inter-node-gbps`, or a node type of your own with `--catalog`");
    }
    return type.map(t -> new Fact<>(t, named.at())).orElse(null);
  }

  /** Returns the device type of a host; null, and a problem, if it is not known. */
  @Nullable Typed type(
      Host host,
      @Nullable Fact<String> device,
      @Nullable Machine machine,
      @Nullable Fact<NodeType> stated) {
    if (nodeType != null) {
      String id = defaults.device(nodeType.device()).orElse(nodeType.device());
      return new Typed(new Fact<>(id, Location.ofOption("--device")), null);
    }
    Fact<String> named =
        options.device() != null
            ? new Fact<>(options.device(), Location.ofOption("--device"))
            : machine != null && !machine.names().isEmpty() ? machine.names().get(0) : device;
    if (stated != null) {
      return ofNodeType(host, named, stated);
    }
    if (named == null) {
      problems.error(
          host.at(),
          "no file says which devices " + Wording.shown(host.name()) + " and its like have",
          "`--device H100-SXM`, or the output of `nvidia-smi -L` as a further file");
      return null;
    }
    if (machine != null && options.device() == null && !equalDevices(machine, named)) {
      return null;
    }
    return named(named, machine);
  }

  private boolean equalDevices(Machine machine, Fact<String> named) {
    for (Fact<String> other : machine.names()) {
      if (!other.value().equals(named.value())) {
        problems.error(
            other.at(),
            "a machine with "
                + Wording.shown(named.value())
                + " and "
                + Wording.shown(other.value()),
            "a cluster file with a line of nodes for each kind, and `links:` between them");
        return false;
      }
    }
    return true;
  }

  /**
   * The device of a node type that a file names; another name beside it must be able to mean it.
   */
  private @Nullable Typed ofNodeType(
      Host host, @Nullable Fact<String> named, Fact<NodeType> stated) {
    String id = defaults.device(stated.value().device()).orElse(stated.value().device());
    if (named != null && !defaults.canMean(named.value(), id)) {
      problems.error(
          named.at(),
          Wording.shown(host.name())
              + " has "
              + Wording.shown(named.value())
              + " here, but a "
              + Wording.shown(stated.value().id())
              + ", as "
              + Evidence.place(stated.at())
              + " says it is, has "
              + id,
          "`--device " + id + "`, or whichever is true");
      return null;
    }
    return new Typed(new Fact<>(id, stated.at()), null);
  }

  private @Nullable Typed named(Fact<String> named, @Nullable Machine machine) {
    Optional<String> id = defaults.device(named.value());
    if (id.isEmpty()) {
      defaults.unknownDevice(named.value(), named.at());
      return null;
    }
    boolean assumed = defaults.assumed(named.value());
    Fact<Double> memory = machine == null ? null : machine.memoryGib();
    if (assumed && memory != null) {
      Optional<String> sized = defaults.ofMemory(named.value(), memory.value());
      if (sized.isPresent()) {
        return new Typed(new Fact<>(sized.get(), memory.at()), null);
      }
    }
    return new Typed(
        new Fact<>(id.get(), named.at()),
        assumed
            ? Wording.shown(named.value()) + " leaves open which: taken to be " + id.get()
            : null);
  }
}
