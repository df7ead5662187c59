package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ampplanner.formats.export.EngineFiles.Setting;
import org.ampplanner.formats.export.ModelChunks.Chunk;
import org.ampplanner.model.Optimizer;
import org.ampplanner.model.Training;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;

/** Writes plans as a recipe of torchtitan: a function that returns the configuration of a run. */
final class TorchtitanWriter implements EngineWriter {
  private static final String RECIPE = "amp_recipe.py";

  /** Recipes that torchtitan ships for models of our catalogue. */
  private static final Map<String, String> SHIPPED =
      Map.of(
          "llama3-8b", "llama3:llama3_8b",
          "llama3.1-8b", "llama3:llama3_8b",
          "llama3-70b", "llama3:llama3_70b",
          "llama3.1-70b", "llama3:llama3_70b",
          "llama3.1-405b", "llama3:llama3_405b",
          "qwen3-14b", "qwen3:qwen3_14b",
          "qwen3-32b", "qwen3:qwen3_32b",
          "qwen3-30b-a3b", "qwen3:qwen3_30b_a3b",
          "deepseek-v3", "deepseek_v3:deepseek_v3_671b");

  @Override
  public EngineFiles write(ExportInput input) {
    String shipped = SHIPPED.getOrDefault(input.job().model().name(), "");
    String[] base = shipped.isEmpty() ? new String[] {"", ""} : shipped.split(":", 2);
    return new EngineFiles(
        "torchtitan",
        List.of(
            new Setting("TORCHTITAN", "", "checkout of torchtitan"),
            new Setting("PYTHON", "python3", "interpreter that has torchtitan's requirements"),
            new Setting("BASE_MODULE", base[0], "module of the recipe that describes the model"),
            new Setting("BASE_CONFIG", base[1], "the recipe: model, data, tokenizer, optimizer"),
            new Setting("HF_ASSETS_PATH", "", "folder of the tokenizer; empty: the recipe's"),
            new Setting("STEPS", "50", "steps"),
            new Setting("EXTRA_ARGS", "", "more options of torchtitan, separated by blanks")),
        """
        require TORCHTITAN BASE_MODULE BASE_CONFIG
        export BASE_MODULE BASE_CONFIG HF_ASSETS_PATH STEPS
        export PYTHONPATH=$HERE:$TORCHTITAN${PYTHONPATH:+:$PYTHONPATH}
        read -r -a MORE_ARGS <<< "$EXTRA_ARGS"
        COMMAND=("$PYTHON" -m torchtitan.train --module amp_recipe --config plan "${MORE_ARGS[@]}")\
        """
            .lines()
            .toList(),
        Map.of(RECIPE, recipe(input)),
        List.of(
            "torchtitan at commit b5bcd76c (2026-08-21) or later, with the PyTorch that it asks"
                + " for.",
            shipped.isEmpty()
                ? "A recipe of torchtitan that describes this model: BASE_MODULE and BASE_CONFIG."
                : "Its recipe "
                    + base[1]
                    + " for model, data, tokenizer and optimizer, or another"
                    + " of yours."),
        left(input));
  }

  private static List<String> left(ExportInput input) {
    Training t = input.job().training();
    List<String> left = new ArrayList<>();
    left.add(
        "The model and its optimizer: the base recipe's; its sizes are compared at the start.");
    if (t.optimizer() != Optimizer.ADAM) {
      left.add("The optimizer " + t.optimizer().id() + ": set it in the base recipe.");
    }
    if (t.precision() == Precision.FP8 || t.precision() == Precision.FP4) {
      left.add("Products in " + t.precision().id() + ": choose a base recipe with that converter.");
    }
    return left;
  }

  private static String recipe(ExportInput input) {
    Strategy s = input.strategy();
    Degrees d = s.degrees();
    Training t = input.job().training();
    boolean pipeline = s.pipelineParallel() > 1;
    List<String> lines = new ArrayList<>();
    lines.addAll(
        """
        \"""The plan of AMP as a recipe of torchtitan: --module amp_recipe --config plan.

        Model, data, tokenizer and optimizer are those of the recipe that BASE_MODULE and BASE_CONFIG
        name; parallelism, batch and recomputation are the plan's.
        \"""

        import importlib
        import os

        from torchtitan.config import ParallelismConfig
        from torchtitan.distributed.activation_checkpoint import FullAC, SelectiveAC


        def base():
            module = os.environ["BASE_MODULE"]
            if "." not in module:
                module = f"torchtitan.models.{module}.config_registry"
            return getattr(importlib.import_module(module), os.environ["BASE_CONFIG"])()


        def check(model):
        """
            .lines()
            .toList());
    lines.add("    found = (len(model.layers), model.dim, model.vocab_size)");
    int hidden = input.shape().map(ModelShape::hidden).orElse(0);
    int vocabulary = input.shape().map(ModelShape::vocabulary).orElse(0);
    lines.add(
        "    planned = ("
            + input.chunks().blocks()
            + ", "
            + (hidden > 0 ? hidden : "model.dim")
            + ", "
            + (vocabulary > 0 ? vocabulary : "model.vocab_size")
            + ")");
    lines.addAll(
        """
            if found != planned:
                raise ValueError(f"the plan is for (layers, dim, vocab_size) {planned}, not {found}")


        def plan():
            config = base()
            check(config.model_spec.model)
            config.parallelism = ParallelismConfig(\
        """
            .lines()
            .toList());
    boolean shards = s.zeroStage() >= 2;
    lines.add("        data_parallel_replicate_degree=" + (shards ? 1 : d.dataParallel()) + ",");
    lines.add("        data_parallel_shard_degree=" + (shards ? d.dataParallel() : 1) + ",");
    if (shards) {
      lines.add(
          "        fsdp_reshard_after_forward=\""
              + (s.zeroStage() == 3 ? "always" : "never")
              + "\",");
    }
    lines.add("        tensor_parallel_degree=" + d.tensorParallel() + ",");
    lines.add(
        "        enable_sequence_parallel=" + (s.sequenceParallel() ? "True" : "False") + ",");
    lines.add("        context_parallel_degree=" + d.contextParallel() + ",");
    lines.add("        expert_parallel_degree=" + d.expertParallel() + ",");
    lines.add("        pipeline_parallel_degree=" + d.pipelineParallel() + ",");
    if (pipeline) {
      lines.add("        pipeline_parallel_schedule=\"" + schedule(s) + "\",");
      lines.add("        num_pp_microbatches=" + input.microBatches() + ",");
      lines.add("        module_fqns_per_model_part=[");
      input.chunks().chunks().forEach(chunk -> lines.add("            " + modules(chunk) + ","));
      lines.add("        ],");
    }
    lines.add("    )");
    lines.add(
        "    config.training.num_tokens_per_microbatch_per_dp_rank = "
            + s.microBatchSize()
            + " * "
            + t.sequenceLength());
    lines.add(
        "    config.training.num_tokens_per_train_step = "
            + t.globalBatchSize()
            + " * "
            + t.sequenceLength());
    lines.add("    config.training.max_context_length = " + t.sequenceLength());
    lines.add("    config.training.steps = int(os.environ[\"STEPS\"])");
    lines.add(
        "    config.training.mixed_precision_param = \""
            + (t.precision() == Precision.FP32 ? "float32" : "bfloat16")
            + "\"");
    if (pipeline || d.expertParallel() > 1) {
      lines.add("    config.training.disable_cuda_graphs = True");
    }
    lines.add(
        "    config.activation_checkpoint = "
            + switch (s.recompute()) {
              case NONE -> "None";
              case SELECTIVE -> "SelectiveAC.Config()";
              case FULL -> "FullAC.Config()";
            });
    lines.add("    config.metrics.log_freq = 1");
    lines.add("    if os.environ.get(\"HF_ASSETS_PATH\"):");
    lines.add("        config.hf_assets_path = os.environ[\"HF_ASSETS_PATH\"]");
    lines.add("    return config");
    return String.join("\n", lines) + "\n";
  }

  private static String schedule(Strategy s) {
    boolean chunks = s.degrees().virtualPipeline() > 1;
    return chunks ? "Interleaved1F1B" : s.schedule() == Schedule.GPIPE ? "GPipe" : "1F1B";
  }

  private static String modules(Chunk chunk) {
    List<String> names = new ArrayList<>();
    if (chunk.first()) {
      names.add("tok_embeddings");
    }
    for (int block = chunk.from(); block < chunk.to(); block++) {
      names.add("layers." + block);
    }
    if (chunk.last()) {
      names.add("norm");
      names.add("lm_head");
    }
    return names.stream().map(n -> "\"" + n + "\"").collect(Collectors.joining(", ", "[", "]"));
  }
}
