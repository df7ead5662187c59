package org.ampplanner.formats.huggingface;

import org.ampplanner.model.Attention;

/**
 * Mixers that are linear in the sequence. They are costed as the Mamba-2 mixer (arXiv 2405.21060)
 * whose projections are closest, and counted as what they are.
 */
final class Linear {
  private static final int HEAD_WIDTH = 64;

  private Linear() {}

  /** Returns a gated delta net (Yang et al. 2024, arXiv 2412.06464), as Qwen3-Next has it. */
  static Mixers gatedDelta(Config c) {
    long hidden = c.hidden();
    int keyHeads = c.required("linear_num_key_heads");
    int heads = c.required("linear_num_value_heads");
    int keyWidth = c.required("linear_key_head_dim");
    int width = c.required("linear_value_head_dim");
    int kernel = c.size(4, "linear_conv_kernel_dim");
    long keys = (long) keyHeads * keyWidth;
    long values = (long) heads * width;
    long exact =
        hidden * (2 * keys + 2 * values + 2L * heads) // queries, keys, values, gate; two steps
            + (2 * keys + values) * kernel
            + 2L * heads // decay, bias of the steps
            + width // norm
            + values * hidden;
    return all(new Attention.StateSpace(heads, width, keyWidth, keyHeads), exact, c);
  }

  /** Returns Kimi's delta attention (arXiv 2510.26692): gates of low rank, a decay per channel. */
  static Mixers kimiDelta(Config c) {
    Config inner = c.inner("linear_attn_config").orElse(null);
    long hidden = c.hidden();
    int heads =
        inner == null ? c.size(c.heads(), "linear_num_heads") : inner.size(c.heads(), "num_heads");
    int width = inner == null ? c.size(128, "linear_head_dim") : inner.size(128, "head_dim");
    int kernel =
        inner == null
            ? c.size(4, "linear_conv_kernel_dim")
            : inner.size(4, "short_conv_kernel_size");
    long all = (long) heads * width;
    long exact =
        3 * hidden * all
            + 3 * all * kernel
            + heads // decay
            + all // bias of the steps
            + 2 * (hidden * width + width * all) // forget gate, output gate
            + hidden * heads
            + width // norm
            + all * hidden;
    return all(new Attention.StateSpace(heads, width, width, heads), exact, c);
  }

  /** Returns lightning attention (arXiv 2501.08313): a norm and a gate before the output. */
  static Mixers lightning(Config c) {
    long hidden = c.hidden();
    int heads = c.heads();
    int width = c.headWidth();
    long all = (long) heads * width;
    return all(new Attention.StateSpace(heads, width, width, heads), 5 * hidden * all + all, c);
  }

  /** Returns LFM2's short convolution between two gates. */
  static Mixers shortConvolution(Config c) {
    long hidden = c.hidden();
    int kernel = c.size(3, "conv_L_cache");
    long biases = c.flag(false, "conv_bias") ? 5 * hidden : 0;
    return all(narrow(hidden), 4 * hidden * hidden + hidden * kernel + biases, c);
  }

  /** Returns the width of LFM2's feed-forward part, which its config gives before rounding. */
  static int adjustedWidth(Config c) {
    int width = c.size(c.feedForward(), "block_ff_dim");
    if (!c.flag(true, "block_auto_adjust_ff_dim")) {
      return width;
    }
    int multiple = Math.max(1, c.size(256, "block_multiple_of"));
    int third = (int) (2L * width / 3);
    return multiple
        * Math.ceilDiv((int) (c.number("block_ffn_dim_multiplier", 1) * third), multiple);
  }

  /** Returns RecurrentGemma's gated linear recurrence (arXiv 2402.19427). */
  static Mixers recurrence(Config c) {
    long hidden = c.hidden();
    int heads = c.heads();
    int given = c.size(0, "lru_width");
    long inner = given > 0 ? given : hidden;
    int kernel = c.size(4, "conv1d_width");
    long gates = 2 * (inner * (inner / heads) + inner);
    long exact = 3 * hidden * inner + 2 * inner + hidden + inner * (kernel + 1L) + inner + gates;
    return all(narrow(inner), exact, c);
  }

  private static Attention.StateSpace narrow(long inner) {
    int width = (int) Math.min(inner, HEAD_WIDTH);
    return new Attention.StateSpace((int) Math.max(1, inner / HEAD_WIDTH), width, 1, 1);
  }

  private static Mixers all(Attention.StateSpace kind, long exact, Config c) {
    Mixers.Mixer mixer = new Mixers.Mixer(kind, exact - kind.parameters(c.hidden()));
    return block -> mixer;
  }
}
