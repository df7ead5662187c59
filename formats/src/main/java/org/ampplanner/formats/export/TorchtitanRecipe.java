package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.ampplanner.formats.export.ModelChunks.Chunk;
import org.ampplanner.model.Training;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;

/** A plan as a function of Python that returns torchtitan's configuration of a run. */
final class TorchtitanRecipe {
  private static final String HEAD =
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
      """;

  private static final String PLAN =
      """
          if found != planned:
              raise ValueError(f"the plan is for (layers, dim, vocab_size) {planned}, not {found}")


      def plan():
          config = base()
          check(config.model_spec.model)
          config.parallelism = ParallelismConfig(
      """;

  private final ExportInput input;
  private final Strategy strategy;
  private final Degrees degrees;
  private final Training training;
  private final List<String> lines = new ArrayList<>();

  TorchtitanRecipe(ExportInput input) {
    this.input = input;
    this.strategy = input.strategy();
    this.degrees = strategy.degrees();
    this.training = input.job().training();
  }

  /** Returns the file; to be called once. */
  String text() {
    HEAD.lines().forEach(lines::add);
    sizes();
    PLAN.lines().forEach(lines::add);
    sharding();
    parallelism();
    if (strategy.pipelineParallel() > 1) {
      pipeline();
    }
    lines.add("    )");
    batch();
    rest();
    return String.join("\n", lines) + "\n";
  }

  private void sizes() {
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
  }

  private void sharding() {
    boolean shards = strategy.zeroStage() >= 2;
    int replicas = degrees.dataParallel();
    lines.add("        data_parallel_replicate_degree=" + (shards ? 1 : replicas) + ",");
    lines.add("        data_parallel_shard_degree=" + (shards ? replicas : 1) + ",");
    if (shards) {
      lines.add(
          "        fsdp_reshard_after_forward=\""
              + (strategy.zeroStage() == 3 ? "always" : "never")
              + "\",");
    }
  }

  private void parallelism() {
    lines.add("        tensor_parallel_degree=" + degrees.tensorParallel() + ",");
    lines.add(
        "        enable_sequence_parallel="
            + (strategy.sequenceParallel() ? "True" : "False")
            + ",");
    lines.add("        context_parallel_degree=" + degrees.contextParallel() + ",");
    lines.add("        expert_parallel_degree=" + degrees.expertParallel() + ",");
    lines.add("        pipeline_parallel_degree=" + degrees.pipelineParallel() + ",");
  }

  private void pipeline() {
    lines.add("        pipeline_parallel_schedule=\"" + schedule() + "\",");
    lines.add("        num_pp_microbatches=" + input.microBatches() + ",");
    lines.add("        module_fqns_per_model_part=[");
    input.chunks().chunks().forEach(chunk -> lines.add("            " + modules(chunk) + ","));
    lines.add("        ],");
  }

  private void batch() {
    lines.add(
        "    config.training.num_tokens_per_microbatch_per_dp_rank = "
            + strategy.microBatchSize()
            + " * "
            + training.sequenceLength());
    lines.add(
        "    config.training.num_tokens_per_train_step = "
            + training.globalBatchSize()
            + " * "
            + training.sequenceLength());
    lines.add("    config.training.max_context_length = " + training.sequenceLength());
    lines.add("    config.training.steps = int(os.environ[\"STEPS\"])");
    lines.add(
        "    config.training.mixed_precision_param = \""
            + (training.precision() == Precision.FP32 ? "float32" : "bfloat16")
            + "\"");
  }

  private void rest() {
    if (strategy.pipelineParallel() > 1 || degrees.expertParallel() > 1) {
      lines.add("    config.training.disable_cuda_graphs = True");
    }
    lines.add(
        "    config.activation_checkpoint = "
            + switch (strategy.recompute()) {
              case NONE -> "None";
              case SELECTIVE -> "SelectiveAC.Config()";
              case FULL -> "FullAC.Config()";
            });
    lines.add("    config.metrics.log_freq = 1");
    lines.add("    if os.environ.get(\"HF_ASSETS_PATH\"):");
    lines.add("        config.hf_assets_path = os.environ[\"HF_ASSETS_PATH\"]");
    lines.add("    return config");
  }

  private String schedule() {
    boolean chunks = degrees.virtualPipeline() > 1;
    return chunks ? "Interleaved1F1B" : strategy.schedule() == Schedule.GPIPE ? "GPipe" : "1F1B";
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
