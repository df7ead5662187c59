package org.ampplanner.formats.huggingface;

import java.util.Set;
import org.ampplanner.model.FeedForward;

/** The feed-forward part, block by block. */
@FunctionalInterface
interface FeedForwards {
  /** Blocks without one. */
  FeedForwards NONE = block -> new Part(new FeedForward.Absent(), 0);

  /** Families whose routers have a bias that corrects the balance; it is saved with the weights. */
  Set<String> CORRECTED =
      Set.of(
          "deepseek_v3",
          "deepseek_v32",
          "kimi_k2",
          "kimi_linear",
          "glm4_moe",
          "glm4_moe_lite",
          "glm4v_moe_text",
          "glm_moe_dsa",
          "dots1",
          "ernie4_5_moe",
          "exaone_moe",
          "minimax_m2",
          "mimo_v2_flash",
          "solar_open",
          "afmoe",
          "hy_v3",
          "minimax_m3_vl_text",
          "nemotron_h");

  /** Families with a gate on the shared expert. */
  Set<String> GATED_SHARE =
      Set.of("qwen2_moe", "qwen3_next", "qwen3_5_moe", "qwen3_5_moe_text", "qwen3_omni_moe_text");

  /**
   * The feed-forward part of one block.
   *
   * @param kind its matrices
   * @param beside what it learns beside them
   */
  record Part(FeedForward kind, long beside) {}

  /** Returns the part of a block, counted from 0. */
  Part at(int block);

  /** Returns the same parts, each with something more that it learns. */
  default FeedForwards with(long more) {
    return block -> new Part(at(block).kind(), at(block).beside() + more);
  }

  /** Returns the same dense part in every block. */
  static FeedForwards dense(int hidden, int width, Dialect dialect) {
    long biases = dialect.biases().feedForward() ? (dialect.gated() ? 2L : 1L) * width + hidden : 0;
    Part part = new Part(new FeedForward.Dense(width, dialect.gated()), biases);
    return block -> part;
  }

  /** Returns dense parts, and experts where the config has any, of the fields' usual meaning. */
  static FeedForwards of(Config config, Dialect dialect) {
    int hidden = config.hidden();
    int experts = ExpertFields.count(config);
    if (experts <= 1) {
      config.settle("intermediate_size_mlp", "interleave_moe_layer_step");
      return dense(hidden, config.feedForwardOr(4 * hidden), dialect);
    }
    String type = config.text("model_type", "");
    FeedForward.Experts kind = ExpertFields.read(config, experts, dialect.gated());
    Part part = new Part(kind, beside(kind, hidden, type, config));
    Sparse sparse = Sparse.of(config);
    int blocks = config.layers();
    boolean all = true;
    for (int i = 0; i < blocks; i++) {
      all &= sparse.at(i);
    }
    if (all) {
      config.settleFeedForward();
      config.settle(
          "intermediate_size_mlp", "interleave_moe_layer_step", "dense_intermediate_size");
      return block -> part;
    }
    int width =
        config.size(config.feedForward(), "intermediate_size_mlp", "dense_intermediate_size");
    FeedForwards dense = dense(hidden, width, dialect);
    return block -> sparse.at(block) ? part : dense.at(block);
  }

  /** What some families learn beside router and experts. */
  private static long beside(FeedForward.Experts e, int hidden, String type, Config config) {
    if (CORRECTED.contains(type)) {
      return e.count();
    }
    if (GATED_SHARE.contains(type) || config.flag(false, "shared_expert_gate")) {
      return hidden;
    }
    return switch (type) {
      case "gpt_oss" -> e.count() * (1L + 2L * e.width() + hidden); // biases of router and experts
      case "deepseek_v2" -> config.text("topk_method", "").equals("noaux_tc") ? e.count() : 0;
      default -> 0;
    };
  }
}
