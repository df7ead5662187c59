package org.ampplanner.formats.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.ProblemsException;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.formats.source.Schema;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.profile.Measurement;
import org.ampplanner.unit.Precision;
import org.ampplanner.unit.Units;
import org.jspecify.annotations.Nullable;

/** Reads profile files, {@code amp-profile/1}, and folders of them. */
public final class ProfileReader {
  private static final int MAX_DEGREE = 1 << 20;

  /** Keys for people, of what was measured where. */
  private static final List<String> INFORMATION =
      List.of("hardware", "software", "shape", "collectives");

  private final UnaryOperator<String> deviceNames;
  private final Problems problems;

  /**
   * Makes a reader.
   *
   * @param deviceNames turns a name of a device type into its id
   * @param problems where to record what is wrong
   */
  public ProfileReader(UnaryOperator<String> deviceNames, Problems problems) {
    this.deviceNames = deviceNames;
    this.problems = problems;
  }

  /**
   * Reads what a job calls its profile: a file, a folder, whose files are read in the order of
   * names, or the profile inline.
   */
  public List<ReadMeasurement> read(Node node, References references) {
    if (!(node instanceof Node.Scalar scalar)) {
      List<ReadMeasurement> read = new ArrayList<>();
      Fields.of(node, "profile", "a profile", problems).ifPresent(fields -> read(fields, read));
      return read;
    }
    Optional<SourceFile> target = references.path(scalar, "profile", problems);
    if (target.isEmpty()) {
      return List.of();
    }
    if (!Files.isDirectory(target.get().path())) {
      return read(target.get());
    }
    List<SourceFile> files = files(target.get());
    if (files.isEmpty()) {
      problems.value(
          node, "profile", "holds no profile", "another folder: its *.json and *.yaml are read");
    }
    List<ReadMeasurement> all = new ArrayList<>();
    files.forEach(file -> all.addAll(read(file)));
    return all;
  }

  private static List<SourceFile> files(SourceFile folder) {
    try (Stream<Path> paths = Files.list(folder.path())) {
      return paths
          .filter(p -> String.valueOf(p.getFileName()).matches("[^.].*\\.(json|ya?ml)"))
          .sorted()
          .map(p -> new SourceFile(p, Path.of(folder.shown(), p.getFileName() + "") + ""))
          .toList();
    } catch (IOException e) {
      throw ProblemsException.of(folder.path() + "", "cannot be listed: " + e.getMessage(), null);
    }
  }

  /** Reads one file. */
  public List<ReadMeasurement> read(SourceFile file) {
    List<ReadMeasurement> read = new ArrayList<>();
    Sources.readMapping(file, "a profile", problems)
        .ifPresent(mapping -> read(new Fields(mapping, "a profile", problems), read));
    return read;
  }

  private void read(Fields fields, List<ReadMeasurement> into) {
    CatalogEntry.About.read(fields);
    Schema.require(fields, "amp-profile", 1);
    fields.require("model", "the name of the model that was measured");
    String model = fields.text("model").orElse("");
    INFORMATION.forEach(fields::node);
    fields.require("measurements", "`measurements: [{device: ..., forward_ms: [...]}]`");
    for (Node item : fields.items("measurements")) {
      Fields.of(item, "measurements", "a measurement", problems)
          .flatMap(f -> measurement(f, model))
          .ifPresent(into::add);
    }
    fields.end();
  }

  private Optional<ReadMeasurement> measurement(Fields fields, String model) {
    int before = problems.count();
    fields.node("activation_bytes");
    if (fields.has("error") && !fields.has("forward_ms")) {
      return Optional.empty(); // it was tried, and did not work: out of memory
    }
    fields.require("device", "a device type, such as `V100-SXM2-16GB`");
    fields.require("precision", "`fp16`, or what was measured");
    fields.require("forward_ms", "a list of milliseconds, one for each layer");
    Optional<String> device = fields.text("device");
    Optional<Precision> precision = fields.choice("precision", Precision.values(), Precision::id);
    int tp = fields.requiredInt("tensor_parallel", Range.POSITIVE, MAX_DEGREE, 1);
    int mbs = fields.requiredInt("micro_batch_size", Range.POSITIVE, MAX_DEGREE, 1);
    double[] forward = seconds(fields, "forward_ms");
    double @Nullable [] backward =
        fields.has("backward_ms") ? seconds(fields, "backward_ms") : null;
    Measurement.Clock clock =
        fields
            .choice("clock", Measurement.Clock.values(), ProfileReader::id)
            .orElse(Measurement.Clock.DEVICE);
    fields.end();
    if (problems.count() > before || device.isEmpty() || precision.isEmpty()) {
      return Optional.empty();
    }
    String id = deviceNames.apply(device.get());
    return fields
        .build(() -> new Measurement(id, tp, mbs, forward, backward, clock))
        .map(m -> new ReadMeasurement(m, precision.get(), model, fields.at("forward_ms")));
  }

  /** Returns the name of a clock in files. */
  public static String id(Measurement.Clock clock) {
    return switch (clock) {
      case DEVICE -> "device";
      case HOST_SYNCHRONISED -> "host_synchronised";
    };
  }

  private double[] seconds(Fields fields, String key) {
    return fields.items(key).stream()
        .mapToDouble(
            n -> Units.millis(Scalars.number(n, key, Range.NOT_NEGATIVE, problems).orElse(0)))
        .toArray();
  }
}
