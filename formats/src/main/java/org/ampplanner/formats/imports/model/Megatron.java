package org.ampplanner.formats.imports.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.SourceFile;
import org.ampplanner.formats.source.Wording;

/**
 * Arguments of Megatron-LM, as a script, a list of arguments or YAML, turned into the fields of a
 * {@code config.json} of the type {@value #TYPE}. What is not given is Megatron's default: layer
 * norms, biases, learned positions, four times the width without a gate, tied embeddings, a
 * vocabulary rounded up to a multiple of 128 times the tensor parallelism. Arguments that are not
 * known are named, and refused where they sound like shape.
 */
public final class Megatron {
  /** The type of the configs. */
  public static final String TYPE = "megatron-lm";

  private static final Pattern SCRIPT =
      Pattern.compile("--(hybrid|num|encoder|decoder|moe)[-_](layers|layer|override|num)\\w*");
  private static final Pattern WIDTH = Pattern.compile("--hidden[-_]size\\b");
  private static final Pattern OTHER =
      Pattern.compile("pretrain_(t5|bert|ict|retro|vision|vlm|multimodal|realm|avlm).*");
  private static final Pattern LINE_OF_CODE =
      Pattern.compile("(?m)^(?!\\s*#).*--hidden[-_]size\\b");

  private final Arguments arguments;
  private final Problems problems;
  private final ConfigWriter config;

  private Megatron(Arguments arguments, Problems problems) {
    this.arguments = arguments;
    this.problems = problems;
    this.config = new ConfigWriter(arguments);
  }

  /** Returns whether a text holds arguments of Megatron-LM. */
  public static boolean isScript(String text) {
    return WIDTH.matcher(text).find()
        && LINE_OF_CODE.matcher(text).find()
        && (SCRIPT.matcher(text).find() || text.contains("--num-attention-heads"));
  }

  /** Returns whether a YAML file does. */
  public static boolean isTree(Node.Mapping tree) {
    Arguments arguments = ArgumentReader.ofTree(tree, new Problems());
    boolean layers =
        List.of("num_layers", "hybrid_layer_pattern", "hybrid_override_pattern").stream()
            .anyMatch(arguments::has);
    return layers && arguments.has("hidden_size") && arguments.has("num_attention_heads");
  }

  /** Returns the config of a script. */
  public static Optional<Node.Mapping> config(SourceFile file, String text, Problems problems) {
    int before = problems.count();
    Arguments arguments = ArgumentReader.ofScript(file, text, problems);
    return new Megatron(arguments, problems).config(true, before);
  }

  /** Returns the config of a YAML file. */
  public static Optional<Node.Mapping> config(Node.Mapping tree, Problems problems) {
    int before = problems.count();
    Arguments arguments = ArgumentReader.ofTree(tree, problems);
    return new Megatron(arguments, problems).config(false, before);
  }

  private Optional<Node.Mapping> config(boolean script, int before) {
    Location at = arguments.at();
    passedOver(script);
    config.put("model_type", TYPE, at);
    config.copy("hidden_size", "hidden_size");
    config.copy("num_attention_heads", "num_attention_heads");
    config.copy("head_dim", "kv_channels");
    if (arguments.on("group_query_attention") || !arguments.has("group_query_attention")) {
      config.copy("num_key_value_heads", "num_query_groups", "num_key_value_heads");
    }
    new Vocabulary(arguments, problems).rows(at).ifPresent(v -> config.put("vocab_size", v));
    parts();
    positions();
    boolean hybrid = new HybridLayers(arguments, problems, config).write();
    if (!hybrid) {
      config.copy("num_hidden_layers", "num_layers", "encoder_num_layers");
      if (!arguments.has("num_layers") && !arguments.has("encoder_num_layers")) {
        problems.error(at, "arguments of Megatron without --num-layers", null);
      }
    }
    experts(hybrid);
    latent();
    windows();
    config.copy("num_nextn_predict_layers", "mtp_num_layers");
    return problems.count() > before ? Optional.empty() : Optional.of(config.mapping(at));
  }

  /** Names what is not read. */
  private void passedOver(boolean script) {
    arguments.programs().stream()
        .filter(p -> OTHER.matcher(p).matches())
        .findFirst()
        .ifPresent(p ->
            problems.error(
                arguments.at(), p + " trains another kind of model than a decoder", null));
    Map<String, Node.Scalar> unknown = new TreeMap<>();
    arguments
        .values()
        .forEach((name, value) -> {
          boolean off = value.text().matches("(?i)false|none|null|0");
          switch (Flags.role(name)) {
            case REFUSED -> {
              if (!off) {
                problems.error(
                    value.at(), flag(name) + " changes the shape, and is not read", null);
              }
            }
            case SHAPELIKE -> shapelike(name, value, script && !off);
            case UNKNOWN -> unknown.put(name, value);
            case SHAPE, STRATEGY, TRAINING, SOFTWARE, HARMLESS -> {}
          }
        });
    if (script && !unknown.isEmpty() && !arguments.programs().isEmpty()) {
      problems.warning(
          unknown.values().iterator().next().at(),
          "arguments that are not known are passed over: "
              + Wording.list(unknown.keySet().stream().map(Megatron::flag).toList()),
          null);
    }
    branched();
  }

  private void branched() {
    arguments
        .branched()
        .forEach((name, value) -> {
          Flags.Role role = Flags.role(name);
          boolean same = arguments.raw(name).filter(v -> v.text().equals(value.text())).isPresent();
          if (!same && (role == Flags.Role.SHAPE || role == Flags.Role.REFUSED)) {
            problems.error(
                value.at(),
                flag(name) + " stands in a branch that nothing in this file chooses",
                null);
          }
        });
  }

  private void shapelike(String name, Node.Scalar value, boolean refused) {
    String message = flag(name) + " is not known, and may change the shape";
    if (refused) {
      problems.error(value.at(), message, "without it, if it does not");
    } else {
      problems.warning(value.at(), name + " is passed over: it is not known here", null);
    }
  }

  private static String flag(String name) {
    return "--" + name.replace('_', '-');
  }

  private void parts() {
    String function = arguments.text("activation_func", "activation", "glu_activation");
    boolean gated =
        arguments.on("swiglu", "quick_geglu", "geglu", "gated_linear_unit")
            || function.matches("(?i).*glu(oai)?");
    config.flag("gated", gated);
    width(gated);
    String norm = arguments.text("normalization");
    if (!norm.matches("(?i)|(LayerNorm|RMSNorm)(1P)?|layernorm_?1p")) {
      problems.value(
          arguments.value("normalization").orElseThrow(),
          "normalization",
          "is not known",
          "RMSNorm");
    }
    config.flag("rms_norm", norm.matches("(?i)rmsnorm(1p)?") || arguments.on("rmsnorm"));
    boolean biases =
        !arguments.on("disable_bias_linear") && !arguments.off("add_bias_linear", "bias");
    config.flag("use_bias", biases);
    config.flag("qkv_bias", biases || arguments.on("add_qkv_bias"));
    config.flag("qk_layernorm", arguments.on("qk_layernorm"));
    boolean untied =
        arguments.on("untie_embeddings_and_output_weights", "causal_lm")
            || arguments.off("share_embeddings_and_output_weights");
    config.flag("tie_word_embeddings", !untied);
    config.flag("embedding_norm", arguments.on("embed_layernorm"));
    config.flag("attn_output_gate", arguments.on("attention_output_gate"));
    config.flag("sinks", arguments.text("softmax_type").equals("learnable"));
  }

  /** Megatron's own default for a gate: two thirds of four times the width, in steps of 64. */
  private void width(boolean gated) {
    OptionalLong hidden = arguments.whole("hidden_size");
    if (arguments.has("ffn_hidden_size")) {
      config.copy("intermediate_size", "ffn_hidden_size");
    } else if (hidden.isPresent()) {
      long h = hidden.getAsLong();
      config.put("intermediate_size", gated ? h * 8 / 3 / 64 * 64 : 4 * h, arguments.at());
    }
  }

  private void positions() {
    String kind = arguments.text("position_embedding_type");
    boolean rotary =
        arguments.on(
            "use_rotary_position_embeddings",
            "use_llama2_rotary_position_embeddings",
            "use_mistral_rotary_position_embeddings",
            "no_position_embedding");
    boolean learned = kind.isEmpty() ? !rotary : kind.equals("learned_absolute");
    if (learned) {
      config.copy("max_position_embeddings", "max_position_embeddings");
    }
    config.copy("sequence_length", "seq_length", "encoder_seq_length", "max_position_embeddings");
    config.flag("learned_positions", learned);
  }

  private void experts(boolean hybrid) {
    if (arguments.whole("num_experts", "num_moe_experts").orElse(1) < 2) {
      return;
    }
    config.copy("num_local_experts", "num_experts", "num_moe_experts");
    config.copy("num_experts_per_tok", "moe_router_topk", "topk", "moe_topk");
    boolean deepspeed = arguments.on("deepspeed");
    if (arguments.raw("moe_router_topk", "topk", "moe_topk").isEmpty()) {
      config.put("num_experts_per_tok", deepspeed ? 1L : 2L, arguments.at());
    }
    config.copy("moe_intermediate_size", "moe_ffn_hidden_size");
    config.copy(
        "moe_shared_expert_intermediate_size",
        "moe_shared_expert_intermediate_size",
        "shared_moe_ffn_hidden_size");
    config.flag("shared_expert_gate", arguments.on("moe_shared_expert_gate"));
    config.copy("moe_latent_size", "moe_latent_size");
    if (arguments.has("expert_interval") || deepspeed) {
      long step = arguments.whole("expert_interval").orElse(2);
      config.put("decoder_sparse_step", step, arguments.at());
    }
    arguments.value("moe_layer_freq").filter(f -> !hybrid).ifPresent(this::frequency);
  }

  private void frequency(Node.Scalar given) {
    String text = given.text().replaceAll("[\\s\"'\\\\]", "");
    if (text.matches("\\d{1,4}")) {
      config.put("moe_layer_freq", new Node.Scalar(given.at(), text, false));
      return;
    }
    Optional<List<Integer>> list = ListPattern.of(text);
    long layers = arguments.whole("num_layers").orElse(0);
    if (list.isEmpty()) {
      problems.value(given, "moe_layer_freq", "is not understood", "a number, or `([0]*3+[1]*58)`");
    } else if (list.get().size() != layers) {
      problems.value(
          given,
          "moe_layer_freq",
          "has " + list.get().size() + " entries for " + layers + " layers",
          null);
    } else {
      config.list("moe_layer_freq", list.get(), given.at());
    }
  }

  private void latent() {
    if (arguments.on("multi_latent_attention")) {
      config.copy("q_lora_rank", "q_lora_rank");
      config.usual("kv_lora_rank", 32, "kv_lora_rank");
      config.usual("qk_nope_head_dim", 128, "qk_head_dim", "qk_nope_head_dim");
      config.usual("qk_rope_head_dim", 64, "qk_pos_emb_head_dim", "qk_rope_head_dim");
      config.usual("v_head_dim", 128, "v_head_dim");
    }
  }

  /** Windows as Megatron takes them: every block, all but every n-th, or as a list says. */
  private void windows() {
    Optional<Node.Scalar> size =
        arguments
            .value("window_size", "sliding_window")
            .filter(v -> !v.text().matches("(?i)none|null"));
    if (size.isEmpty()) {
      return;
    }
    String left =
        size.get().text().replaceAll("[(\\[\\s]", "").split(",")[0].replaceAll("[)\\]]", "");
    if (!left.matches("\\d{1,9}")) {
      problems.value(size.get(), "window_size", "is not understood", "`128,0`");
      return;
    }
    config.put("sliding_window", Long.parseLong(left), size.get().at());
    int layers = (int) Math.min(100_000, arguments.whole("num_layers").orElse(0));
    String skip = arguments.text("window_attn_skip_freq");
    List<Integer> listed = ListPattern.of(skip).orElse(List.of());
    if (!skip.isEmpty() && !skip.matches("[1-9]\\d{0,4}") && listed.size() != layers) {
      problems.value(
          arguments.value("window_attn_skip_freq").orElseThrow(),
          "window_attn_skip_freq",
          "is neither a number nor a list for " + layers + " layers",
          null);
      return;
    }
    int period = skip.matches("[1-9]\\d{0,4}") ? Integer.parseInt(skip) : 0;
    List<String> types =
        IntStream.range(0, layers)
            .mapToObj(
                i -> listed.isEmpty() ? period > 0 && (i + 1) % period == 0 : listed.get(i) == 0)
            .map(full -> full ? "full_attention" : "sliding_attention")
            .toList();
    config.list("layer_types", types, size.get().at());
  }
}
