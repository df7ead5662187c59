package org.ampplanner.formats.huggingface;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ampplanner.formats.huggingface.Traits.Activation;
import org.ampplanner.formats.huggingface.Traits.Biases;
import org.ampplanner.formats.huggingface.Traits.Norm;
import org.ampplanner.formats.huggingface.Traits.Norms;
import org.ampplanner.formats.huggingface.Traits.Position;
import org.ampplanner.formats.huggingface.Traits.Router;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@link Traits} of a config. Fields that are left out have the defaults of the library's
 * own configuration classes ({@code transformers} 4.57, {@code configuration_*.py}).
 */
public final class TraitsReader {
  /** RMS norms, rotary positions, a gated SiLU: families that differ in what a config spells. */
  private static final Set<String> LLAMA =
      Set.of(
          "llama",
          "mistral",
          "ministral",
          "mixtral",
          "qwen2",
          "qwen2_moe",
          "qwen3",
          "qwen3_moe",
          "phi3",
          "seed_oss",
          "deepseek_v2",
          "deepseek_v3",
          "kimi_k2");

  /** The families whose traits are read, by {@code model_type}. */
  public static final List<String> FAMILIES =
      Stream.concat(LLAMA.stream(), Stream.of("gpt2", "nemotron", "starcoder2")).sorted().toList();

  private static final List<String> DROPOUT =
      List.of(
          "attention_dropout",
          "hidden_dropout",
          "attn_pdrop",
          "embd_pdrop",
          "resid_pdrop",
          "residual_dropout",
          "embedding_dropout");
  private static final Set<String> GROUPED = Set.of("deepseek_v2", "deepseek_v3", "kimi_k2");
  private static final Set<String> NORMED_HEADS = Set.of("qwen3", "qwen3_moe");
  private static final Map<String, Double> BASES =
      Map.of("mixtral", 1e6, "seed_oss", 1e6, "kimi_k2", 5e4);

  private final Config config;
  private final String type;
  private final List<String> left = new ArrayList<>();
  private final Map<String, String> assumed = new LinkedHashMap<>();

  private TraitsReader(Config config) {
    this.config = config;
    this.type = config.text("model_type", "");
  }

  /** Returns the traits of a config; empty for families that nobody here translates. */
  public static Optional<Traits> read(Node.Mapping node) {
    return new TraitsReader(new Config(node, Map.of(), new Problems())).traits();
  }

  private Optional<Traits> traits() {
    for (String dropout : DROPOUT) {
      double share = number(dropout, 0);
      if (share > 0) {
        left.add(dropout + " " + share);
      }
    }
    if (LLAMA.contains(type)) {
      return Optional.of(llama());
    }
    return switch (type) {
      case "gpt2" -> Optional.of(gpt2());
      case "nemotron" -> Optional.of(nemotron());
      case "starcoder2" -> Optional.of(starCoder2());
      default -> Optional.empty();
    };
  }

  private Traits llama() {
    boolean attention = config.flag(false, "attention_bias", "qkv_bias");
    boolean mlp = config.flag(false, "mlp_bias");
    boolean into = type.startsWith("qwen2") || attention;
    unless("hidden_act", "silu");
    if (attention != mlp && !type.startsWith("qwen2")) {
      left.add("attention_bias " + attention + " with mlp_bias " + mlp);
    }
    window();
    return new Traits(
        type,
        new Norms(Norm.RMS, epsilon("rms_norm_eps", defaultEps()), NORMED_HEADS.contains(type)),
        Activation.SWIGLU,
        rotary(BASES.getOrDefault(type, 1e4), 1),
        attention && mlp ? Biases.ALL : into ? Biases.QUERY_KEY_VALUE : Biases.NONE,
        router(),
        assumed,
        left);
  }

  private double defaultEps() {
    return type.equals("mixtral") || type.equals("phi3") ? 1e-5 : 1e-6;
  }

  private Traits gpt2() {
    unless("activation_function", "gelu_new");
    return new Traits(
        type,
        new Norms(Norm.LAYER, epsilon("layer_norm_epsilon", 1e-5), false),
        Activation.GELU,
        new Position.Learned(),
        Biases.ALL,
        null,
        assumed,
        left);
  }

  private Traits nemotron() {
    unless("hidden_act", "relu2");
    boolean biases = config.flag(false, "attention_bias") && config.flag(false, "mlp_bias");
    return new Traits(
        type,
        new Norms(Norm.LAYER_1P, epsilon("norm_eps", 1e-5), false),
        Activation.SQUARED_RELU,
        rotary(1e4, number("partial_rotary_factor", 0.5)),
        biases ? Biases.ALL : Biases.NONE,
        null,
        assumed,
        left);
  }

  private Traits starCoder2() {
    unless("hidden_act", "gelu_pytorch_tanh");
    window();
    return new Traits(
        type,
        new Norms(Norm.LAYER, epsilon("norm_epsilon", 1e-5), false),
        Activation.GELU,
        rotary(1e4, 1),
        config.flag(true, "use_bias") ? Biases.ALL : Biases.NONE,
        null,
        assumed,
        left);
  }

  private Position rotary(double usual, double share) {
    double factor = 0;
    Optional<Config> scaling = config.inner("rope_scaling");
    if (scaling.isPresent()) {
      String kind = scaling.get().text("rope_type", scaling.get().text("type", ""));
      if (kind.equals("llama3")) {
        factor = number(scaling.get(), "factor", 8);
      } else if (!kind.isEmpty() && !kind.equals("default")) {
        left.add("rope_scaling " + kind);
      }
    }
    return new Position.Rotary(assuming(Traits.ROTARY_BASE, "rope_theta", usual), share, factor);
  }

  private void window() {
    boolean used = config.flag(!type.startsWith("qwen"), "use_sliding_window");
    if (config.has("sliding_window") && used) {
      left.add("sliding_window " + config.text("sliding_window", ""));
    }
  }

  private @Nullable Router router() {
    int experts = config.size(0, "num_local_experts", "num_experts", "n_routed_experts");
    if (experts <= 1) {
      return null;
    }
    boolean second = type.equals("deepseek_v2");
    boolean sigmoid =
        config.text("scoring_func", second ? "softmax" : "sigmoid").equals("sigmoid")
            && GROUPED.contains(type);
    boolean renormed =
        type.equals("mixtral") || config.flag(GROUPED.contains(type) && !second, "norm_topk_prob");
    boolean grouped = GROUPED.contains(type) && !config.text("topk_method", "").equals("greedy");
    return new Router(
        sigmoid,
        !sigmoid && !renormed,
        grouped ? config.size(second ? 1 : 8, "n_group") : 1,
        grouped ? config.size(second ? 1 : 4, "topk_group") : 1,
        GROUPED.contains(type) ? number("routed_scaling_factor", second ? 1 : 2.5) : 1,
        sigmoid,
        number(
            "router_aux_loss_coef", number("aux_loss_alpha", GROUPED.contains(type) ? 0 : 0.001)),
        config.flag(second, "seq_aux"));
  }

  private void unless(String field, String expected) {
    String given = config.text(field, expected);
    if (!given.equals(expected)) {
      left.add(field + " " + given);
    }
  }

  private double epsilon(String field, double usual) {
    return assuming(Traits.NORM_EPSILON, field, usual);
  }

  /** Returns a number, and remembers where the config does not say it. */
  private double assuming(String what, String field, double usual) {
    if (!config.has(field)) {
      assumed.put(what, field);
    }
    return number(field, usual);
  }

  private double number(String name, double fallback) {
    return number(config, name, fallback);
  }

  private static double number(Config config, String name, double fallback) {
    return config
        .node(name)
        .filter(Node.Scalar.class::isInstance)
        .map(
            node -> Scalars.number(node, name, Range.NOT_NEGATIVE, new Problems()).orElse(fallback))
        .orElse(fallback);
  }
}
