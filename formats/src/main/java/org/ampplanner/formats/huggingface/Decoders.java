package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.formats.huggingface.Dialect.HeadNorms;

/** Families of plain decoders: attention by heads or latent attention in every block. */
final class Decoders {
  private static final Dialect LLAMA = Dialect.LLAMA;
  private static final Dialect GPT = Dialect.GPT;

  private Decoders() {}

  static int positions(Config c) {
    return c.size(1024, "n_positions", "max_position_embeddings", "n_ctx");
  }

  static Dialect biased(Config c) {
    boolean attention = c.flag(false, "attention_bias", "qkv_bias");
    return LLAMA.biases(attention, attention, c.flag(false, "mlp_bias"));
  }

  static Decoder llama() {
    return Decoder.of(Decoders::biased);
  }

  /**
   * Llama 3.2's text model (arXiv 2407.21783, section 7): some blocks look at images instead of
   * text. They are counted as what they are, and costed as if they looked at text.
   */
  static Decoder mllama() {
    return llama()
        .rows(8) // of the table, for images
        .mixers((c, d) -> {
          List<String> crossed = c.texts("cross_attention_layers");
          c.node("cross_attention_layers")
              .ifPresent(n ->
                  c.problems()
                      .warning(
                          n.at(),
                          "cross_attention_layers ("
                              + String.join(", ", crossed)
                              + ") look at images: read as attention within the text",
                          null));
          Mixers plain = Mixers.grouped(c, d, Windows.ALL);
          Mixers cross = plain.with(2L * c.headWidth() + 2); // norms of heads, two gates
          return block -> crossed.contains("" + block) ? cross.at(block) : plain.at(block);
        });
  }

  static Decoder qwen2() {
    return Decoder.of(c -> LLAMA.biases(c.flag(true, "qkv_bias"), false, false))
        .windows(Windows::onDemand);
  }

  static Decoder qwen3() {
    return Decoder.of(c -> biased(c).headNorms(HeadNorms.SHARED)).windows(Windows::onDemand);
  }

  static Decoder gemma2() {
    return Decoder.of(c -> biased(c).tied(true).norms(1, 4)).windows(c -> Windows.everyOther(c, 2));
  }

  static Decoder gemma3() {
    return Decoder.of(c -> biased(c).tied(true).norms(1, 4).headNorms(HeadNorms.SHARED))
        .windows(c -> Windows.everyOther(c, 6));
  }

  static Decoder olmo2() {
    return Decoder.of(c -> biased(c).headNorms(HeadNorms.WHOLE));
  }

  static Decoder latent() {
    return llama().mixers((c, d) -> Mixers.latent(c));
  }

  static Decoder gptOss() {
    return Decoder.of(c ->
            LLAMA.biases(c.flag(true, "attention_bias"), c.flag(true, "attention_bias"), false))
        .mixers((c, d) -> Mixers.grouped(c, d, Windows.everyOther(c, 2)).with(c.heads())); // sinks
  }

  static Dialect glmMoe(Config c) {
    return LLAMA
        .biases(c.flag(false, "attention_bias"), false, false)
        .headNorms(c.flag(false, "use_qk_norm") ? HeadNorms.SHARED : HeadNorms.NONE);
  }

  static Decoder bigCode() {
    return Decoder.of(c -> GPT.positions(positions(c)))
        .mixers((c, d) -> {
          c.settle("num_key_value_heads");
          int kvHeads = c.flag(true, "multi_query") ? 1 : c.heads();
          return Mixers.grouped(c.hidden(), c.heads(), kvHeads, c.headWidth(), d, Windows.ALL);
        });
  }

  static Decoder gptNeo() {
    return Decoder.of(
            c -> GPT.biases(false, true, true).positions(c.required("max_position_embeddings")))
        .windows(c ->
            Windows.of(c.settle("attention_types", "attention_layers"), block -> block % 2 == 0));
  }

  static Decoder gptNeoX() {
    return Decoder.of(c -> {
      boolean attention = c.settle("use_parallel_residual").flag(true, "attention_bias");
      return GPT.tied(false).biases(attention, attention, true);
    });
  }

  static Decoder gptJ() {
    return Decoder.of(c -> GPT.tied(false).biases(false, false, true).norms(2, 1).headBias(true));
  }

  static Decoder phi() {
    return Decoder.of(c -> {
      HeadNorms norms = c.flag(false, "qk_layernorm") ? HeadNorms.SHARED_BIASED : HeadNorms.NONE;
      return GPT.tied(false).norms(2, 1).headBias(true).headNorms(norms);
    });
  }

  static Dialect phiMoe(Config c) {
    boolean attention = c.flag(false, "attention_bias");
    return LLAMA
        .norms(2, 2)
        .biases(attention, attention, false)
        .headBias(c.flag(false, "lm_head_bias"));
  }

  static Decoder stableLm() {
    return Decoder.of(c ->
        LLAMA
            .norms(2, c.flag(false, "use_parallel_residual") ? 1 : 2)
            .biases(c.flag(false, "use_qkv_bias"), false, false)
            .headNorms(c.flag(false, "qk_layernorm") ? HeadNorms.WHOLE : HeadNorms.NONE));
  }

  static Decoder starCoder2() {
    return Decoder.of(c -> GPT.biases(c.flag(true, "use_bias"))).windows(Windows::everywhere);
  }

  static Decoder cohere() {
    return Decoder.of(c -> {
      HeadNorms norms = c.flag(false, "use_qk_norm") ? HeadNorms.WHOLE : HeadNorms.NONE;
      return biased(c).tied(true).norms(1, 1).headNorms(norms);
    });
  }

  static Decoder seedOss() {
    return Decoder.of(c -> {
      boolean into = c.flag(true, "attention_bias");
      return LLAMA.biases(into, c.flag(false, "attention_out_bias"), c.flag(false, "mlp_bias"));
    });
  }

  /** GLM-4: biases only at the projections into attention; {@code norms} of a block. */
  static Decoder glm(int norms) {
    return Decoder.of(
        c -> LLAMA.norms(1, norms).biases(c.flag(true, "attention_bias"), false, false));
  }

  static Decoder helium() {
    return Decoder.of(
        c -> LLAMA.biases(c.flag(false, "attention_bias"), false, c.flag(false, "mlp_bias")));
  }

  /** Norms behind the parts, and of the heads of queries and keys. */
  static Decoder normedHeads() {
    return Decoder.of(c -> biased(c).headNorms(HeadNorms.SHARED));
  }

  static Decoder hunyuan() {
    return Decoder.of(
        c -> biased(c).headNorms(c.flag(true, "use_qk_norm") ? HeadNorms.SHARED : HeadNorms.NONE));
  }

  static Decoder ernie() {
    return Decoder.of(c -> LLAMA.tied(true).biases(c.flag(false, "use_bias")));
  }

  /** Apertus (arXiv 2509.14233): no gate, and an activation with two numbers that learn. */
  static Decoder apertus() {
    return Decoder.of(
            c -> {
              boolean attention = c.flag(false, "attention_bias");
              return LLAMA
                  .gated(false)
                  .biases(attention, attention, c.flag(false, "mlp_bias"))
                  .headNorms(HeadNorms.SHARED);
            })
        .feedForwards((c, d) -> FeedForwards.of(c, d).with(2));
  }

  /** DeepSeek-V3.2 (arXiv 2512.02556): latent attention with an index of what to look at. */
  static Decoder sparseLatent() {
    return Decoder.of(Decoders::biased)
        .mixers((c, d) -> {
          c.settle("layer_types", "indexer_types");
          long heads = c.required("index_n_heads");
          long width = c.required("index_head_dim");
          long hidden = c.hidden();
          long ranked = c.size(c.hidden(), "q_lora_rank") * heads * width;
          return Mixers.latent(c).with(ranked + hidden * width + 2 * width + hidden * heads);
        });
  }

  static Decoder persimmon() {
    return Decoder.of(c ->
        GPT.tied(false)
            .headNorms(c.flag(true, "qk_layernorm") ? HeadNorms.SHARED_BIASED : HeadNorms.NONE));
  }

  /** A norm and a gate more than its like: AFMoE. */
  static Decoder afMoe() {
    return Decoder.of(c -> biased(c).norms(1, 4).headNorms(HeadNorms.SHARED))
        .mixers((c, d) ->
            Mixers.grouped(c, d, Windows.everyOther(c.settle("global_attn_every_n_layers"), 4))
                .with((long) c.hidden() * c.heads() * c.headWidth()));
  }

  static Decoder mimoFlash() {
    return Decoder.of(Decoders::biased).mixers((c, d) -> Mixers.widths(c));
  }

  /** Phi-3-small (arXiv 2404.14219): biases everywhere, layer norms, a gate. */
  static Decoder phi3Small() {
    return Decoder.of(
            c -> {
              c.settle("ff_dim_multiplier", "gegelu_pad_to_256", "blocksparse_block_size");
              c.settle("dense_attention_every_n_layers", "ff_intermediate_size");
              c.settle("blocksparse_num_local_blocks", "blocksparse_vert_stride");
              c.settle("blocksparse_homo_head_pattern", "mup_attn_multiplier");
              return GPT.gated(true);
            })
        .feedForwards((c, d) ->
            FeedForwards.dense(c.hidden(), c.size(4 * c.hidden(), "ff_intermediate_size"), d));
  }

  /** Granite with a sink for every head. */
  static Decoder sinks() {
    return Decoder.of(c -> biased(c).tied(true))
        .mixers((c, d) -> Mixers.grouped(c, d, Windows.listed(c)).with(c.heads()));
  }

  /** MiniMax-M3: blocks of keys that an index selects in some layers. */
  static Decoder miniMaxM3() {
    return Decoder.of(c -> LLAMA.headNorms(HeadNorms.SHARED))
        .mixers((c, d) -> {
          List<String> types = c.texts("layer_types");
          c.settle("index_n_heads", "index_head_dim");
          int heads = c.size(4, "index_n_heads");
          int width = c.size(128, "index_head_dim");
          int kept =
              c.size(128, "index_block_size")
                  * (c.size(16, "index_topk_blocks") + c.size(1, "index_local_blocks"));
          Windows windows =
              block ->
                  block < types.size() && types.get(block).contains("sparse")
                      ? Math.max(1, kept)
                      : Integer.MAX_VALUE;
          Mixers attention = Mixers.grouped(c, d, windows);
          long index = (long) c.hidden() * width * (heads + 1) + 2L * width;
          Mixers indexed = attention.with(index);
          return block ->
              windows.at(block) < Integer.MAX_VALUE ? indexed.at(block) : attention.at(block);
        });
  }

  /** Step-3.5 (StepFun 2026): a gate for every head, more heads in windows. */
  static Decoder step() {
    return Decoder.of(c -> LLAMA.headNorms(HeadNorms.SHARED))
        .mixers((c, d) -> {
          int heads = c.heads();
          int inWindow = c.size(heads, "num_sliding_attention_heads");
          int keys = c.keyValueHeads();
          boolean gates = c.flag(true, "gating", "use_head_wise_attn_gate");
          Windows windows = Windows.listed(c);
          return block -> {
            boolean full = windows.at(block) == Integer.MAX_VALUE;
            int own = full ? heads : inWindow;
            return Mixers.grouped(c.hidden(), own, keys, c.headWidth(), d, windows)
                .with(gates ? (long) c.hidden() * own : 0)
                .at(block);
          };
        });
  }
}
