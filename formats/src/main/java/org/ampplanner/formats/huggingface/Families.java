package org.ampplanner.formats.huggingface;

import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.huggingface.Dialect.HeadNorms;
import org.ampplanner.formats.imports.model.Megatron;

/** The families by {@code model_type}. */
final class Families {
  private static final Dialect LLAMA = Dialect.LLAMA;
  private static final Dialect GPT = Dialect.GPT;

  private static final Map<String, Family> BY_TYPE =
      Map.ofEntries(
          // RMS norms, rotary positions, gates
          Map.entry("llama", llama()),
          Map.entry("mistral", llama().windows(Windows::everywhere)),
          Map.entry("ministral", llama().windows(Windows::everywhere)),
          Map.entry("mixtral", llama().windows(Windows::everywhere)),
          Map.entry("granite", llama()),
          Map.entry("granitemoe", llama()),
          Map.entry("granitemoeshared", llama()),
          Map.entry("seed_oss", llama()),
          Map.entry("llama4_text", llama().windows(Windows::chunked)),
          Map.entry("qwen2", qwen2()),
          Map.entry("qwen2_vl", qwen2()),
          Map.entry("qwen2_5_vl", qwen2()),
          Map.entry("qwen2_moe", qwen2()),
          Map.entry("qwen3", qwen3()),
          Map.entry("qwen3_moe", qwen3()),
          Map.entry("qwen3_vl_text", qwen3()),
          Map.entry("qwen3_vl_moe_text", qwen3()),
          Map.entry("gemma", Decoder.of(c -> biased(c).tied(true))),
          Map.entry("gemma2", gemma2()),
          Map.entry("gemma3_text", gemma3()),
          Map.entry("phi3", llama().windows(Windows::everywhere)),
          Map.entry("olmo", Decoder.of(c -> biased(c).norms(0, 2))),
          Map.entry("olmo2", olmo2().windows(Windows::everywhere)),
          Map.entry("olmo3", olmo2().windows(Windows::everywhere)),
          Map.entry("olmoe", olmo2()),
          Map.entry("deepseek_v2", latent()),
          Map.entry("deepseek_v3", latent()),
          Map.entry("kimi_k2", latent()),
          Map.entry("gpt_oss", gptOss()),
          Map.entry("glm4_moe", Decoder.of(Families::glm)),
          // layer norms
          Map.entry("gpt2", Decoder.of(c -> GPT.positions(positions(c)))),
          Map.entry("gpt_bigcode", bigCode()),
          Map.entry("gpt_neo", gptNeo()),
          Map.entry("gpt_neox", gptNeoX()),
          Map.entry("gptj", gptJ()),
          Map.entry("codegen", gptJ()),
          Map.entry("opt", new Opt()),
          Map.entry("bloom", Decoder.of(c -> GPT.embeddingNorms(2))),
          Map.entry("falcon", Falcon.family()),
          Map.entry("RefinedWeb", Falcon.family()),
          Map.entry("RefinedWebModel", Falcon.family()),
          Map.entry("mpt", Mpt.family()),
          Map.entry("phi", phi()),
          Map.entry("phimoe", Decoder.of(Families::phiMoe).windows(Windows::everywhere)),
          Map.entry("stablelm", stableLm()),
          Map.entry("starcoder2", starCoder2()),
          Map.entry("nemotron", Decoder.of(c -> biased(c).gated(false).norms(2, 2))),
          Map.entry("cohere", cohere()),
          Map.entry("cohere2", cohere().windows(c -> Windows.everyOther(c, 4))),
          Map.entry(Megatron.TYPE, megatron()),
          // no decoders, or not of attention alone
          Map.entry("bert", c -> Encoders.bert(c, false)),
          Map.entry("roberta", c -> Encoders.bert(c, true)),
          Map.entry("xlm-roberta", c -> Encoders.bert(c, true)),
          Map.entry("vit", Encoders::vit),
          Map.entry("t5", Encoders::t5),
          Map.entry("mt5", Encoders::t5),
          Map.entry("mamba", mamba(true)),
          Map.entry("mamba2", mamba2()),
          Map.entry("jamba", llama().mixers(Recurrent::jamba)),
          Map.entry("nemotron_h", Recurrent.nemotronH()));

  private Families() {}

  /** Returns the family of a {@code model_type}. */
  static Optional<Family> of(String type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }

  /** Returns whether configs of this type are of text only though they have no inner config. */
  static boolean isKnown(String type) {
    return BY_TYPE.containsKey(type);
  }

  private static int positions(Config c) {
    return c.size(1024, "n_positions", "max_position_embeddings", "n_ctx");
  }

  private static Dialect biased(Config c) {
    boolean attention = c.flag(false, "attention_bias", "qkv_bias");
    return LLAMA.biases(attention, attention, c.flag(false, "mlp_bias"));
  }

  private static Decoder llama() {
    return Decoder.of(Families::biased);
  }

  private static Decoder qwen2() {
    return Decoder.of(c -> LLAMA.biases(true, false, false)).windows(Windows::onDemand);
  }

  private static Decoder qwen3() {
    return Decoder.of(c -> biased(c).headNorms(HeadNorms.SHARED)).windows(Windows::onDemand);
  }

  private static Decoder gemma2() {
    return Decoder.of(c -> biased(c).tied(true).norms(1, 4)).windows(c -> Windows.everyOther(c, 2));
  }

  private static Decoder gemma3() {
    return Decoder.of(c -> biased(c).tied(true).norms(1, 4).headNorms(HeadNorms.SHARED))
        .windows(c -> Windows.everyOther(c, 6));
  }

  private static Decoder olmo2() {
    return Decoder.of(c -> biased(c).headNorms(HeadNorms.WHOLE));
  }

  private static Decoder latent() {
    return llama().mixers((c, d) -> Mixers.latent(c));
  }

  private static Decoder gptOss() {
    return Decoder.of(c -> LLAMA.biases(true, true, false))
        .mixers((c, d) -> Mixers.grouped(c, d, Windows.everyOther(c, 2)).with(c.heads())); // sinks
  }

  private static Dialect glm(Config c) {
    return LLAMA
        .biases(c.flag(false, "attention_bias"), false, false)
        .headNorms(c.flag(false, "use_qk_norm") ? HeadNorms.SHARED : HeadNorms.NONE);
  }

  private static Decoder bigCode() {
    return Decoder.of(c -> GPT.positions(positions(c)))
        .mixers((c, d) -> {
          int kvHeads = c.flag(true, "multi_query") ? 1 : c.heads();
          return Mixers.grouped(c.hidden(), c.heads(), kvHeads, c.headWidth(), d, Windows.ALL);
        });
  }

  private static Decoder gptNeo() {
    return Decoder.of(
            c -> GPT.biases(false, true, true).positions(c.required("max_position_embeddings")))
        .windows(c -> Windows.of(c, block -> block % 2 == 0));
  }

  private static Decoder gptNeoX() {
    return Decoder.of(c -> {
      boolean attention = c.flag(true, "attention_bias");
      return GPT.tied(false).biases(attention, attention, true);
    });
  }

  private static Decoder gptJ() {
    return Decoder.of(c -> GPT.tied(false).biases(false, false, true).norms(2, 1).headBias(true));
  }

  private static Decoder phi() {
    return Decoder.of(c -> {
      HeadNorms norms = c.flag(false, "qk_layernorm") ? HeadNorms.SHARED : HeadNorms.NONE;
      return GPT.tied(false).norms(2, 1).headBias(true).headNorms(norms);
    });
  }

  private static Dialect phiMoe(Config c) {
    boolean attention = c.flag(false, "attention_bias");
    return LLAMA
        .norms(2, 2)
        .biases(attention, attention, false)
        .headBias(c.flag(false, "lm_head_bias"));
  }

  private static Decoder stableLm() {
    return Decoder.of(c ->
        LLAMA
            .norms(2, c.flag(false, "use_parallel_residual") ? 1 : 2)
            .biases(c.flag(false, "use_qkv_bias"), false, false)
            .headNorms(c.flag(false, "qk_layernorm") ? HeadNorms.WHOLE : HeadNorms.NONE));
  }

  private static Decoder starCoder2() {
    return Decoder.of(c -> GPT.biases(c.flag(true, "use_bias"))).windows(Windows::everywhere);
  }

  private static Decoder cohere() {
    return Decoder.of(c -> {
      HeadNorms norms = c.flag(false, "use_qk_norm") ? HeadNorms.WHOLE : HeadNorms.NONE;
      return biased(c).tied(true).norms(1, 1).headNorms(norms);
    });
  }

  /** What the arguments of Megatron-LM say; see the import. */
  private static Decoder megatron() {
    return Decoder.of(
            c -> {
              boolean biases = c.flag(true, "use_bias");
              return LLAMA
                  .norms(c.flag(false, "rms_norm") ? 1 : 2, 2)
                  .gated(c.flag(false, "gated"))
                  .biases(c.flag(biases, "qkv_bias"), biases, biases)
                  .headNorms(c.flag(false, "qk_layernorm") ? HeadNorms.SHARED : HeadNorms.NONE)
                  .positions(
                      c.flag(false, "learned_positions")
                          ? c.required("max_position_embeddings")
                          : 0);
            })
        .mixers(
            (c, d) -> c.has("kv_lora_rank") ? Mixers.latent(c) : Mixers.grouped(c, d, Windows.ALL));
  }

  private static Decoder mamba(boolean tied) {
    return Decoder.of(c -> LLAMA.norms(1, 1).tied(tied))
        .mixers((c, d) -> {
          Mixers.Mixer mixer = Recurrent.first(c, "", false, 2);
          return block -> mixer;
        })
        .feedForwards((c, d) -> FeedForwards.NONE);
  }

  private static Decoder mamba2() {
    return Decoder.of(c -> LLAMA.norms(1, 1))
        .mixers((c, d) -> {
          Mixers.Mixer mixer = Recurrent.second(c);
          return block -> mixer;
        })
        .feedForwards((c, d) -> FeedForwards.NONE);
  }
}
