package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerSpec;

/**
 * Gemma 3n and Gemma 4 (Google 2025 and 2026; {@code transformers} 5.18): a small table of tokens
 * for every block, blocks at the end without keys and values of their own, wider heads where all is
 * looked at.
 */
final class Gemma {
  private final Config c;
  private final boolean third;
  private final int hidden;
  private final int heads;
  private final int kvHeads;
  private final int width;
  private final int blocks;
  private final int perLayer;
  private final Windows windows;

  private Gemma(Config c, boolean third) {
    this.c = c;
    this.third = third;
    this.hidden = c.hidden();
    this.heads = c.heads();
    this.kvHeads = c.keyValueHeads();
    this.width = c.headWidth();
    this.blocks = c.layers();
    this.perLayer = c.size(256, "hidden_size_per_layer_input");
    this.windows = Windows.everyOther(c, third ? 5 : 6);
    c.settle("per_layer_config", "activation_sparsity_pattern", "altup_active_idx");
    c.settle("altup_coef_clip", "vocab_size_per_layer_input");
  }

  static List<LayerSpec> third(Config c) {
    return new Gemma(c, true).layers();
  }

  static List<LayerSpec> fourth(Config c) {
    return new Gemma(c, false).layers();
  }

  private List<LayerSpec> layers() {
    int vocabulary = c.vocabulary();
    int shared = c.size(0, "num_kv_shared_layers");
    int inputs = third ? c.size(4, "altup_num_inputs") : 1;
    long own = own(inputs);
    long rows = c.optional("vocab_size_per_layer_input").orElse(vocabulary);
    boolean tied = c.tied(true);
    int fullWidth = third ? width : c.size(512, "global_head_dim");
    boolean same = !third && c.flag(false, "attention_k_eq_v");
    int fullKeys = same ? c.size(kvHeads, "num_global_key_value_heads") : kvHeads;
    List<FeedForwards.Part> parts =
        java.util.stream.IntStream.range(0, blocks)
            .mapToObj(i -> part(i, i >= blocks - shared))
            .toList();
    if (c.problems().any()) {
      return List.of();
    }
    long all = (long) blocks * perLayer;
    long beside =
        (perLayer > 0 ? rows * all + all * hidden + perLayer : 0)
            + 2L * (inputs - 1) * hidden * hidden;
    Layers layers = new Layers(hidden).embedding(vocabulary, 0, beside);
    for (int i = 0; i < blocks; i++) {
      boolean full = windows.at(i) == Integer.MAX_VALUE;
      int headWidth = full ? fullWidth : width;
      int keys = full ? fullKeys : kvHeads;
      long keyWeights = (long) hidden * headWidth * keys;
      boolean borrowed = i >= blocks - shared;
      long less = borrowed ? 2 * keyWeights : full && same ? keyWeights : 0;
      Attention attention = new Attention.Grouped(heads, keys, headWidth, windows.at(i));
      long norms = borrowed ? headWidth : 2L * headWidth;
      layers.block(
          attention, parts.get(i).kind(), false, own + norms - less + parts.get(i).beside());
    }
    return layers.head(vocabulary, tied, hidden).list();
  }

  /** Returns what a block learns beside attention and feed-forward part. */
  private long own(long inputs) {
    long own = 4L * hidden;
    if (perLayer > 0) {
      own += 2L * hidden * perLayer + hidden;
    }
    if (third) {
      own += 2L * hidden * c.size(64, "laurel_rank") + hidden;
      own += inputs * inputs + inputs * inputs * inputs + inputs * hidden + hidden;
      own += c.flag(true, "altup_correct_scale") ? hidden : 0;
    }
    return own;
  }

  private FeedForwards.Part part(int block, boolean borrowed) {
    List<String> listed = c.texts("intermediate_size");
    int inner =
        block < listed.size() && listed.get(block).matches("\\d{1,7}")
            ? Integer.parseInt(listed.get(block))
            : c.feedForward();
    boolean wide = !third && borrowed && c.flag(false, "use_double_wide_mlp");
    int dense = Math.max(1, wide ? 2 * inner : inner);
    if (third || !c.flag(false, "enable_moe_block")) {
      return new FeedForwards.Part(new FeedForward.Dense(dense, true), 0);
    }
    int experts = c.required("num_experts");
    FeedForward.Experts routed = ExpertFields.read(c, experts, true);
    FeedForward.Experts both =
        new FeedForward.Experts(experts, routed.perToken(), routed.width(), true, dense);
    return new FeedForwards.Part(both, 3L * hidden + hidden + experts);
  }
}
