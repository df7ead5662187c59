package org.ampplanner.formats.huggingface;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;
import org.ampplanner.model.LayerSpec;
import org.ampplanner.model.ModelSpec;
import org.jspecify.annotations.Nullable;

/** Reads a {@code config.json} into a model. Fields that are not about the shape are left alone. */
public final class HuggingFaceReader {
  /** The name of the file in a checkpoint. */
  public static final String FILE = "config.json";

  /** Beyond this, positions say what a model can be run with rather than what it is trained on. */
  private static final int USUAL_SEQUENCE = 8192;

  /** The most parameters of one layer, so that sums over all layers stay in range. */
  private static final long MAX_PARAMETERS = 10_000_000_000_000L;

  private static final List<String> INNER = List.of("text_config", "llm_config", "language_config");
  private static final String SPEECH = "thinker_config";
  private static final Set<String> VISUAL = Set.of("vision_config", "audio_config");

  private final Problems problems;

  /** Makes a reader that records what is wrong. */
  public HuggingFaceReader(Problems problems) {
    this.problems = problems;
  }

  /** Returns whether a file's top looks like a config, or like what is taken for one. */
  public static boolean isConfig(Node.Mapping node) {
    Set<String> keys = node.entries().keySet();
    return keys.contains("model_type")
        || keys.contains("architectures")
        || keys.contains("hidden_size")
        || keys.contains("n_embd")
        || isIndex(node);
  }

  private static boolean isIndex(Node.Mapping node) {
    return node.entries().containsKey("weight_map");
  }

  /** Returns what a model is called whose config lies there: its folder, or the hub's name. */
  public static String name(Path config) {
    Path path = config.toAbsolutePath().normalize();
    for (Path part : path) {
      String[] words = part.toString().split("--", -1);
      if (words.length > 2 && words[0].equals("models")) {
        return words[words.length - 1]; // the hub's cache: models--owner--name/snapshots/...
      }
    }
    Path file = path.getFileName();
    Path folder = path.getParent();
    boolean named = file != null && !file.toString().equals(FILE);
    Path last = named || folder == null ? file : folder.getFileName();
    return last == null ? "model" : last.toString().replaceFirst("\\.(json|ya?ml)$", "");
  }

  /**
   * Reads a config.
   *
   * @param node its top
   * @param name what the model is called
   * @param sequenceLength the sequence length where something else than the config says it, or null
   */
  public Optional<ModelSpec> read(
      Node.Mapping node, String name, @Nullable Integer sequenceLength) {
    if (isIndex(node)) {
      problems.error(
          node.at(), "is the index of a checkpoint's weights, not its config", "config.json");
      return Optional.empty();
    }
    int before = problems.count();
    Problems own = new Problems();
    Config config = textConfig(node, own);
    Optional<Family> family = family(config);
    List<LayerSpec> layers = family.map(f -> f.layers(config)).orElse(List.of());
    Optional<ModelSpec> spec =
        own.any() ? Optional.empty() : spec(config, name, layers, sequenceLength);
    if (!own.any()) {
      LeftOut.warn(config);
    }
    warnOfAssumed(config);
    own.copyTo(problems);
    return problems.count() > before ? Optional.empty() : spec;
  }

  private Optional<ModelSpec> spec(
      Config c, String name, List<LayerSpec> layers, @Nullable Integer sequenceLength) {
    for (LayerSpec line : layers) {
      Long parameters = line.sizes().parameters();
      if (parameters != null && (parameters < 0 || parameters > MAX_PARAMETERS)) {
        c.problems().error(c.at(), "a " + line.name() + " is too large to be counted", null);
        return Optional.empty();
      }
    }
    Integer length = sequenceLength == null ? sequence(c) : sequenceLength;
    return c.problems().any() ? Optional.empty() : Optional.of(new ModelSpec(name, length, layers));
  }

  /** Returns the config of the text model, which may be an inner one. */
  private static Config textConfig(Node.Mapping node, Problems problems) {
    Config outer = new Config(node, Map.of(), problems);
    if (outer.node(SPEECH).orElse(null) instanceof Node.Mapping thinker) {
      return textConfig(thinker, problems);
    }
    for (String key : INNER) {
      if (outer.node(key).orElse(null) instanceof Node.Mapping inner) {
        problems.warning(
            inner.at(),
            "only the " + key + " is read: other parts of the model are left out",
            null);
        String type = new Config(inner, Map.of(), problems).text("model_type", "llama");
        return new Config(inner, NestedDefaults.of(type), problems).around(outer);
      }
    }
    for (String key : VISUAL) {
      outer
          .node(key)
          .ifPresent(n -> problems.warning(n.at(), key + " is left out: text only", null));
    }
    return outer;
  }

  private static Optional<Family> family(Config config) {
    String type = config.text("model_type", "");
    Optional<Family> known = Families.of(type);
    if (known.isPresent()) {
      return known;
    }
    String shown =
        type.isEmpty()
            ? "model_type is missing"
            : "model_type (" + Wording.shown(type) + ") is not known";
    Location at = config.node("model_type").map(Node::at).orElse(config.at());
    Optional<String> refusal = Unknown.refusal(config);
    if (refusal.isPresent()) {
      config.problems().error(at, shown + ", and " + refusal.get(), null);
      return Optional.empty();
    }
    Unknown unknown = Unknown.of(config);
    config
        .problems()
        .warning(at, shown + ": read as a decoder with " + unknown.assumptions(), null);
    return Optional.of(unknown.family());
  }

  private static void warnOfAssumed(Config config) {
    if (!config.assumed().isEmpty()) {
      String list =
          config.assumed().entrySet().stream()
              .map(e -> e.getKey() + " " + e.getValue())
              .sorted()
              .collect(Collectors.joining(", "));
      config.problems().warning(config.at(), "the library's defaults are taken: " + list, null);
    }
  }

  private static @Nullable Integer sequence(Config config) {
    if (config.has("patch_size")) {
      return Encoders.imageTokens(config);
    }
    OptionalInt exact = config.optional("sequence_length");
    if (exact.isPresent() && exact.getAsInt() > 0) {
      return exact.getAsInt();
    }
    OptionalInt positions = positions(config);
    if (positions.isEmpty() || positions.getAsInt() == 0) {
      return null;
    }
    if (positions.getAsInt() > USUAL_SEQUENCE) {
      config
          .problems()
          .warning(
              config.at(),
              "sequence_length is "
                  + USUAL_SEQUENCE
                  + " unless given: its "
                  + positions.getAsInt()
                  + " positions are what it runs with, rarely what it is trained on",
              "`--sequence-length " + positions.getAsInt() + "`");
      return USUAL_SEQUENCE;
    }
    return positions.getAsInt();
  }

  /** Returns the positions that a model was trained with, where they were stretched afterwards. */
  private static OptionalInt positions(Config config) {
    OptionalInt trained =
        config
            .inner("rope_scaling")
            .map(r -> r.optional("original_max_position_embeddings"))
            .orElse(OptionalInt.empty());
    return trained.isPresent()
        ? trained
        : config.optional(
            "max_position_embeddings",
            "n_positions",
            "seq_length",
            "max_seq_len",
            "max_sequence_length",
            "n_ctx");
  }
}
