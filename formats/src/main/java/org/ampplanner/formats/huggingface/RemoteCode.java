package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.LayerSpec;

/**
 * Families that came with code of their own beside the checkpoint; their configs differ in names.
 */
final class RemoteCode {
  private RemoteCode() {}

  /** ChatGLM2, 3 and GLM-4 (arXiv 2406.12793) as first published. */
  static Decoder chatGlm() {
    return Decoder.of(
            c -> {
              boolean linear = c.flag(false, "add_bias_linear");
              return norms(c)
                  .biases(linear || c.flag(false, "add_qkv_bias"), linear, linear)
                  .lastNorm(c.flag(true, "post_layer_norm"));
            })
        .mixers((c, d) -> {
          int groups = c.flag(false, "multi_query_attention") ? c.keyValueHeads() : c.heads();
          return Mixers.grouped(c.hidden(), c.heads(), groups, c.headWidth(), d, Windows.ALL);
        });
  }

  private static Dialect norms(Config c) {
    return c.flag(true, "rmsnorm") ? Dialect.LLAMA : Dialect.LLAMA.norms(2, 2);
  }

  /** Qwen (arXiv 2309.16609): its config gives twice the width of the feed-forward part. */
  static Decoder qwen() {
    return Decoder.of(
            c -> {
              boolean biases = !c.flag(true, "no_bias");
              return Dialect.LLAMA.biases(true, biases, biases);
            })
        .feedForwards((c, d) -> FeedForwards.dense(c.hidden(), c.feedForward() / 2, d));
  }

  /** InternLM: one flag for the biases of attention. */
  static Decoder internLm(boolean usual) {
    return Decoder.of(c -> {
      boolean biases = c.flag(usual, "bias", "attention_bias");
      return Dialect.LLAMA.biases(c.flag(biases, "qkv_bias"), biases, false);
    });
  }

  /** DBRX (Databricks 2024): sizes lie in inner configs. */
  static List<LayerSpec> dbrx(Config c) {
    Config attention = c.inner("attn_config").orElse(c);
    Config experts = c.inner("ffn_config").orElse(c);
    return Decoder.of(d -> Dialect.LLAMA.norms(1, 2))
        .mixers((o, d) -> {
          int groups = attention.size(o.heads(), "kv_n_heads");
          return Mixers.grouped(o.hidden(), o.heads(), groups, o.headWidth(), d, Windows.ALL);
        })
        .feedForwards((o, d) -> {
          FeedForwards.Part part =
              new FeedForwards.Part(
                  ExpertFields.read(experts, experts.required("moe_num_experts"), true), 0);
          return block -> part;
        })
        .layers(c);
  }
}
