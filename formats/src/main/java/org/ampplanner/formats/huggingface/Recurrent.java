package org.ampplanner.formats.huggingface;

import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;

/**
 * State-space layers, alone or between attention layers. Those of Mamba-1 (arXiv 2312.00752) are
 * costed as Mamba-2 layers (arXiv 2405.21060) of the same widths, and counted as what they are.
 */
final class Recurrent {
  /** The head width that Mamba-1 layers, which have no heads, are costed with. */
  private static final int HEAD_WIDTH = 64;

  private Recurrent() {}

  /** Returns a Mamba-1 mixer: {@code norms} says whether steps and states have norms (Jamba). */
  static Mixers.Mixer first(Config config, String prefix, boolean norms, int usualExpand) {
    int hidden = config.hidden();
    int state = config.size(16, prefix + "d_state", "state_size");
    int kernel = config.size(4, prefix + "d_conv", "conv_kernel");
    int expand = config.size(usualExpand, prefix + "expand", "expand");
    int inner = expand * hidden;
    int rank = config.size(Math.ceilDiv(hidden, 16), prefix + "dt_rank", "time_step_rank");
    boolean convolutionBias = config.flag(true, prefix + "conv_bias", "use_conv_bias");
    boolean biases = config.flag(false, prefix + "proj_bias", "use_bias");
    Attention.StateSpace kind =
        new Attention.StateSpace(
            Math.max(1, inner / HEAD_WIDTH), Math.min(inner, HEAD_WIDTH), state, 1);
    long exact =
        3L * hidden * inner // gate and values in, values out
            + (long) inner * kernel
            + (convolutionBias ? inner : 0)
            + (long) inner * (rank + 2L * state)
            + (long) rank * inner
            + inner // bias of the steps
            + (long) inner * state
            + inner // skip
            + (biases ? 2L * inner + hidden : 0)
            + (norms ? rank + 2L * state : 0);
    return new Mixers.Mixer(kind, exact - kind.parameters(hidden));
  }

  /** Returns a Mamba-2 mixer. */
  static Mixers.Mixer second(Config config) {
    int hidden = config.hidden();
    int heads = config.required("num_heads", "mamba_num_heads", "mamba_n_heads");
    int width = config.required("head_dim", "mamba_head_dim", "mamba_d_head");
    int state = config.required("state_size", "ssm_state_size", "mamba_d_state");
    int groups = config.required("n_groups", "mamba_n_groups");
    int kernel = config.size(4, "conv_kernel", "mamba_d_conv");
    boolean biases = config.flag(false, "use_bias", "mamba_proj_bias");
    Attention.StateSpace kind = new Attention.StateSpace(heads, width, state, groups);
    long convolved = kind.innerWidth() + 2L * groups * state;
    long beside =
        convolved * (kernel + (config.flag(true, "use_conv_bias", "mamba_conv_bias") ? 1 : 0))
            + 3L * heads // decay, skip, bias of the steps
            + kind.innerWidth() // norm before the output projection
            + (biases ? kind.inputProjectionWidth() + hidden : 0);
    return new Mixers.Mixer(kind, beside);
  }

  /** Returns Mamba-1 layers with attention in between: Jamba's (arXiv 2403.19887). */
  static Mixers jamba(Config config, Dialect dialect) {
    int period = Math.max(1, config.size(8, "attn_layer_period"));
    int offset = config.size(4, "attn_layer_offset");
    Mixers attention = Mixers.grouped(config, dialect, Windows.ALL);
    Mixers.Mixer mamba = first(config, "mamba_", true, 2);
    return block -> block % period == offset ? attention.at(block) : mamba;
  }

  /**
   * Returns the family of NVIDIA's Nemotron-H (arXiv 2504.03624): one mixer or one feed-forward
   * part per layer, as a pattern says.
   */
  static Decoder nemotronH() {
    return Decoder.of(
            c -> {
              boolean biases = c.flag(false, "attention_bias");
              return Dialect.LLAMA
                  .gated(false)
                  .norms(1, 1)
                  .biases(biases, biases, c.flag(false, "mlp_bias"));
            })
        .mixers((c, d) -> {
          String pattern = pattern(c);
          Mixers attention = Mixers.grouped(c, d, Windows.ALL);
          Mixers.Mixer mamba = second(c);
          return block ->
              switch (pattern.charAt(block)) {
                case 'M' -> mamba;
                case '*' -> attention.at(block);
                default -> new Mixers.Mixer(new Attention.Absent(), 0);
              };
        })
        .feedForwards((c, d) -> {
          String pattern = pattern(c);
          FeedForwards dense = FeedForwards.dense(c.hidden(), c.feedForward(), d);
          return block ->
              pattern.charAt(block) == '-'
                  ? dense.at(block)
                  : new FeedForwards.Part(new FeedForward.Absent(), 0);
        });
  }

  private static String pattern(Config config) {
    String pattern = config.text("hybrid_override_pattern", "");
    int layers = config.layers();
    if (pattern.length() != layers || !pattern.matches("[M*-]*")) {
      config.contradiction(
          "is not a pattern of M, * and - for " + layers + " layers",
          null,
          "hybrid_override_pattern");
      return "-".repeat(layers);
    }
    return pattern;
  }
}
