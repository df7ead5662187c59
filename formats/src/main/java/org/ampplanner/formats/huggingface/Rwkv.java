package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerSpec;

/**
 * RWKV-7 (Peng et al. 2025, arXiv 2503.14456) as flash-linear-attention publishes it. Its mixer is
 * costed as a state-space mixer with a state of a head's width, and counted as what it is.
 */
final class Rwkv {
  private Rwkv() {}

  static List<LayerSpec> seventh(Config c) {
    int hidden = c.hidden();
    int vocabulary = c.vocabulary();
    int blocks = c.layers();
    int width = c.size(64, "head_dim");
    c.settle("attn_mode", "num_heads", "hidden_ratio", "fuse_norm", "fuse_cross_entropy", "attn");
    c.settle("value_dim", "num_attention_heads");
    long decay = c.required("decay_low_rank_dim");
    long gate = c.required("gate_low_rank_dim");
    long rate = c.required("a_low_rank_dim");
    long value = c.required("v_low_rank_dim");
    int inner = c.feedForwardOr(4 * hidden);
    long norm = c.flag(true, "norm_bias") ? 2L * hidden : hidden;
    boolean tied = c.tied(false);
    boolean first = c.flag(true, "norm_first");
    if (c.problems().any()) {
      return List.of();
    }
    int heads = Math.max(1, hidden / Math.max(1, width));
    Attention kind = new Attention.StateSpace(heads, Math.max(1, width), Math.max(1, width), heads);
    FeedForward part = new FeedForward.Dense(inner, false);
    long h = hidden;
    long mixer =
        4 * h * h
            + 9 * h // six mixes of neighbours, scales of keys and rates, a bonus
            + 2 * h * (decay + gate + rate)
            + 2 * h // biases of decay and rate
            + 2 * h; // the norm of heads
    long later = 2 * h * value + h;
    Layers layers = new Layers(hidden).embedding(vocabulary, 0, first ? norm : 0);
    for (int i = 0; i < blocks; i++) {
      long exact = mixer + (i > 0 ? later : 0);
      layers.block(kind, part, false, exact - kind.parameters(hidden) + h + 2 * norm);
    }
    return layers.head(vocabulary, tied, norm).list();
  }
}
