package org.ampplanner.formats.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ampplanner.formats.catalog.Catalog;
import org.ampplanner.formats.catalog.CatalogEntry;
import org.ampplanner.formats.catalog.References;
import org.ampplanner.formats.huggingface.HuggingFaceReader;
import org.ampplanner.formats.imports.model.Dialects;
import org.ampplanner.formats.imports.model.Megatron;
import org.ampplanner.formats.imports.model.NeoX;
import org.ampplanner.formats.imports.model.Programs;
import org.ampplanner.formats.source.Fields;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.SourceText;
import org.ampplanner.formats.source.Sources;
import org.ampplanner.model.LayerSpec;
import org.ampplanner.model.ModelSpec;
import org.jspecify.annotations.Nullable;

/** Reads what a job calls its model: an id, a path, or the model inline. */
public final class ModelReader {
  /** The longest sequence, in tokens, so that what grows with its square stays in range. */
  public static final int MAX_SEQUENCE = 1 << 24;

  private static final String MODEL_FILE =
      "a folder with a config.json, a model file, or an id from `amp catalog models`";

  private final UnaryOperator<String> deviceNames;
  private final Problems problems;

  /**
   * Makes a reader.
   *
   * @param deviceNames turns a name of a device type into its id
   * @param problems where to record what is wrong
   */
  public ModelReader(UnaryOperator<String> deviceNames, Problems problems) {
    this.deviceNames = deviceNames;
    this.problems = problems;
  }

  /** Reads a reference or an inline model, a Hugging Face config among them. */
  public Optional<ReadModel> read(Node node, References references) {
    if (node instanceof Node.Mapping mapping && isConfig(mapping)) {
      return config(mapping, "model", null, mapping.at());
    }
    if (!(node instanceof Node.Scalar scalar)) {
      return Fields.of(node, "model", "a model", problems).flatMap(f -> read(f, "model"));
    }
    Optional<SourceFile> file =
        references.entryOrPath(scalar, "model", Catalog.Kind.MODELS, problems);
    if (file.isPresent() && Files.isDirectory(file.get().path())) {
      return folder(file.get(), scalar);
    }
    return file.flatMap(this::read);
  }

  private Optional<ReadModel> folder(SourceFile folder, Node.Scalar named) {
    Path config = folder.path().resolve(HuggingFaceReader.FILE);
    if (!Files.isRegularFile(config)) {
      problems.value(named, "model", "is a folder without a config.json", MODEL_FILE);
      return Optional.empty();
    }
    String shown = Path.of(folder.shown()).resolve(HuggingFaceReader.FILE) + "";
    return read(new SourceFile(config, shown));
  }

  /** Reads a model file. */
  public Optional<ReadModel> read(SourceFile file) {
    Optional<String> script = script(file);
    if (script.isPresent() && !Megatron.isScript(script.get())) {
      Programs.refuse(file, script.get(), problems);
      return Optional.empty();
    }
    if (script.isPresent()) {
      return Megatron.config(file, script.get(), problems).flatMap(c -> config(c, file));
    }
    Dialects dialects = new Dialects(problems);
    Optional<Node.Mapping> node =
        Sources.readMapping(file, "a model", problems)
            .flatMap(m -> Dialects.hasBases(m) ? dialects.whole(m, file) : Optional.of(m));
    if (node.isPresent() && isPlan(node.get())) {
      return ofPlan(node.get(), file);
    }
    if (node.isPresent() && NeoX.is(node.get())) {
      return NeoX.config(node.get(), problems).flatMap(c -> config(c, file));
    }
    if (node.isPresent() && isMegatron(node.get())) {
      return Megatron.config(node.get(), problems).flatMap(c -> config(c, file));
    }
    if (node.isPresent() && isConfig(node.get())) {
      String name = HuggingFaceReader.name(file.path());
      return config(node.get(), name, null, node.get().at());
    }
    if (node.isPresent() && dialects.refuses(node.get())) {
      return Optional.empty();
    }
    String name = String.valueOf(file.path().getFileName()).replaceFirst("\\.[a-z]+$", "");
    return node.flatMap(mapping -> read(new Fields(mapping, "a model", problems), name));
  }

  /** Returns the text of a file that is a program, or holds arguments of Megatron-LM. */
  private static Optional<String> script(SourceFile file) {
    boolean tree = file.shown().matches("(?i).*\\.(ya?ml|json)");
    return tree || !Files.isRegularFile(file.path())
        ? Optional.empty()
        : SourceText.read(file, new Problems())
            .filter(text -> Megatron.isScript(text) || Programs.is(file.shown(), text));
  }

  private static boolean isMegatron(Node.Mapping node) {
    Set<String> keys = node.entries().keySet();
    return !keys.contains("layers")
        && !keys.contains("config")
        && !keys.contains("model_type")
        && Megatron.isTree(node);
  }

  private Optional<ReadModel> config(Node.Mapping config, SourceFile file) {
    String name = String.valueOf(file.path().getFileName()).replaceFirst("\\.[A-Za-z]+$", "");
    return config(config, name, null, config.at());
  }

  private static boolean isPlan(Node.Mapping node) {
    Node.Entry schema = node.entries().get("schema");
    return schema != null
        && schema.value() instanceof Node.Scalar s
        && s.text().startsWith("amp-plan/");
  }

  /** Reads the model of a plan: what stands there in the place of its name. */
  private Optional<ReadModel> ofPlan(Node.Mapping plan, SourceFile file) {
    Optional<Node> model =
        Fields.of(plan, "plan", "a plan", new Problems())
            .flatMap(p -> p.mapping("job", "a job"))
            .flatMap(j -> j.mapping("model", "a model"))
            .flatMap(m -> m.node("definition"));
    if (model.isEmpty()) {
      problems.error(
          plan.at(),
          "is a plan without its model",
          "`amp plan JOB -o json --out " + file.shown() + "` to write it again");
      return Optional.empty();
    }
    return Fields.of(model.get(), "model", "a model", problems).flatMap(f -> read(f, "model"));
  }

  private static boolean isConfig(Node.Mapping node) {
    Set<String> keys = node.entries().keySet();
    return !keys.contains("layers") && !keys.contains("config") && HuggingFaceReader.isConfig(node);
  }

  private Optional<ReadModel> config(
      Node.Mapping node, String name, @Nullable Integer sequenceLength, Location at) {
    return problems.reading(
        at,
        () ->
            new HuggingFaceReader(problems)
                .read(node, name, sequenceLength)
                .map(spec -> new ReadModel(spec, at, Map.of())));
  }

  private Optional<ReadModel> read(Fields fields, String defaultName) {
    int before = problems.count();
    fields.confusion("seq_length", "sequence_length");
    fields.confusion("max_position_embeddings", "sequence_length");
    CatalogEntry.About.read(fields);
    CatalogEntry.aliases(fields);
    String name = fields.text("name").orElse(defaultName);
    OptionalInt sequence = fields.wholeInt("sequence_length", Range.POSITIVE, MAX_SEQUENCE);
    if (fields.has("config") && !fields.has("layers")) {
      return ofConfig(fields, name, sequence, before);
    }
    Integer length = sequence.isPresent() ? sequence.getAsInt() : null;
    return ofLayers(fields, name, length, before);
  }

  private Optional<ReadModel> ofLayers(
      Fields fields, String name, @Nullable Integer length, int before) {
    fields.require("layers", "`layers: [{name: ..., parameters: ..., output_bytes: ...}]`");
    LayerReader reader = new LayerReader(deviceNames, problems);
    List<LayerSpec> layers = new ArrayList<>();
    Map<String, Integer> names = new LinkedHashMap<>();
    List<Fields> lines = new ArrayList<>();
    for (Node item : fields.items("layers")) {
      Fields.of(item, "layers", "a layer", problems)
          .ifPresent(line -> {
            reader
                .read(line)
                .ifPresent(layer -> {
                  layers.add(layer);
                  lines.add(line);
                  names.merge(layer.name(), layer.repeat(), Integer::sum);
                });
          });
    }
    fields.end();
    if (problems.count() > before) {
      return Optional.empty();
    }
    for (int i = 0; i < layers.size(); i++) {
      checkTie(layers.get(i), lines.get(i), names);
    }
    if (problems.count() > before) {
      return Optional.empty();
    }
    Location at = fields.at();
    return fields
        .build(() -> new ModelSpec(name, length, layers))
        .map(spec -> new ReadModel(spec, at, reader.timedDevices()));
  }

  /** Reads a model that holds the fields of a Hugging Face config. */
  private Optional<ReadModel> ofConfig(
      Fields fields, String name, OptionalInt sequence, int before) {
    Optional<Node> config = fields.node("config");
    fields.end();
    if (config.isEmpty() || !(config.get() instanceof Node.Mapping mapping)) {
      config.ifPresent(node -> Fields.of(node, "config", "a config", problems));
      return Optional.empty();
    }
    Integer length = sequence.isPresent() ? sequence.getAsInt() : null;
    return problems.count() > before
        ? Optional.empty()
        : config(mapping, name, length, fields.at());
  }

  private void checkTie(LayerSpec layer, Fields line, Map<String, Integer> names) {
    String tied = layer.tiedTo();
    if (tied == null) {
      return;
    }
    Node node = line.node("tied_to").orElseThrow();
    if (!names.containsKey(tied)) {
      problems.value(
          node, "tied_to", "is not the name of a layer", References.suggest(tied, names.keySet()));
    } else if (tied.equals(layer.name()) || layer.repeat() > 1) {
      problems.value(node, "tied_to", "ties a layer to itself or to its repetitions", null);
    } else if (names.getOrDefault(tied, 0) > 1) {
      problems.value(
          node, "tied_to", "is the name of more than one layer", "give that layer its own name");
    }
  }
}
