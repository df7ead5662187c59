package org.ampplanner.formats.huggingface;

import org.ampplanner.model.Attention;

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
    config.settleFeedForward(); // twice the width; there is no part of that kind
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
    config.settle("expand", "mamba_expand", "mamba_d_head", "time_step_rank");
    int heads = config.required("mamba_n_heads", "mamba_num_heads", "num_heads");
    int width = width(config, heads);
    int state = config.required("mamba_d_state", "ssm_state_size", "state_size");
    int groups = config.required("mamba_n_groups", "n_groups");
    int kernel = config.size(4, "mamba_d_conv", "conv_kernel");
    String type = config.text("model_type", "");
    boolean falcon = type.equals("falcon_h1");
    boolean biases =
        config.flag(false, type.equals("nemotron_h") ? "use_bias" : "mamba_proj_bias", "use_bias");
    boolean outBias = falcon ? config.flag(false, "projectors_bias") : biases;
    boolean norm = !falcon || config.flag(false, "mamba_rms_norm");
    Attention.StateSpace kind = new Attention.StateSpace(heads, width, state, groups);
    long convolved = kind.innerWidth() + 2L * groups * state;
    long beside =
        convolved * (kernel + (config.flag(true, "mamba_conv_bias", "use_conv_bias") ? 1 : 0))
            + 3L * heads // decay, skip, bias of the steps
            + (norm ? kind.innerWidth() : 0) // before the output projection
            + (biases ? kind.inputProjectionWidth() : 0)
            + (outBias ? hidden : 0);
    return new Mixers.Mixer(kind, beside);
  }

  private static int width(Config config, int heads) {
    int given = config.size(0, "mamba_d_ssm");
    if (given == 0 && !config.text("mamba_d_head", "").equals("auto")) {
      return config.required("mamba_d_head", "mamba_head_dim", "head_dim");
    }
    int inner = given > 0 ? given : config.size(2, "mamba_expand") * config.hidden();
    return Math.max(1, inner / heads);
  }

  /** Returns Mamba-1 layers with attention in between: Jamba's (arXiv 2403.19887). */
  static Mixers jamba(Config config, Dialect dialect) {
    int period = Math.max(1, config.size(8, "attn_layer_period"));
    int offset = config.size(4, "attn_layer_offset");
    Mixers attention = Mixers.grouped(config, dialect, Windows.ALL);
    Mixers.Mixer mamba = first(config, "mamba_", true, 2);
    return block -> block % period == offset ? attention.at(block) : mamba;
  }

  /** Returns Mamba-1's family. */
  static Decoder mamba() {
    return Decoder.of(c -> Dialect.LLAMA.norms(1, 1).tied(true))
        .mixers((c, d) -> {
          Mixers.Mixer mixer = first(c, "", false, 2);
          return block -> mixer;
        })
        .feedForwards((c, d) -> FeedForwards.NONE);
  }

  /** Returns Mamba-2's family. */
  static Decoder mamba2() {
    return Decoder.of(c -> Dialect.LLAMA.norms(1, 1))
        .mixers((c, d) -> {
          Mixers.Mixer mixer = second(c);
          return block -> mixer;
        })
        .feedForwards((c, d) -> FeedForwards.NONE);
  }
}
