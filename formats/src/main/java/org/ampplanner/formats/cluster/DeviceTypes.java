package org.ampplanner.formats.cluster;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;

/** Device types by name: those that a cluster brings, then those of the catalogue. */
public final class DeviceTypes {
  /** What the memory of an accelerator can be expected to move, in bytes per second. */
  private static final double SLOW_MEMORY = 1e11;

  private static final double FAST_MEMORY = 3e13;
  private static final double ACCELERATOR_FLOPS = 1e12;

  private final Catalog catalog;
  private final Problems problems;
  private final Map<String, Optional<DeviceType>> own = new LinkedHashMap<>();
  private final Map<String, Optional<DeviceType>> builtIn = new HashMap<>();
  private final Map<String, Optional<String>> ids = new HashMap<>();
  private final Map<String, String> suggestions = new HashMap<>();
  private final Set<String> used = new LinkedHashSet<>();

  /** Makes device types of a catalogue; what is wrong with them is recorded in {@code problems}. */
  public DeviceTypes(Catalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  /** Reads the key {@code devices} of a cluster. */
  void readOwn(Fields cluster) {
    Optional<Fields> devices = cluster.mapping("devices", "the cluster's device types");
    if (devices.isEmpty()) {
      return;
    }
    for (String id : devices.get().keys()) {
      Optional<Fields> fields = devices.get().mapping(id, "a device type");
      own.put(id, fields.flatMap(f -> read(id, f)));
    }
  }

  /** Warns of the cluster's own device types that it does not use. */
  void warnOfUnused(Fields cluster) {
    Optional<Node> node = cluster.node("devices");
    if (node.isPresent() && node.get() instanceof Node.Mapping mapping) {
      mapping
          .entries()
          .forEach((id, entry) -> {
            if (!used.contains(id)) {
              problems.warning(
                  entry.keyAt(), "devices." + id + " is not used by any line of nodes", null);
            }
          });
    }
  }

  /** Returns the device type that a line of nodes names. */
  public Optional<DeviceType> resolve(Node node, String name) {
    if (own.containsKey(name)) {
      used.add(name);
      return own.getOrDefault(name, Optional.empty());
    }
    Optional<String> id = canonical(name);
    if (id.isEmpty()) {
      problems.value(
          node,
          "device",
          "is not a device type of the catalogue",
          suggestions.computeIfAbsent(name, this::suggest));
      return Optional.empty();
    }
    return builtIn.computeIfAbsent(id.get(), this::readBuiltIn);
  }

  private String suggest(String name) {
    Set<String> all = new LinkedHashSet<>(own.keySet());
    all.addAll(catalog.ids(Catalog.Kind.DEVICES));
    return References.suggest(name, all) + "; or describe it under `devices:`";
  }

  /** Returns the id of the device type that a name stands for, if it is known. */
  public Optional<String> canonical(String name) {
    return own.containsKey(name)
        ? Optional.of(name)
        : ids.computeIfAbsent(name, n -> catalog.canonical(Catalog.Kind.DEVICES, n));
  }

  private Optional<DeviceType> readBuiltIn(String id) {
    SourceFile file = catalog.find(Catalog.Kind.DEVICES, id).orElseThrow();
    Optional<Node.Mapping> node = Sources.readMapping(file, "a device type", problems);
    return node.flatMap(mapping -> {
      Fields fields = new Fields(mapping, "a device type", problems);
      CatalogEntry.aliases(fields);
      CatalogEntry.About.read(fields);
      return read(id, fields);
    });
  }

  private Optional<DeviceType> read(String id, Fields fields) {
    fields.confusion("memory", "memory_gib");
    fields.confusion("memory_bandwidth", "memory_gbps");
    double memory = fields.required("memory_gib", Range.POSITIVE, 1);
    double bandwidth = fields.required("memory_gbps", Range.POSITIVE, 1);
    Map<Precision, Double> peaks = new EnumMap<>(Precision.class);
    fields.require("peak_tflops", "dense peak by precision, such as `{fp16: 65, fp32: 8.1}`");
    Optional<Fields> tflops = fields.mapping("peak_tflops", "peak_tflops");
    for (Precision precision : Precision.values()) {
      tflops
          .map(f -> f.number(precision.id(), Range.POSITIVE))
          .filter(OptionalDouble::isPresent)
          .ifPresent(v -> peaks.put(precision, Units.tflops(v.getAsDouble())));
    }
    tflops.ifPresent(Fields::end);
    fields.wholeInt("nvlinks", Range.POSITIVE, 1024); // of imports only
    fields.number("nvlink_gbps", Range.POSITIVE);
    fields.number("pcie_gbps", Range.POSITIVE);
    fields.number("peak_watts", Range.POSITIVE); // for people, and for those who price energy
    fields.number("idle_watts", Range.POSITIVE);
    fields.end();
    if (tflops.isEmpty()) {
      return Optional.empty();
    }
    Optional<DeviceType> type =
        fields.build(() -> new DeviceType(id, Units.gib(memory), Units.gbps(bandwidth), peaks));
    type.ifPresent(t -> warnOfMemory(fields, t));
    return type;
  }

  private void warnOfMemory(Fields fields, DeviceType type) {
    double flops = type.peakFlops().values().stream().mapToDouble(f -> f).max().orElse(0);
    double speed = type.memoryBytesPerSecond();
    Optional<Node> given = fields.node("memory_gbps");
    if (given.isPresent()
        && flops >= ACCELERATOR_FLOPS
        && (speed < SLOW_MEMORY || speed > FAST_MEMORY)) {
      problems.warning(
          fields.at("memory_gbps"),
          given.get().named("memory_gbps")
              + String.format(Locale.ROOT, " is %.1f GB/s, unusual for %s", speed / 1e9, type.id()),
          "another unit was meant: gigabits per second are 8 times the GB/s of a data sheet");
    }
  }
}
