package org.ampplanner.formats.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.ampplanner.formats.source.Wording;

/**
 * A decoder of a type that is not known, with the usual fields.
 *
 * @param dialect what is assumed of it
 * @param latent whether the fields of latent attention are there
 * @param guessed what else is guessed of it
 */
record Unknown(Dialect dialect, boolean latent, List<String> guessed) {
  private static final Set<String> GATED = Set.of("silu", "swish");
  private static final Pattern GATE = Pattern.compile(".*glu(_?oai)?");

  /** Fields of models that are no row of blocks with attention. */
  private static final Pattern OTHER =
      Pattern.compile(
          "(?i).*(mamba|ssm|hybrid|block_?types?|rwkv|recurrent|lru_|linear_attn|linear_num|"
              + "linear_key|linear_value|linear_conv|conv_kernel|conv_l_cache|d_conv|delta_|"
              + "time_mix|time_step|cross_attention_(layers|freq|every).*|"
              + "encoder_(layers|attention_heads|ffn_dim)|decoder_(layers|ffn_dim)|"
              + "num_(en|de)coder_layers|block_configs|attn_type_list|wkv_|pos_att_type|"
              + "relative_attention|altup|laurel|zero_expert|heterogeneous).*");

  static Unknown of(Config config) {
    String activation = activation(config);
    boolean biases = config.flag(false, "attention_bias", "use_bias", "bias");
    boolean layerNorms = config.has("layer_norm_epsilon") || config.has("layer_norm_eps");
    Dialect dialect =
        Dialect.LLAMA
            .gated(GATED.contains(activation) || GATE.matcher(activation).matches())
            .norms(layerNorms ? 2 : 1, 2)
            .biases(biases, biases, config.flag(false, "mlp_bias", "use_bias", "bias"));
    List<String> guessed = new ArrayList<>();
    if (config.feedForwardOr(0) == 0 && ExpertFields.count(config) <= 1) {
      guessed.add("feed-forward parts four times as wide as the model");
    }
    if (!config.has("tie_word_embeddings")) {
      guessed.add("a table of its own for the last projection");
    }
    return new Unknown(dialect, config.has("kv_lora_rank"), guessed);
  }

  private static String activation(Config config) {
    for (String name :
        List.of("hidden_act", "hidden_activation", "activation_function", "activation")) {
      if (config.has(name)) {
        return config.text(name, "").toLowerCase(Locale.ROOT);
      }
    }
    return "silu";
  }

  /** Returns the fields that speak of something else than a row of blocks with attention. */
  static List<String> otherwise(Config config) {
    List<String> fields =
        new ArrayList<>(config.said().stream().filter(f -> OTHER.matcher(f).matches()).toList());
    if (config.text("model_type", "").matches("(?i).*(mamba|rwkv|ssm|hybrid|bert|diffusion).*")) {
      fields.add("model_type");
    }
    boolean types =
        config.texts("layer_types").stream()
            .anyMatch(t -> !t.contains("attention") || t.contains("linear"));
    if (types) {
      fields.add("layer_types");
    }
    return fields;
  }

  /** Returns why a type cannot be read as a decoder; empty where it can. */
  static Optional<String> refusal(Config config) {
    if (config.flag(false, "is_encoder_decoder")) {
      return Optional.of("is_encoder_decoder is true");
    }
    List<String> fields = otherwise(config);
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of("it is no row of blocks with attention by " + Wording.list(fields));
  }

  Family family() {
    Decoder decoder = Decoder.of(c -> dialect);
    return latent
        ? decoder.mixers((c, d) -> Mixers.latent(c))
        : decoder.windows(c -> c.has("layer_types") ? Windows.listed(c) : Windows.onDemand(c));
  }

  /** Returns what is assumed, for a message. */
  String assumptions() {
    List<String> all = new ArrayList<>();
    all.add(latent ? "latent attention" : "attention by heads");
    all.add(dialect.gated() ? "gated feed-forward parts" : "feed-forward parts without a gate");
    all.add("two " + (dialect.norms().weights() == 2 ? "layer" : "RMS") + " norms a block");
    all.add(dialect.biases().queryKeyValue() ? "biases" : "no biases");
    all.addAll(guessed);
    return Wording.list(all);
  }
}
