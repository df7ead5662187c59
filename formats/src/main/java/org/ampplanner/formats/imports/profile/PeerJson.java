package org.ampplanner.formats.imports.profile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.formats.source.Wording;
import org.ampplanner.profile.Measurement.Clock;
import org.jspecify.annotations.Nullable;

/** The profiles of Metis and of Sailor. */
final class PeerJson {
  private static final Pattern METIS =
      Pattern.compile("(?:DeviceType\\.)?(.+?)_tp(\\d{1,4})_bs(\\d{1,5})");
  private static final int MAX_DEGREE = 1 << 16;
  private static final int MAX_REPEAT = 10_000;

  private PeerJson() {}

  static boolean isMetis(Node.Mapping root) {
    return value(root, "execution_time", "layer_compute_total_ms").isPresent();
  }

  /** A number, the micro-batch size, over a number, the degree; perhaps below a key of its own. */
  static boolean isSailor(Node.Mapping root) {
    Node sizes = root.entries().containsKey("profile") ? value(root, "profile").orElse(root) : root;
    return sizes instanceof Node.Mapping m
        && !m.entries().isEmpty()
        && m.entries().keySet().stream().allMatch(k -> k.matches("\\d{1,5}"));
  }

  /** Metis times forward and backward together; of the two the backward is taken to be twice. */
  static void metis(String file, Node.Mapping root, Collected collected) {
    Node times = value(root, "execution_time", "layer_compute_total_ms").orElseThrow();
    Matcher name = METIS.matcher(stem(file));
    boolean named = name.matches();
    value(root, "model", "model_name").ifPresent(n -> collected.model(text(n)));
    Optional<List<Double>> total = collected.numbers(times, "layer_compute_total_ms", 1);
    Node count = value(root, "model", "num_layers").orElse(null);
    if (total.isPresent() && count != null) {
      checkCount(count, total.get().size(), collected.problems());
    }
    if (total.isEmpty()) {
      return;
    }
    collected
        .problems()
        .warning(
            Location.of(file),
            "holds forward and backward together: a third is taken for forward",
            null);
    collected.add(
        new Timing(
            times.at(),
            named ? name.group(1) : null,
            collected.precision(null, "fp16", times.at()),
            collected.tensorParallel(named ? Integer.valueOf(name.group(2)) : null, times.at()),
            collected.microBatchSize(named ? Integer.valueOf(name.group(3)) : null, times.at()),
            total.get().stream().map(t -> t / 3).toList(),
            total.get().stream().map(t -> t * 2 / 3).toList(),
            Clock.DEVICE));
  }

  private static void checkCount(Node count, int times, Problems problems) {
    Scalars.wholeInt(count, "num_layers", Range.POSITIVE, MAX_DEGREE, problems)
        .ifPresent(n -> {
          if (n != times) {
            problems.value(count, "num_layers", "is not the number of times (" + times + ")", null);
          }
        });
  }

  /** Sailor's {@code <model>/<device>/profile.json}: size, degree, layer, and its seconds. */
  static void sailor(String file, Node.Mapping root, Collected collected) {
    List<@Nullable String> folders = folders(file);
    String gpu = value(root, "gpu").map(PeerJson::text).orElse(null);
    @Nullable String device = gpu == null ? folders.get(1) : gpu;
    String named = value(root, "model").map(PeerJson::text).orElse(null);
    collected.model(named == null ? folders.get(0) : named);
    String stated = value(root, "dtype").map(PeerJson::text).orElse(null);
    Node sizes = root.entries().containsKey("profile") ? value(root, "profile").orElse(root) : root;
    String precision = collected.precision(stated, "fp32", root.at());
    if (!(sizes instanceof Node.Mapping bySize)) {
      collected.problems().value(sizes, "profile", "is not a mapping", null);
      return;
    }
    bySize
        .entries()
        .forEach((size, entry) -> {
          if (entry.value() instanceof Node.Mapping byDegree) {
            byDegree
                .entries()
                .forEach((degree, layers) ->
                    sailor(device, precision, size, degree, layers.value(), collected));
          } else {
            collected.problems().value(entry.value(), size, "is not a mapping of degrees", null);
          }
        });
  }

  private static void sailor(
      @Nullable String device,
      String precision,
      String size,
      String degree,
      Node layers,
      Collected collected) {
    int before = collected.problems().count();
    if (!size.matches("[1-9]\\d{0,4}") || !degree.matches("[1-9]\\d{0,4}")) {
      collected
          .problems()
          .error(
              layers.at(),
              Wording.shown(size + " / " + degree)
                  + " is no micro-batch size and tensor parallelism",
              null);
      return;
    }
    List<Double> forward = new ArrayList<>();
    List<Double> backward = new ArrayList<>();
    addTimes(layers, forward, backward, collected);
    if (collected.problems().count() == before && !forward.isEmpty()) {
      collected.add(
          new Timing(
              layers.at(),
              device,
              precision,
              Integer.parseInt(degree),
              Integer.parseInt(size),
              forward,
              backward,
              Clock.DEVICE));
    }
  }

  /** Adds milliseconds of every layer; in a list the first number of a layer says how often. */
  private static void addTimes(
      Node layers, List<Double> forward, List<Double> backward, Collected collected) {
    boolean repeated = layers instanceof Node.Sequence;
    for (Node layer : items(layers, collected)) {
      Optional<List<Double>> row = collected.numbers(layer, "a layer's times", 1);
      int from = repeated ? 1 : 0;
      if (row.isEmpty() || row.get().size() < from + 2) {
        if (row.isPresent()) {
          collected.problems().error(layer.at(), "has no forward and backward time", null);
        }
        continue;
      }
      int times = repeated ? (int) Math.min(MAX_REPEAT, row.get().get(0)) : 1;
      for (int i = 0; i < times; i++) {
        forward.add(1e3 * row.get().get(from));
        backward.add(1e3 * row.get().get(from + 1));
      }
    }
  }

  /** Returns the layers in order; the keys of a mapping are their numbers. */
  private static List<Node> items(Node layers, Collected collected) {
    if (layers instanceof Node.Sequence list) {
      return list.items();
    }
    Map<Integer, Node> numbered = new TreeMap<>();
    if (layers instanceof Node.Mapping mapping) {
      mapping
          .entries()
          .forEach((key, entry) -> {
            if (key.matches("\\d{1,6}")) {
              numbered.put(Integer.parseInt(key), entry.value());
            } else {
              collected
                  .problems()
                  .error(entry.keyAt(), Wording.shown(key) + " is not a layer's number", null);
            }
          });
      int last = numbered.isEmpty() ? -1 : ((TreeMap<Integer, Node>) numbered).lastKey();
      if (last != numbered.size() - 1) {
        collected
            .problems()
            .error(
                layers.at(), "layers are missing: " + numbered.size() + " of " + (last + 1), null);
      }
    } else {
      collected.problems().value(layers, "layers", "are no list and no mapping", null);
    }
    return List.copyOf(numbered.values());
  }

  /** Returns the names of the two folders that a file lies in, the outer one first. */
  private static List<@Nullable String> folders(String file) {
    Path parent = Path.of(file).toAbsolutePath().normalize().getParent();
    Path outer = parent == null ? null : parent.getParent();
    List<@Nullable String> names = new ArrayList<>();
    names.add(outer == null || outer.getFileName() == null ? null : outer.getFileName() + "");
    names.add(parent == null || parent.getFileName() == null ? null : parent.getFileName() + "");
    return names;
  }

  static String stem(String file) {
    String name = file.substring(file.replace('\\', '/').lastIndexOf('/') + 1);
    return name.replaceFirst("(?i)\\.(json|ya?ml)$", "");
  }

  static Optional<Node> value(Node node, String... keys) {
    Optional<Node> at = Optional.of(node);
    for (String key : keys) {
      at =
          at.flatMap(n ->
              n instanceof Node.Mapping m
                  ? Optional.ofNullable(m.entries().get(key)).map(Node.Entry::value)
                  : Optional.empty());
    }
    return at;
  }

  static @Nullable String text(Node node) {
    return node instanceof Node.Scalar scalar && !scalar.isNull() ? scalar.text() : null;
  }
}
