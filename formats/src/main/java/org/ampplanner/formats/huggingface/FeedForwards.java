package org.ampplanner.formats.huggingface;

import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.ampplanner.model.FeedForward;

/** The feed-forward part, block by block. */
@FunctionalInterface
interface FeedForwards {
  /** Blocks without one. */
  FeedForwards NONE = block -> new Part(new FeedForward.Absent(), 0);

  /**
   * The feed-forward part of one block.
   *
   * @param kind its matrices
   * @param beside what it learns beside them
   */
  record Part(FeedForward kind, long beside) {}

  /** Returns the part of a block, counted from 0. */
  Part at(int block);

  /** Returns the same dense part in every block. */
  static FeedForwards dense(int hidden, int width, Dialect dialect) {
    long biases = dialect.biases().feedForward() ? (dialect.gated() ? 2L : 1L) * width + hidden : 0;
    Part part = new Part(new FeedForward.Dense(width, dialect.gated()), biases);
    return block -> part;
  }

  /** Returns dense parts, and experts where the config has any, of the fields' usual meaning. */
  static FeedForwards of(Config config, Dialect dialect) {
    int hidden = config.hidden();
    int experts = config.size(0, "num_local_experts", "num_experts", "n_routed_experts");
    if (experts <= 1) {
      return dense(hidden, config.feedForwardOr(4 * hidden), dialect);
    }
    String type = config.text("model_type", "");
    int denseWidth = config.size(config.feedForward(), "intermediate_size_mlp");
    FeedForwards dense = dense(hidden, denseWidth, dialect);
    FeedForward.Experts kind = experts(config, experts, dialect.gated(), type);
    Part part = new Part(kind, beside(config, kind, hidden, type));
    Sparse sparse = Sparse.of(config);
    return block -> sparse.at(block) ? part : dense.at(block);
  }

  private static FeedForward.Experts experts(
      Config config, int experts, boolean gated, String type) {
    int perToken = config.required("num_experts_per_tok", "num_experts_per_token", "moe_topk");
    if (perToken > experts) {
      config.contradiction(
          "is more than the experts (" + experts + ")",
          null,
          "num_experts_per_tok",
          "num_experts_per_token",
          "moe_topk");
    }
    int width = config.size(config.feedForward(), "moe_intermediate_size");
    int shared =
        config.size(
            config.size(0, "n_shared_experts", "num_shared_experts") * width,
            "shared_expert_intermediate_size",
            "moe_shared_expert_intermediate_size",
            "shared_intermediate_size");
    return new FeedForward.Experts(
        experts,
        Math.min(perToken, experts),
        width,
        gated,
        type.startsWith("llama4") ? width : shared);
  }

  /** What some families learn beside router and experts. */
  private static long beside(Config config, FeedForward.Experts e, int hidden, String type) {
    return switch (type) {
      case "qwen2_moe" -> hidden; // the gate of the shared expert
      case "gpt_oss" -> e.count() * (1L + 2L * e.width() + hidden); // biases of router and experts
      case "deepseek_v3", "kimi_k2", "glm4_moe", "dots1" -> e.count(); // correction of the balance
      case "deepseek_v2" -> config.text("topk_method", "").equals("noaux_tc") ? e.count() : 0;
      default -> 0;
    };
  }

  /** Which blocks have experts. */
  @FunctionalInterface
  interface Sparse {
    boolean at(int block);

    static Sparse of(Config config) {
      Set<String> excluded = new HashSet<>(config.texts("mlp_only_layers"));
      int first = config.size(0, "first_k_dense_replace");
      int frequency = config.size(1, "moe_layer_freq");
      int step = config.size(1, "decoder_sparse_step", "interleave_moe_layer_step");
      OptionalInt period = config.optional("expert_layer_period");
      int offset = config.size(0, "expert_layer_offset");
      return block -> {
        boolean regular =
            block >= first
                && block % Math.max(1, frequency) == 0
                && (block + 1) % Math.max(1, step) == 0;
        return regular
            && !excluded.contains(String.valueOf(block))
            && (period.isEmpty() || block % Math.max(1, period.getAsInt()) == offset);
      };
    }
  }
}
