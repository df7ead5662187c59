package org.ampplanner.formats.huggingface;

/** Falcon (Almazrouei et al. 2023, arXiv 2311.16867): three generations under one type. */
final class Falcon {
  private Falcon() {}

  static Decoder family() {
    return Decoder.of(Falcon::dialect)
        .mixers((c, d) ->
            Mixers.grouped(c.hidden(), c.heads(), kvHeads(c), c.headWidth(), d, Windows.ALL));
  }

  private static boolean isNew(Config c) {
    // the first published configs call it by the number of their generation
    return c.flag(c.has("n_head_kv"), "new_decoder_architecture");
  }

  private static int kvHeads(Config c) {
    if (isNew(c)) {
      return c.size(c.heads(), "num_kv_heads", "n_head_kv");
    }
    return c.flag(true, "multi_query") ? 1 : c.heads();
  }

  private static Dialect dialect(Config c) {
    int norms = 2;
    c.settle("parallel_attn", "num_kv_heads", "n_head_kv", "multi_query");
    if (isNew(c)) {
      norms = c.size(2, "num_ln_in_parallel_attn");
    } else if (c.flag(true, "parallel_attn")) {
      norms = 1;
    }
    return Dialect.GPT.norms(2, norms).biases(c.flag(false, "bias"));
  }
}
