package org.ampplanner.formats.huggingface;

import org.ampplanner.model.FeedForward;

/** The fields that say how many experts there are and how wide; families name them differently. */
final class ExpertFields {
  private static final String[] COUNT = {
    "num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"
  };
  private static final String[] PER_TOKEN = {
    "num_experts_per_tok",
    "num_experts_per_token",
    "moe_topk",
    "moe_k",
    "moe_top_k",
    "top_k_experts",
    "router_top_k",
    "num_experts_per_topk",
    "n_activated_experts",
    "moe_router_topk",
    "num_selected_experts"
  };
  private static final String[] WIDTH = {
    "moe_intermediate_size", "expert_ffn_hidden_size", "moe_ffn_hidden_size"
  };
  private static final String[] SHARED = {
    "n_shared_experts", "num_shared_experts", "num_shared_expert", "moe_num_shared_experts"
  };
  private static final String[] SHARED_WIDTH = {
    "shared_expert_intermediate_size",
    "moe_shared_expert_intermediate_size",
    "shared_intermediate_size",
    "share_expert_dim"
  };

  private ExpertFields() {}

  /** Returns the routed experts, 0 for none. */
  static int count(Config config) {
    return config.size(0, COUNT);
  }

  /** Returns the experts of one block. */
  static FeedForward.Experts read(Config config, int count, boolean gated) {
    int perToken = config.required(PER_TOKEN);
    if (perToken > count) {
      config.contradiction("is more than the experts (" + count + ")", null, PER_TOKEN);
    }
    int given = config.size(0, WIDTH);
    int width = given > 0 ? given : config.feedForward();
    String type = config.text("model_type", "");
    int shares = config.size(type.equals("hunyuan_v1_moe") ? 1 : 0, SHARED);
    int shared = config.size(shares * width, SHARED_WIDTH);
    boolean one = type.startsWith("llama4");
    return new FeedForward.Experts(
        count,
        Math.min(perToken, count),
        width,
        gated,
        one ? width : shared,
        config.size(0, "moe_latent_size", "routed_expert_hidden_size"));
  }
}
