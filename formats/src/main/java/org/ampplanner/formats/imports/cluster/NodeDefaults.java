package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.formats.source.Wording;
import org.jspecify.annotations.Nullable;

/** What the catalogue knows of device types and of usual nodes, for what files leave open. */
final class NodeDefaults {
  private static final int MAX = 1 << 20;
  private static final List<String> MAKERS =
      List.of("NVIDIA ", "NVIDIA-", "AMD ", "Tesla ", "Tesla-", "GeForce ", "Quadro ", "Instinct ");

  /**
   * A node type of the catalogue.
   *
   * @param id its id
   * @param device its device type
   * @param devices how many
   * @param intra bandwidth inside
   * @param inter bandwidth to other nodes
   * @param nics network interfaces
   * @param typical whether it stands for nodes of that device type of which nothing else is known
   */
  record NodeType(
      String id,
      String device,
      int devices,
      OptionalDouble intra,
      OptionalDouble inter,
      int nics,
      boolean typical) {}

  /**
   * The links of a device type.
   *
   * @param nvLinks NVLinks of one device, 0 if it has none
   * @param nvLinkGbps bandwidth of one of them
   * @param pcieGbps bandwidth of its PCIe link, 0 if unknown
   */
  record Links(int nvLinks, double nvLinkGbps, double pcieGbps) {}

  private final Catalog catalog;
  private final Problems problems;
  private @Nullable List<NodeType> types;
  private final Map<String, Optional<String>> devices = new HashMap<>();

  NodeDefaults(Catalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  private List<NodeType> types() {
    List<NodeType> known = types;
    if (known == null) {
      known = new ArrayList<>();
      for (CatalogEntry entry : catalog.entries(Catalog.Kind.NODES, new Problems())) {
        nodeType(entry.id(), entry.file()).ifPresent(known::add);
      }
      types = known;
    }
    return known;
  }

  private Optional<NodeType> nodeType(String id, SourceFile file) {
    Problems own = new Problems();
    return Sources.readMapping(file, "a node type", own)
        .map(node -> new Fields(node, "a node type", own))
        .filter(f -> f.text("device").isPresent())
        .map(f ->
            new NodeType(
                id,
                f.text("device").orElse(""),
                f.wholeInt("devices", Range.POSITIVE, MAX).orElse(1),
                f.number("intra_node_gbps", Range.POSITIVE),
                f.number("inter_node_gbps", Range.POSITIVE),
                f.wholeInt("nics", Range.POSITIVE, MAX).orElse(1),
                f.flag("typical").orElse(false)));
  }

  /** Returns the node type of that name. */
  Optional<NodeType> named(String name) {
    return catalog
        .canonical(Catalog.Kind.NODES, name)
        .flatMap(id -> types().stream().filter(t -> t.id().equals(id)).findFirst());
  }

  /** Returns what stands for nodes with so many devices of a type: the closest in number. */
  Optional<NodeType> usual(String device, int devices) {
    return types().stream()
        .filter(t -> device(t.device()).filter(device::equals).isPresent())
        .min(
            Comparator.<NodeType>comparingInt(t -> Math.abs(t.devices() - devices))
                .thenComparing(t -> !t.typical())
                .thenComparing(NodeType::id));
  }

  /** Returns the id of the device type that somebody's name for it stands for. */
  Optional<String> device(String name) {
    return devices.computeIfAbsent(
        name,
        n -> {
          Optional<String> id = catalog.canonical(Catalog.Kind.DEVICES, n);
          for (String maker : MAKERS) {
            if (id.isEmpty() && n.startsWith(maker)) {
              id = device(n.substring(maker.length()), n);
            }
          }
          return id;
        });
  }

  private Optional<String> device(String rest, String whole) {
    return rest.equals(whole) ? Optional.empty() : catalog.canonical(Catalog.Kind.DEVICES, rest);
  }

  /** Records that a name stands for no device type. */
  void unknownDevice(String name, Location at) {
    String near = References.suggest(name, catalog.ids(Catalog.Kind.DEVICES));
    problems.error(
        at,
        "the device (" + Wording.shown(name) + ") is not in the catalogue",
        near + "; `--device` says which it is, or a folder of your own with `--catalog`");
  }

  /** Returns the links of a device type of the catalogue. */
  Links links(String device) {
    Problems own = new Problems();
    Optional<Fields> fields =
        catalog
            .find(Catalog.Kind.DEVICES, device)
            .flatMap(file -> Sources.readMapping(file, "a device type", own))
            .map(node -> new Fields(node, "a device type", own));
    return new Links(
        fields.map(f -> f.wholeInt("nvlinks", Range.POSITIVE, MAX).orElse(0)).orElse(0),
        fields.map(f -> f.number("nvlink_gbps", Range.POSITIVE).orElse(0)).orElse(0.0),
        fields.map(f -> f.number("pcie_gbps", Range.POSITIVE).orElse(0)).orElse(0.0));
  }
}
