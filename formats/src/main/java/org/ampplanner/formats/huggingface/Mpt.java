package org.ampplanner.formats.huggingface;

import org.ampplanner.formats.huggingface.Dialect.HeadNorms;

/** MPT (MosaicML 2023): no biases anywhere, relative positions; sizes have names of their own. */
final class Mpt {
  private Mpt() {}

  static Decoder family() {
    return Decoder.of(Mpt::dialect)
        .mixers((c, d) ->
            Mixers.grouped(
                c.hidden(),
                c.heads(),
                c.inner("attn_config")
                    .map(a -> a.size(0, "kv_n_heads"))
                    .filter(n -> n > 0)
                    .orElse(c.heads()),
                c.headWidth(),
                d,
                Windows.ALL))
        .feedForwards(
            (c, d) -> FeedForwards.dense(c.hidden(), c.size(4, "expansion_ratio") * c.hidden(), d));
  }

  private static Dialect dialect(Config c) {
    boolean biases = !c.flag(true, "no_bias");
    boolean alibi = c.inner("attn_config").map(a -> a.flag(false, "alibi")).orElse(false);
    boolean positions = !alibi && c.flag(true, "learned_pos_emb");
    boolean headNorms = c.inner("attn_config").map(a -> a.flag(false, "qk_ln")).orElse(false);
    return Dialect.GPT
        .norms(biases ? 2 : 1, 2)
        .biases(biases)
        .positions(positions ? c.required("max_seq_len") : 0)
        .headNorms(headNorms ? HeadNorms.WHOLE : HeadNorms.NONE);
  }
}
