package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerSpec;

/**
 * Zamba2 (Glorioso et al. 2024, arXiv 2411.15242): Mamba-2 layers, and a few attention blocks twice
 * as wide that are used again and again. Each use is a layer; the first uses hold the weights.
 */
final class Zamba {
  private Zamba() {}

  static List<LayerSpec> second(Config c) {
    int hidden = c.hidden();
    int vocabulary = c.vocabulary();
    List<String> types = c.texts("layers_block_type");
    int blocks = c.layers();
    int heads = c.heads();
    int keys = c.keyValueHeads();
    int wide = c.size(2 * hidden, "attention_hidden_size");
    int headWidth = c.size(wide / Math.max(1, heads), "attention_head_dim");
    int width = c.feedForward();
    int shared = Math.max(1, c.size(1, "num_mem_blocks"));
    long rank = c.size(128, "adapter_rank");
    long bias = c.flag(false, "add_bias_linear") ? 2L * width + hidden : 0;
    Mixers.Mixer mamba = mamba(c, hidden, types);
    if (c.problems().any()) {
      return List.of();
    }
    Attention.Grouped attention = new Attention.Grouped(heads, keys, headWidth, Integer.MAX_VALUE);
    FeedForward dense = new FeedForward.Dense(width, true);
    long whole = shared(attention, dense, hidden, wide) + bias;
    long attentionAdapters =
        c.flag(false, "use_shared_attention_adapter")
            ? rank * (3L * wide + (heads + 2L * keys) * headWidth)
            : 0;
    long own = (long) hidden * hidden + rank * (hidden + 2L * width) + attentionAdapters;
    long counted = attention.parameters(hidden) + dense.parameters(hidden);
    Layers layers = new Layers(hidden).embedding(vocabulary, 0, 0);
    int used = 0;
    for (int i = 0; i < blocks; i++) {
      if (types.get(Math.min(i, types.size() - 1)).equals("hybrid")) {
        layers.block(attention, dense, false, own + (used < shared ? whole : 0) - counted);
        used++;
      }
      layers.block(mamba.kind(), new FeedForward.Absent(), false, mamba.beside() + hidden);
    }
    return layers.head(vocabulary, c.tied(true), hidden).list();
  }

  /** Returns what a shared block holds: its input is as wide as {@code wide}. */
  private static long shared(Attention.Grouped attention, FeedForward dense, int hidden, int wide) {
    long width = attention.headWidth();
    return wide * width * (attention.heads() + 2L * attention.kvHeads())
        + attention.heads() * width * hidden
        + dense.parameters(hidden)
        + wide
        + hidden;
  }

  private static Mixers.Mixer mamba(Config c, int hidden, List<String> types) {
    if (types.isEmpty()) {
      c.contradiction("is missing: it says which layers have attention", null, "layers_block_type");
    }
    c.settle("kv_channels", "num_query_groups", "hybrid_layer_ids", "num_logits_to_keep");
    c.settle("use_mem_rope", "use_long_context", "use_mem_eff_path", "mamba_headdim");
    int heads = c.size(8, "n_mamba_heads");
    int inner = c.size(2, "mamba_expand") * hidden;
    int state = c.size(64, "mamba_d_state");
    int groups = c.size(1, "mamba_ngroups");
    int kernel = c.size(4, "mamba_d_conv");
    boolean biased = c.flag(true, "use_conv_bias");
    long bias = c.flag(false, "add_bias_linear") ? 1 : 0;
    Attention.StateSpace kind =
        new Attention.StateSpace(
            Math.max(1, heads), Math.max(1, inner / Math.max(1, heads)), state, groups);
    long convolved = kind.innerWidth() + 2L * groups * state;
    long beside =
        convolved * (kernel + (biased ? 1 : 0))
            + 3L * heads
            + kind.innerWidth()
            + bias * (kind.inputProjectionWidth() + hidden);
    return new Mixers.Mixer(kind, beside);
  }
}
