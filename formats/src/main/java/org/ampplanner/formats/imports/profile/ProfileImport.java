package org.ampplanner.formats.imports.profile;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.profile.ProfileReader;
import org.ampplanner.formats.profile.ReadMeasurement;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.SourceText;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.formats.source.Wording;
import org.ampplanner.profile.Measurement;
import org.jspecify.annotations.Nullable;

/** Recognises profiles by their content and makes one profile file of them. */
public final class ProfileImport {
  private static final String KNOWN =
      "AMP's `.npy`, the JSON of Metis, Sailor or Galvatron, a trace of the PyTorch profiler,"
          + " a profile of our own";
  private static final int HEAD = 1 << 16;

  private final Catalog catalog;
  private final Problems problems;
  private final Collected collected;

  /**
   * Makes an import.
   *
   * @param catalog knows devices and models
   * @param options what the user says besides
   * @param problems where to record what is wrong and what is assumed
   */
  public ProfileImport(Catalog catalog, ProfileOptions options, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
    this.collected = new Collected(options, problems);
  }

  /**
   * Adds what a file says.
   *
   * @param blocks how many blocks the model has, if that is known
   */
  public void add(SourceFile file, @Nullable Integer blocks) {
    Path path = file.path();
    if (!Files.isRegularFile(path)) {
      SourceText.read(file, problems); // says what is wrong with it
      return;
    }
    try {
      byte[] head = head(path);
      boolean zipped = head.length > 1 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
      if (NumpyArray.matches(head)) {
        array(file);
      } else if (zipped || isTrace(head)) {
        try (InputStream in = open(path, zipped)) {
          TorchTrace.read(file.shown(), in, collected);
        }
      } else {
        Sources.readMapping(file, "a profile", problems)
            .ifPresent(root -> json(file, root, blocks));
      }
    } catch (IOException e) {
      problems.error(
          file.at(), "cannot be read: " + Wording.shown(String.valueOf(e.getMessage())), null);
    }
  }

  private static byte[] head(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(HEAD);
    }
  }

  private static InputStream open(Path path, boolean zipped) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(path));
    return zipped ? new GZIPInputStream(in) : in;
  }

  private static boolean isTrace(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1).stripLeading();
    return text.contains("\"traceEvents\"") || (text.startsWith("[") && text.contains("\"ph\""));
  }

  private void array(SourceFile file) throws IOException {
    if (Files.size(file.path()) > SourceText.MAX_BYTES) {
      problems.error(file.at(), "is too large for the times of layers", null);
      return;
    }
    NumpyArray.read(file.shown(), Files.readAllBytes(file.path()), collected);
  }

  private void json(SourceFile file, Node.Mapping root, @Nullable Integer blocks) {
    if (root.entries().containsKey("schema")) {
      own(file, root);
    } else if (PeerJson.isMetis(root)) {
      PeerJson.metis(file.shown(), root, collected);
    } else if (Galvatron.matches(root)) {
      Galvatron.read(file.shown(), root, blocks, collected);
    } else if (PeerJson.isSailor(root)) {
      PeerJson.sailor(file.path() + "", root, collected);
    } else {
      problems.error(root.at(), "is no profile that is known", KNOWN);
    }
  }

  private void own(SourceFile file, Node.Mapping root) {
    PeerJson.value(root, "model").ifPresent(n -> collected.model(PeerJson.text(n)));
    for (ReadMeasurement read : new ProfileReader(name -> name, problems).read(file)) {
      Measurement m = read.measurement();
      List<Double> forward = new ArrayList<>();
      List<Double> backward = new ArrayList<>();
      for (int i = 0; i < m.layers(); i++) {
        forward.add(rounded(m.forwardSeconds(i)));
        backward.add(rounded(m.backwardSeconds(i)));
      }
      collected.add(
          new Timing(
              read.at(),
              m.deviceType(),
              read.precision().id(),
              m.tensorParallel(),
              m.microBatchSize(),
              forward,
              m.hasBackward() ? backward : null,
              m.clock()));
    }
  }

  /** Milliseconds, without the noise of the change of units. */
  private static double rounded(double seconds) {
    return Math.rint(seconds * 1e12) / 1e9;
  }

  /**
   * Returns a profile file; empty if something is wrong.
   *
   * @param files as the user named them
   */
  public Optional<Map<String, Object>> assemble(List<String> files) {
    List<Map<String, Object>> measurements = new ArrayList<>();
    int layers = -1;
    for (Timing timing : collected.timings()) {
      String device = device(timing);
      if (layers >= 0 && layers != timing.forwardMs().size()) {
        problems.error(
            timing.at(),
            "times " + timing.forwardMs().size() + " layers, the others " + layers,
            "profiles of one model");
      }
      layers = timing.forwardMs().size();
      if (device != null) {
        measurements.add(timing.tree(device));
      }
    }
    if (problems.any()) {
      return Optional.empty();
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", "amp-profile/1");
    tree.put("model", collected.model().orElse("model"));
    tree.put("source", "imported from " + String.join(", ", files));
    tree.put("measurements", measurements);
    return Optional.of(tree);
  }

  private @Nullable String device(Timing timing) {
    String option = collected.options().device();
    String name = option == null ? timing.device() : option;
    Location at = option == null ? timing.at() : Location.ofOption("--device (" + option + ")");
    if (name == null) {
      problems.error(at, "does not say which device was measured", "`--device A100-SXM-80GB`");
      return null;
    }
    Optional<String> id = catalog.canonical(Catalog.Kind.DEVICES, name);
    if (id.isEmpty()) {
      String maybe = References.suggest(name, catalog.ids(Catalog.Kind.DEVICES));
      problems.warning(
          at,
          "the device (" + Wording.shown(name) + ") is not in the catalogue",
          maybe + ", with `--device`");
    }
    return id.orElse(name);
  }
}
