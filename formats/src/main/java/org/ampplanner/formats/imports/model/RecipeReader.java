package org.ampplanner.formats.imports.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.SourceText;
import org.ampplanner.formats.source.Sources;

/**
 * Reads the strategy of a recipe: arguments of Megatron-LM and its forks in a script or YAML, NeMo,
 * Primus, GPT-NeoX, torchtitan (TOML), DeepSpeed (JSON), and trainers over these. The degrees of
 * all are the same things under other names.
 */
public final class RecipeReader {
  private static final Pattern NAME =
      Pattern.compile("(?i).*\\.(sh|bash|slurm|sbatch|pbs|ya?ml|json|toml)");
  private static final Pattern TOML =
      Pattern.compile("^\\s*([A-Za-z_][\\w.-]*)\\s*=\\s*(\"[^\"]*\"|'[^']*'|[^#\\[]+?)\\s*(#.*)?$");

  /** Names of the same degree, by the column of a strategies file. */
  private static final Map<String, List<String>> DEGREES =
      Map.of(
          "tensor_parallel",
          List.of(
              "tensor_model_parallel_size",
              "tensor_parallel_degree",
              "tensor_parallel_size",
              "model_parallel_size",
              "ici_tensor_parallelism",
              "tp"),
          "pipeline_parallel",
          List.of(
              "pipeline_model_parallel_size",
              "pipeline_parallel_degree",
              "pipe_parallel_size",
              "pp"),
          "context_parallel",
          List.of("context_parallel_size", "context_parallel_degree", "ds_sequence_parallel_size"),
          "expert_parallel",
          List.of(
              "expert_model_parallel_size",
              "expert_parallel_degree",
              "moe_expert_parallel_size",
              "expert_parallel_size"),
          "virtual_pipeline",
          List.of("virtual_pipeline_model_parallel_size", "num_virtual_stages_per_pipeline_rank"),
          "micro_batch_size",
          List.of(
              "micro_batch_size",
              "train_micro_batch_size_per_gpu",
              "local_batch_size",
              "per_device_train_batch_size",
              "per_device_batch_size",
              "batch_size"));

  private final Arguments arguments;
  private final Map<String, String> strategy = new LinkedHashMap<>();

  private RecipeReader(Arguments arguments) {
    this.arguments = arguments;
  }

  /** Returns whether a file is a recipe by its name: no table of strategies. */
  public static boolean is(SourceFile file) {
    return NAME.matcher(file.shown()).matches();
  }

  /** Reads a recipe, or records why it cannot be read. */
  public static Optional<Recipe> read(SourceFile file, Problems problems) {
    String name = file.shown().toLowerCase(Locale.ROOT);
    int before = problems.count();
    Arguments arguments;
    if (name.matches(".*\\.(ya?ml|json)")) {
      Optional<Node.Mapping> tree = Sources.readMapping(file, "a recipe", problems);
      if (tree.isEmpty()) {
        return Optional.empty();
      }
      Dialects dialects = new Dialects(problems);
      Optional<Node.Mapping> whole =
          Dialects.hasBases(tree.get()) ? dialects.whole(tree.get(), file) : tree;
      arguments = ArgumentReader.ofTree(whole.orElse(tree.get()), problems);
    } else {
      Optional<String> text = SourceText.read(file, problems);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      arguments =
          name.endsWith(".toml")
              ? ofToml(file, text.get(), problems)
              : ArgumentReader.ofScript(file, text.get(), problems);
    }
    Recipe recipe = new RecipeReader(arguments).recipe(name.endsWith(".toml"));
    if (recipe.strategy().isEmpty()) {
      problems.error(file.at(), "names no degree of parallelism and no batch", null);
    }
    return problems.count() > before ? Optional.empty() : Optional.of(recipe);
  }

  /** Reads the single values of a TOML file; its sections only group them. */
  private static Arguments ofToml(SourceFile file, String text, Problems problems) {
    Arguments arguments = Arguments.empty(file.at(), problems);
    int number = 0;
    String section = "";
    for (String line : text.split("\r?\n", -1)) {
      number++;
      String plain = line.strip();
      if (plain.startsWith("[")) {
        section = plain.replaceAll("[\\[\\]\"]", "");
        continue;
      }
      Matcher m = TOML.matcher(line);
      if (m.matches()) {
        String value = m.group(2).replaceAll("^[\"']|[\"']$", "");
        boolean recompute = section.equals("activation_checkpoint") && m.group(1).equals("mode");
        String key = recompute ? "activation_checkpoint_mode" : m.group(1);
        arguments.put(
            key.substring(key.lastIndexOf('.') + 1),
            new Node.Scalar(Location.in(file.shown(), number, 0), value, false));
      }
    }
    return arguments;
  }

  private Recipe recipe(boolean torchtitan) {
    DEGREES.forEach((column, names) ->
        arguments
            .value(names.toArray(String[]::new))
            .filter(v -> v.text().matches("[1-9]\\d*"))
            .ifPresent(v -> strategy.put(column, v.text())));
    chunks();
    recompute();
    zero(torchtitan);
    boolean split = arguments.on("sequence_parallel");
    boolean between = torchtitan && !strategy.getOrDefault("tensor_parallel", "1").equals("1");
    if (!strategy.isEmpty()) {
      strategy.put("sequence_parallel", String.valueOf(split || between));
    }
    return new Recipe(arguments.at(), strategy, training(), software(), model(), unknown());
  }

  /** Chunks by the layers of each, as Megatron-LM takes them. */
  private void chunks() {
    long each = arguments.whole("num_layers_per_virtual_pipeline_stage").orElse(0);
    long layers = arguments.whole("num_layers").orElse(0);
    long stages = Long.parseLong(strategy.getOrDefault("pipeline_parallel", "1"));
    if (each > 0 && layers % (each * stages) == 0) {
      strategy.put("virtual_pipeline", Long.toString(layers / (each * stages)));
    }
  }

  private void recompute() {
    String granularity =
        arguments
            .text(
                "recompute_granularity",
                "activations_checkpoint_granularity",
                "activation_checkpoint_mode")
            .toLowerCase(Locale.ROOT);
    if (granularity.matches("full|selective")) {
      strategy.put("recompute", granularity);
    } else if (arguments.on("recompute_activations")) {
      strategy.put("recompute", "selective");
    } else if (arguments.on("checkpoint_activations", "gradient_checkpointing")) {
      strategy.put("recompute", "full");
    } else if (granularity.matches("none|off")
        || !arguments.programs().isEmpty()
        || arguments.has("tensor_model_parallel_size")) {
      strategy.put("recompute", "none");
    }
  }

  private void zero(boolean torchtitan) {
    Optional<String> stage =
        arguments.raw("zero_stage", "stage").map(Node.Scalar::text).filter(t -> t.matches("[0-3]"));
    Matcher named = Pattern.compile(".*z(?:ero)?_?([123]).*").matcher(arguments.text("deepspeed"));
    if (stage.isPresent()) {
      strategy.put("zero_stage", stage.get());
    } else if (named.matches()) {
      strategy.put("zero_stage", named.group(1));
    } else if (torchtitan || arguments.text("fsdp").contains("full_shard")) {
      strategy.put("zero_stage", "3");
    } else if (arguments.on("use_distributed_optimizer", "overlapped_distributed_optimizer")
        || arguments.text("optim_name").equals("distributed_fused_adam")) {
      strategy.put("zero_stage", "1");
    } else if (arguments.programs().isEmpty() && arguments.has("tensor_model_parallel_size")) {
      strategy.put("zero_stage", "1"); // the default of what runs Megatron for its users
    } else if (!arguments.programs().isEmpty()) {
      strategy.put("zero_stage", "0");
    }
  }

  private Map<String, String> training() {
    Map<String, String> training = new LinkedHashMap<>();
    arguments
        .value("global_batch_size", "train_batch_size")
        .filter(v -> v.text().matches("[1-9]\\d*"))
        .ifPresent(v -> training.put("global_batch_size", v.text()));
    arguments
        .value("seq_length", "encoder_seq_length", "seq_len", "cutoff_len", "sequence_len")
        .ifPresent(v -> training.put("sequence_length", v.text()));
    Map.of("fp8", "fp8", "fp8_format", "fp8", "bf16", "bf16", "fp16", "fp16").entrySet().stream()
        .filter(e -> arguments.on(e.getKey()))
        .map(Map.Entry::getValue)
        .sorted(java.util.Comparator.comparing(p -> !p.equals("fp8")))
        .findFirst()
        .ifPresent(p -> training.put("precision", p));
    return training;
  }

  private Map<String, String> software() {
    Map<String, String> software = new TreeMap<>();
    arguments
        .values()
        .forEach((name, value) -> {
          if (Flags.role(name) == Flags.Role.SOFTWARE) {
            software.put(name, value.text());
          }
        });
    return software;
  }

  private Optional<String> model() {
    return arguments
        .raw("model_name_or_path", "base_model", "model_name", "flavor")
        .map(Node.Scalar::text);
  }

  private List<String> unknown() {
    return arguments.values().keySet().stream()
        .filter(name ->
            Flags.role(name) == Flags.Role.UNKNOWN || Flags.role(name) == Flags.Role.SHAPELIKE)
        .filter(name -> DEGREES.values().stream().noneMatch(names -> names.contains(name)))
        .toList();
  }
}
