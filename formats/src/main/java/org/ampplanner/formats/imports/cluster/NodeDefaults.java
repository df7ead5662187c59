package org.ampplanner.formats.imports.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Nearest;
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
      List.of(
          "NVIDIA ",
          "NVIDIA-",
          "NVIDIA_",
          "AMD ",
          "AMD_",
          "AMD-",
          "Tesla ",
          "Tesla-",
          "Tesla_",
          "GeForce ",
          "Quadro ",
          "Instinct ",
          "Instinct_");
  private static final Pattern SUFFIX = Pattern.compile("(?i)[_-](?:SHARED|OAM|NVLINK(?=$))$");

  /**
   * A node type of the catalogue.
   *
   * @param id its id
   * @param device its device type
   * @param devices how many
   * @param intra bandwidth inside
   * @param inter bandwidth to other nodes
   * @param nics network interfaces
   * @param linkedNodes nodes that share its inner links, 1 if they end at the node
   * @param typical whether it stands for nodes of that device type of which nothing else is known
   */
  record NodeType(
      String id,
      String device,
      int devices,
      OptionalDouble intra,
      OptionalDouble inter,
      int nics,
      int linkedNodes,
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
                f.wholeInt("linked_nodes", Range.POSITIVE, MAX).orElse(1),
                f.flag("typical").orElse(false)));
  }

  /** Returns the node type of that name. */
  Optional<NodeType> named(String name) {
    return catalog
        .canonical(Catalog.Kind.NODES, name)
        .flatMap(id -> types().stream().filter(t -> t.id().equals(id)).findFirst());
  }

  /** Returns what stands for nodes with so many devices: typical, then the closest in number. */
  Optional<NodeType> usual(String device, int devices) {
    return types().stream()
        .filter(t -> device(t.device()).filter(device::equals).isPresent())
        .min(
            Comparator.<NodeType, Boolean>comparing(t -> !t.typical())
                .thenComparingInt(t -> Math.abs(t.devices() - devices))
                .thenComparing(NodeType::id));
  }

  /** Returns the id of the device type that somebody's name for it stands for. */
  Optional<String> device(String name) {
    return devices.computeIfAbsent(
        name,
        n -> {
          Optional<String> id = catalog.canonical(Catalog.Kind.DEVICES, n);
          return id.isPresent() || bare(n).equals(n)
              ? id
              : catalog.canonical(Catalog.Kind.DEVICES, bare(n));
        });
  }

  /** Returns a name without its makers and without what does not change the device. */
  private static String bare(String name) {
    String rest = SUFFIX.matcher(name.strip()).replaceFirst("");
    for (String maker : MAKERS) {
      if (rest.regionMatches(true, 0, maker, 0, maker.length())) {
        rest = rest.substring(maker.length());
      }
    }
    return rest;
  }

  /** Returns whether a name leaves open which device type is meant, as {@code A100} does. */
  boolean assumed(String name) {
    return catalog.assumed(name) || catalog.assumed(bare(name));
  }

  /** Returns whether a name can stand for a device type: it is its own, or begins it. */
  boolean canMean(String name, String device) {
    String plain = Nearest.plain(bare(name));
    return device(name).filter(device::equals).isPresent()
        || (plain.length() > 1 && catalog.names(device).stream().anyMatch(n -> begins(plain, n)));
  }

  /** Whether the first words of a name are those: {@code a100} begins {@code A100-SXM-40GB}. */
  private static boolean begins(String plain, String name) {
    StringBuilder words = new StringBuilder();
    for (String word : name.split("[-_ ]+")) {
      words.append(Nearest.plain(word));
      if (words.toString().equals(plain)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the device type of the memory that a driver states, of those that a name can mean. */
  Optional<String> ofMemory(String name, double gib) {
    return catalog.ids(Catalog.Kind.DEVICES).stream()
        .filter(id -> canMean(name, id) && near(memoryGib(id), gib))
        .findFirst();
  }

  /** Returns whether two sizes are the same but for what drivers keep back. */
  static boolean near(double gib, double other) {
    return Math.abs(gib - other) <= 0.04 * gib;
  }

  /** Returns the memory of a device type of the catalogue in GiB, 0 if that is not said. */
  double memoryGib(String device) {
    return fields(device).map(f -> f.number("memory_gib", Range.POSITIVE).orElse(0)).orElse(0.0);
  }

  /** Returns a device type in the names of a cluster file, with another size of memory. */
  Map<String, Object> withMemory(String device, Object gib) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("memory_gib", gib);
    fields(device)
        .ifPresent(f -> {
          f.number("memory_gbps", Range.POSITIVE)
              .ifPresent(v -> tree.put("memory_gbps", ClusterAssembly.number(v)));
          Map<String, Object> peaks = new LinkedHashMap<>();
          f.mapping("peak_tflops", "peak_tflops")
              .ifPresent(t ->
                  t.keys()
                      .forEach(k ->
                          t.number(k, Range.POSITIVE)
                              .ifPresent(v -> peaks.put(k, ClusterAssembly.number(v)))));
          tree.put("peak_tflops", peaks);
        });
    return tree;
  }

  private Optional<Fields> fields(String device) {
    Problems own = new Problems();
    return catalog
        .find(Catalog.Kind.DEVICES, device)
        .flatMap(file -> Sources.readMapping(file, "a device type", own))
        .map(node -> new Fields(node, "a device type", own));
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
    Optional<Fields> fields = fields(device);
    return new Links(
        fields.map(f -> f.wholeInt("nvlinks", Range.POSITIVE, MAX).orElse(0)).orElse(0),
        fields.map(f -> f.number("nvlink_gbps", Range.POSITIVE).orElse(0)).orElse(0.0),
        fields.map(f -> f.number("pcie_gbps", Range.POSITIVE).orElse(0)).orElse(0.0));
  }
}
