package org.ampplanner.workbench.tune;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.ampplanner.engine.Engine;

/** What files of an engine call the columns of a strategy. */
final class EngineWords {
  private static final Map<String, String> MEGATRON =
      Map.of(
          "tensor_parallel", "--tensor-model-parallel-size",
          "pipeline_parallel", "--pipeline-model-parallel-size",
          "context_parallel", "--context-parallel-size",
          "expert_parallel", "--expert-model-parallel-size",
          "virtual_pipeline", "--num-virtual-stages-per-pipeline-rank",
          "micro_batch_size", "--micro-batch-size",
          "recompute", "--recompute-granularity",
          "zero_stage", "--use-distributed-optimizer",
          "sequence_parallel", "--sequence-parallel");

  private static final Map<String, String> TORCHTITAN =
      Map.of(
          "tensor_parallel", "tensor_parallel_degree",
          "pipeline_parallel", "pipeline_parallel_degree",
          "context_parallel", "context_parallel_degree",
          "expert_parallel", "expert_parallel_degree",
          "micro_batch_size", "local_batch_size",
          "recompute", "activation_checkpoint.mode",
          "zero_stage", "data_parallel_shard_degree");

  private static final Map<String, String> DEEPSPEED =
      Map.of(
          "tensor_parallel", "tensor_parallel.autotp_size",
          "pipeline_parallel", "pipe_parallel_size",
          "micro_batch_size", "train_micro_batch_size_per_gpu",
          "recompute", "gradient_checkpointing",
          "zero_stage", "zero_optimization.stage");

  private static final Pattern NEOX = Pattern.compile("pipe[-_]parallel[-_]size");

  private EngineWords() {}

  /** Returns the engine whose words a file uses. */
  static Engine engineOf(String name, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (name.endsWith(".toml") || lower.contains("torchtitan")) {
      return Engine.TORCHTITAN;
    }
    boolean megatron =
        lower.contains("model-parallel-size")
            || lower.contains("model_parallel_size")
            || NEOX.matcher(lower).find();
    if (!megatron && (lower.contains("deepspeed") || lower.contains("zero_optimization"))) {
      return Engine.DEEPSPEED;
    }
    return megatron ? Engine.MEGATRON : Engine.ANY;
  }

  /** Returns what a file of an engine calls a column. */
  static String flag(Engine engine, String column) {
    Map<String, String> words =
        switch (engine) {
          case TORCHTITAN -> TORCHTITAN;
          case DEEPSPEED -> DEEPSPEED;
          case MEGATRON, REFERENCE, ANY -> MEGATRON;
        };
    return words.getOrDefault(column, column);
  }

  /** Returns all spellings of a column's flag that a script may use. */
  static List<String> spellings(String column) {
    String plain = MEGATRON.getOrDefault(column, column);
    return switch (column) {
      case "zero_stage" -> List.of(plain, "--zero-stage", "--overlapped-distributed-optimizer");
      case "tensor_parallel" -> List.of(plain, "--model-parallel-size");
      case "recompute" -> List.of(plain, "--recompute-activations", "--checkpoint-activations");
      default -> List.of(plain);
    };
  }

  /** Returns what a change of a column does. */
  static String why(String column, String from, String to) {
    return switch (column) {
      case "tensor_parallel" ->
          larger(from, to)
              ? "less memory a device, for more traffic within a layer"
              : "less traffic within a layer";
      case "pipeline_parallel" ->
          larger(from, to) ? "less memory and gradient traffic a device" : "a shorter bubble";
      case "data_parallel" -> "follows from the other degrees";
      case "context_parallel" -> "how many devices share a long sequence";
      case "expert_parallel" -> "how many devices share the experts";
      case "virtual_pipeline" -> "stages in chunks shorten the bubble, for more traffic";
      case "micro_batch_size" ->
          larger(from, to)
              ? "larger kernels run more efficiently"
              : "less memory, a shorter bubble";
      case "recompute" ->
          to.equals("none")
              ? "nothing is computed twice, for memory"
              : "memory, for computing twice";
      case "zero_stage" -> "optimizer states shared out over replicas";
      case "sequence_parallel" -> "norms and dropout shared out over tensor ranks: memory";
      default -> "another schedule of the pipeline";
    };
  }

  private static boolean larger(String from, String to) {
    return to.length() > from.length() || (to.length() == from.length() && to.compareTo(from) > 0);
  }
}
