package org.ampplanner.formats.huggingface;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ampplanner.formats.imports.model.Megatron;

/** The families by {@code model_type}. */
final class Families {
  private static final Map<String, Family> BY_TYPE = new Families().byType;

  private final Map<String, Family> byType = new HashMap<>();

  private Families() {
    gated();
    experts();
    layerNorms();
    hybrids();
    encoders();
    withCodeOfTheirOwn();
    put(MegatronArguments.family(), Megatron.TYPE);
  }

  /** Returns the family of a {@code model_type}. */
  static Optional<Family> of(String type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }

  private void put(Family family, String... types) {
    for (String type : types) {
      byType.put(type, family);
    }
  }

  /** RMS norms, rotary positions, gates. */
  private void gated() {
    put(Decoders.llama(), "llama", "granite", "smollm3");
    put(Decoders.mllama(), "mllama_text_model");
    put(Decoders.helium(), "helium");
    put(
        Decoders.llama().windows(Windows::everywhere),
        "mistral",
        "ministral",
        "ministral3",
        "phi3",
        "cwm");
    put(Decoders.seedOss(), "seed_oss");
    put(
        Decoders.qwen2(),
        "qwen2",
        "qwen2_vl",
        "qwen2_vl_text",
        "qwen2_5_vl",
        "qwen2_5_vl_text",
        "qwen2_5_omni_text",
        "mimo");
    put(Decoders.qwen3(), "qwen3", "qwen3_vl_text");
    put(Decoder.of(c -> Decoders.biased(c).tied(true)), "gemma");
    put(Decoders.gemma2(), "gemma2");
    put(
        Decoder.of(c -> Decoders.biased(c).tied(true)).windows(c -> Windows.everyOther(c, 2)),
        "vaultgemma");
    put(Decoders.gemma3(), "gemma3_text");
    put(Decoder.of(c -> Decoders.biased(c).norms(0, 2)), "olmo");
    put(Decoders.olmo2().windows(Windows::everywhere), "olmo2", "olmo3");
    put(Decoders.glm(2), "glm");
    put(Decoders.glm(4), "glm4", "glm4v_text");
    put(Decoders.normedHeads().windows(c -> Windows.everyOther(c, 4)), "exaone4");
    furtherGated();
  }

  private void furtherGated() {
    put(Decoders.hunyuan(), "hunyuan_v1_dense");
    put(Decoders.ernie(), "ernie4_5");
    put(Decoder.of(c -> Decoders.biased(c).gated(false)), "arcee");
    put(Decoders.apertus(), "apertus");
    put(Decoders.latent().tied(true), "minicpm3");
    put(Decoder.of(c -> Dialect.LLAMA.gated(false).norms(0, 2)), "nanochat");
    put(Decoders.sinks(), "granite_swa", "granitemoe_swa");
  }

  /** The same with experts, which their configs may have in some blocks only. */
  private void experts() {
    put(Decoders.llama(), "granitemoe", "granitemoeshared", "deepseek");
    put(Decoders.llama().windows(Windows::everywhere), "mixtral");
    put(Decoders.llama().windows(Windows::chunked), "llama4_text");
    put(Decoders.qwen2(), "qwen2_moe");
    put(Decoders.qwen3(), "qwen3_moe", "qwen3_vl_moe_text", "qwen3_omni_moe_text");
    put(Decoders.normedHeads(), "exaone_moe", "dots1");
    put(Decoders.hunyuan(), "hunyuan_v1_moe");
    put(Decoders.ernie(), "ernie4_5_moe");
    put(Decoders.olmo2(), "olmoe", "flex_olmo", "minimax_m2");
    put(Decoders.gptOss(), "gpt_oss");
    put(Decoder.of(Decoders::glmMoe), "glm4_moe", "glm4v_moe_text", "solar_open");
    put(Decoders.latent(), "deepseek_v2", "deepseek_v3", "kimi_k2", "glm4_moe_lite");
    put(Decoders.sparseLatent(), "deepseek_v32", "glm_moe_dsa");
    put(Decoders.afMoe(), "afmoe");
    put(Decoders.normedHeads(), "hy_v3");
    put(Decoders.miniMaxM3(), "minimax_m3_vl_text");
    put(Decoders.step(), "step3p5");
    put(LongCat::layers, "longcat_flash");
    put(DeepSeekV4::layers, "deepseek_v4");
    put(Gemma::third, "gemma3n_text");
    put(Gemma::fourth, "gemma4_text");
    put(Decoders.mimoFlash(), "mimo_v2_flash");
    put(Decoder.of(c -> Dialect.LLAMA.tied(true).norms(1, 4)), "grok-1");
    put(Decoder.of(Decoders::phiMoe).windows(Windows::everywhere), "phimoe");
  }

  private void layerNorms() {
    put(Decoder.of(c -> Dialect.GPT.positions(Decoders.positions(c))), "gpt2", "gpt-sw3");
    put(Decoders.bigCode(), "gpt_bigcode");
    put(Decoders.gptNeo(), "gpt_neo");
    put(Decoders.gptNeoX(), "gpt_neox");
    put(Decoders.gptJ(), "gptj", "codegen");
    put(new Opt(), "opt");
    put(Decoders.phi3Small(), "phi3small");
    put(Decoder.of(c -> Dialect.GPT.embeddingNorms(2)), "bloom");
    put(Falcon.family(), "falcon", "RefinedWeb", "RefinedWebModel");
    put(Mpt.family(), "mpt");
    put(Decoders.phi(), "phi");
    put(Decoders.persimmon(), "persimmon");
    put(Decoders.stableLm(), "stablelm", "stablelm_epoch");
    put(Decoders.starCoder2(), "starcoder2");
    put(Decoder.of(c -> Decoders.biased(c).gated(false).norms(2, 2)), "nemotron");
    put(Decoders.cohere(), "cohere");
    put(Decoders.cohere().windows(c -> Windows.everyOther(c, 4)), "cohere2");
  }

  private void hybrids() {
    put(Recurrent.mamba(), "mamba", "falcon_mamba");
    put(Recurrent.mamba2(), "mamba2");
    put(Decoders.llama().mixers(Recurrent::jamba), "jamba");
    put(Hybrids.nemotronH(), "nemotron_h");
    put(Hybrids.bamba(), "bamba");
    put(Hybrids.granite(), "granitemoehybrid");
    put(Hybrids::falconH1, "falcon_h1");
    put(
        Hybrids.qwen3Next(),
        "qwen3_next",
        "qwen3_5_text",
        "qwen3_5",
        "qwen3_5_moe_text",
        "qwen3_5_moe");
    put(Hybrids.kimiLinear(), "kimi_linear");
    put(Hybrids.miniMax(), "minimax", "minimax_text_01", "MiniMaxText01");
    put(Hybrids.lfm2(), "lfm2");
    put(Hybrids.lfm2Moe(), "lfm2_moe");
    put(Hybrids.recurrentGemma(), "recurrent_gemma");
    put(Hybrids.olmo(), "olmo_hybrid");
    put(Zamba::second, "zamba2");
    put(Rwkv::seventh, "rwkv7");
    put(Searched::layers, "nemotron-nas", "deci");
  }

  private void encoders() {
    put(c -> Encoders.bert(c, false), "bert", "ernie");
    put(c -> Encoders.bert(c, true), "roberta", "xlm-roberta", "camembert", "data2vec-text");
    put(ModernBert::layers, "modernbert", "modernbert-decoder");
    put(Encoders::vit, "vit");
    put(Encoders::t5, "t5", "mt5");
    put(Deberta::second, "deberta-v2");
    put(Whisper::layers, "whisper");
  }

  /** Those whose checkpoints bring their own reader. */
  private void withCodeOfTheirOwn() {
    put(Decoders.llama(), "exaone", "baichuan", "xverse", "skywork", "aquila", "Yi");
    put(RemoteCode.internLm(true), "internlm");
    put(RemoteCode.internLm(false), "internlm2", "internlm3");
    put(RemoteCode.chatGlm(), "chatglm");
    put(RemoteCode.qwen(), "qwen");
    put(RemoteCode::dbrx, "dbrx");
    put(Decoder.of(c -> Dialect.LLAMA.tied(true)), "minicpm");
    put(Decoder.of(c -> Dialect.LLAMA.norms(2, 2)), "orion");
  }
}
