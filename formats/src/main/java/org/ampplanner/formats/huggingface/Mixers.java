package org.ampplanner.formats.huggingface;

import java.util.function.IntPredicate;
import org.ampplanner.model.Attention;

/** What mixes the tokens, block by block. */
@FunctionalInterface
interface Mixers {

  /**
   * What mixes the tokens of one block.
   *
   * @param kind its matrices
   * @param beside what it learns beside them: biases, norms of its own, sinks
   */
  record Mixer(Attention kind, long beside) {}

  /** Blocks without one. */
  Mixers NONE = block -> new Mixer(new Attention.Absent(), 0);

  /** Returns one mixer where a condition holds of the block, another elsewhere. */
  static Mixers either(IntPredicate first, Mixers one, Mixers other) {
    return block -> first.test(block) ? one.at(block) : other.at(block);
  }

  /** Returns the mixer of a block, counted from 0. */
  Mixer at(int block);

  /** Returns attention by heads, with the biases and norms of a dialect. */
  static Mixers grouped(Config config, Dialect dialect, Windows windows) {
    int hidden = config.hidden();
    int heads = config.heads();
    int kvHeads = config.keyValueHeads();
    return grouped(hidden, heads, kvHeads, config.headWidth(), dialect, windows);
  }

  /** Returns attention by heads of given sizes. */
  static Mixers grouped(
      int hidden, int heads, int kvHeads, int headWidth, Dialect dialect, Windows windows) {
    long projected = (heads + 2L * kvHeads) * headWidth;
    long norms =
        switch (dialect.headNorms()) {
          case NONE -> 0;
          case SHARED -> 2L * headWidth;
          case SHARED_BIASED -> 4L * headWidth;
          case WHOLE -> (long) (heads + kvHeads) * headWidth;
        };
    long beside =
        (dialect.biases().queryKeyValue() ? projected : 0)
            + (dialect.biases().output() ? hidden : 0)
            + norms;
    return block ->
        new Mixer(new Attention.Grouped(heads, kvHeads, headWidth, windows.at(block)), beside);
  }

  /**
   * Returns multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1): norms of what
   * is compressed, and biases at the compressing and the output projections where there are any.
   */
  static Mixers latent(Config config) {
    if (!config.flag(true, "use_mla")) {
      return grouped(config, Decoders.biased(config), Windows.listed(config));
    }
    config.settle("num_key_value_heads", "qk_head_dim", "head_dim");
    int queryRank = config.size(0, "q_lora_rank");
    int rank = config.required("kv_lora_rank");
    int rotary = config.required("qk_rope_head_dim");
    Attention.Latent kind =
        new Attention.Latent(
            config.heads(),
            queryRank,
            rank,
            config.required("qk_nope_head_dim"),
            rotary,
            config.required("v_head_dim"),
            config.size(0, "index_topk"),
            config.size(0, "index_n_heads") * config.size(0, "index_head_dim"));
    long biases =
        config.flag(false, "attention_bias") ? queryRank + rank + rotary + config.hidden() : 0;
    Mixer mixer = new Mixer(kind, queryRank + rank + biases);
    return block -> mixer;
  }

  /**
   * Returns attention whose windowed blocks have heads of their own, and values narrower than keys:
   * MiMo-V2's.
   */
  static Mixers widths(Config c) {
    Windows windows = Windows.everywhere(c);
    Mixer full = widths(c, "", Integer.MAX_VALUE);
    return block ->
        windows.at(block) == Integer.MAX_VALUE ? full : widths(c, "swa_", windows.at(block));
  }

  private static Mixer widths(Config c, String prefix, int window) {
    boolean inWindow = !prefix.isEmpty();
    int heads = c.size(c.heads(), prefix + "num_attention_heads");
    int groups = c.size((inWindow ? 2 : 1) * c.keyValueHeads(), prefix + "num_key_value_heads");
    int width = c.size(c.headWidth(), prefix + "head_dim");
    int values = c.size(c.size(width, "v_head_dim"), prefix + "v_head_dim");
    boolean sinks =
        inWindow
            ? c.flag(true, "add_swa_attention_sink_bias")
            : c.flag(false, "add_full_attention_sink_bias");
    Attention.Grouped kind = new Attention.Grouped(heads, Math.max(1, groups), width, window);
    long into = (long) heads * width + (long) groups * (width + values);
    long biases = c.flag(false, "attention_bias") ? into : 0;
    long exact = c.hidden() * (into + (long) heads * values) + biases + (sinks ? heads : 0);
    return new Mixer(kind, exact - kind.parameters(c.hidden()));
  }

  /** Returns the same mixers, each with something more that it learns. */
  default Mixers with(long more) {
    return block -> new Mixer(at(block).kind(), at(block).beside() + more);
  }
}
