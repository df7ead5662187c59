package org.ampplanner.formats.huggingface;

import org.ampplanner.formats.huggingface.Dialect.HeadNorms;

/** What the arguments of Megatron-LM say, as the import writes them. */
final class MegatronArguments {
  private static final String PATTERN = "hybrid_override_pattern";

  private MegatronArguments() {}

  static Decoder family() {
    return Decoder.of(MegatronArguments::dialect)
        .mixers(MegatronArguments::mixers)
        .feedForwards((c, d) -> {
          FeedForwards parts =
              c.has(PATTERN) ? Hybrids.partsByPattern(c, d) : FeedForwards.of(c, d);
          return block -> withBiases(parts.at(block), c.hidden(), d);
        });
  }

  private static Dialect dialect(Config c) {
    boolean biases = c.flag(true, "use_bias");
    int vectors = c.flag(false, "rms_norm") ? 1 : 2;
    return Dialect.LLAMA
        .norms(vectors, c.has(PATTERN) || c.flag(false, "one_norm") ? 1 : 2)
        .gated(c.flag(false, "gated"))
        .biases(c.flag(biases, "qkv_bias"), biases, c.flag(biases, "mlp_bias"))
        .headNorms(
            !c.flag(false, "qk_layernorm")
                ? HeadNorms.NONE
                : vectors == 2 ? HeadNorms.SHARED_BIASED : HeadNorms.SHARED)
        .embeddingNorms(c.flag(false, "embedding_norm") ? vectors : 0)
        .positions(c.flag(false, "learned_positions") ? c.required("max_position_embeddings") : 0);
  }

  private static Mixers mixers(Config c, Dialect d) {
    if (c.has("kv_lora_rank")) {
      return Mixers.latent(c);
    }
    if (c.has(PATTERN)) {
      return Hybrids.byPattern(c, d);
    }
    long gate =
        c.flag(false, "attn_output_gate") ? (long) c.hidden() * c.heads() * c.headWidth() : 0;
    long sinks = c.flag(false, "sinks") ? c.heads() : 0;
    return Mixers.grouped(c, d, c.has("layer_types") ? Windows.listed(c) : Windows.everywhere(c))
        .with(gate + sinks);
  }

  /** Experts have biases where the dense parts have. */
  private static FeedForwards.Part withBiases(FeedForwards.Part part, int hidden, Dialect d) {
    if (!(part.kind() instanceof org.ampplanner.model.FeedForward.Experts e)
        || !d.biases().feedForward()) {
      return part;
    }
    long each = (d.gated() ? 2L : 1L) * e.width() + hidden;
    return new FeedForwards.Part(part.kind(), part.beside() + e.count() * each);
  }
}
