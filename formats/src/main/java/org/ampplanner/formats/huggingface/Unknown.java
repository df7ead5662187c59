package org.ampplanner.formats.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ampplanner.formats.source.Wording;

/**
 * A decoder of a type that is not known, with the usual fields.
 *
 * @param dialect what is assumed of it
 * @param latent whether the fields of latent attention are there
 * @param guessed what else is guessed of it
 */
record Unknown(Dialect dialect, boolean latent, List<String> guessed) {
  private static final Set<String> GATED =
      Set.of("silu", "swiglu", "geglu", "reglu", "swish", "swiglu_oai");

  static Unknown of(Config config) {
    String activation = config.text("hidden_act", config.text("activation_function", "silu"));
    boolean biases = config.flag(false, "attention_bias", "use_bias", "bias");
    boolean layerNorms = config.has("layer_norm_epsilon") || config.has("layer_norm_eps");
    Dialect dialect =
        Dialect.LLAMA
            .gated(GATED.contains(activation.toLowerCase(Locale.ROOT)))
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

  Family family() {
    Decoder decoder = Decoder.of(c -> dialect);
    return latent ? decoder.mixers((c, d) -> Mixers.latent(c)) : decoder.windows(Windows::onDemand);
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
