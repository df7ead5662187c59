package org.ampplanner.formats.imports.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ampplanner.formats.imports.TextLines;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Range;
import org.ampplanner.formats.source.Scalars;
import org.ampplanner.formats.source.SourceFile;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of Megatron-LM, as a script, a list of arguments or YAML, turned into the fields of a
 * {@code config.json} of the type {@value #TYPE}. What is not given is Megatron's default: layer
 * norms, biases, learned positions, four times the width without a gate, tied embeddings, a
 * vocabulary rounded up to a multiple of 128 times the tensor parallelism.
 */
public final class Megatron {
  /** The type of the configs. */
  public static final String TYPE = "megatron-lm";

  static final Set<String> SHAPE =
      Set.of(
          "num_layers",
          "hidden_size",
          "ffn_hidden_size",
          "num_attention_heads",
          "num_query_groups",
          "kv_channels",
          "vocab_size",
          "padded_vocab_size",
          "seq_length",
          "max_position_embeddings",
          "num_experts",
          "moe_router_topk",
          "moe_ffn_hidden_size");

  private static final Pattern SCRIPT = Pattern.compile("--num-layers\\b");
  private static final Pattern WIDTH = Pattern.compile("--hidden-size\\b");
  private static final Pattern FREQUENCY =
      Pattern.compile("\\(?\\[0\\]\\*(\\d{1,4})\\+\\[1\\]\\*\\d{1,4}\\)?");
  private static final long MAX = 1L << 40;

  private final Arguments arguments;
  private final Problems problems;
  private final Map<String, Node.Entry> config = new LinkedHashMap<>();

  private Megatron(Arguments arguments, Problems problems) {
    this.arguments = arguments;
    this.problems = problems;
  }

  /** Returns whether a text holds arguments of Megatron-LM. */
  public static boolean isScript(String text) {
    return SCRIPT.matcher(text).find() && WIDTH.matcher(text).find();
  }

  /** Returns whether a YAML file does. */
  public static boolean isTree(Node.Mapping tree) {
    Arguments arguments = Arguments.ofTree(tree, new Problems());
    return arguments.has("num_layers")
        && arguments.has("hidden_size")
        && arguments.has("num_attention_heads");
  }

  /** Returns the config of a script. */
  public static Optional<Node.Mapping> config(SourceFile file, String text, Problems problems) {
    Arguments arguments = Arguments.ofScript(TextLines.of(file.shown(), text), problems);
    if (!arguments.has("num_layers") || !arguments.has("hidden_size")) {
      problems.error(
          file.at(),
          "names --num-layers and --hidden-size, but gives them to no command",
          "they stand in a comment, or after a quote that is not closed");
      return Optional.empty();
    }
    return new Megatron(arguments, problems).config();
  }

  /** Returns the config of a YAML file. */
  public static Optional<Node.Mapping> config(Node.Mapping tree, Problems problems) {
    return new Megatron(Arguments.ofTree(tree, problems), problems).config();
  }

  private Optional<Node.Mapping> config() {
    int before = problems.count();
    Location at = arguments.at();
    put("model_type", TYPE, at);
    copy("hidden_size", "hidden_size");
    copy("num_hidden_layers", "num_layers");
    copy("num_attention_heads", "num_attention_heads");
    copy("head_dim", "kv_channels");
    boolean grouped =
        arguments.on("group_query_attention") || !arguments.has("group_query_attention");
    if (grouped) {
      copy("num_key_value_heads", "num_query_groups");
    }
    boolean gated =
        arguments.on("swiglu")
            || arguments.on("gated_linear_unit")
            || text("activation_func", "activation").matches(".*(swiglu|geglu|reglu).*");
    flag("gated", gated);
    width(gated);
    vocabulary(at);
    boolean rms = text("normalization").equalsIgnoreCase("RMSNorm");
    flag("rms_norm", rms);
    boolean biases =
        !arguments.on("disable_bias_linear")
            && !arguments.off("add_bias_linear")
            && !arguments.off("bias");
    flag("use_bias", biases);
    flag("qkv_bias", biases || arguments.on("add_qkv_bias"));
    flag("qk_layernorm", arguments.on("qk_layernorm"));
    boolean untied =
        arguments.on("untie_embeddings_and_output_weights")
            || arguments.off("share_embeddings_and_output_weights");
    flag("tie_word_embeddings", !untied);
    positions();
    experts();
    latent();
    return problems.count() > before ? Optional.empty() : Optional.of(new Node.Mapping(at, config));
  }

  private String text(String... names) {
    return arguments.value(names).map(Node.Scalar::text).orElse("");
  }

  private void put(String key, Object value, Location at) {
    config.put(
        key,
        new Node.Entry(at, new Node.Scalar(at, String.valueOf(value), value instanceof String)));
  }

  private void flag(String key, boolean value) {
    put(key, value, arguments.at());
  }

  private void copy(String key, String... names) {
    arguments.value(names).ifPresent(v -> config.put(key, new Node.Entry(v.at(), v)));
  }

  private OptionalLong whole(String name) {
    Optional<Node.Scalar> value = arguments.value(name);
    return value.isEmpty()
        ? OptionalLong.empty()
        : Scalars.whole(value.get(), name, Range.POSITIVE, MAX, problems);
  }

  /** Megatron's own default for a gate: two thirds of four times the width, in steps of 64. */
  private void width(boolean gated) {
    OptionalLong hidden = whole("hidden_size");
    if (arguments.has("ffn_hidden_size")) {
      copy("intermediate_size", "ffn_hidden_size");
    } else if (hidden.isPresent()) {
      long h = hidden.getAsLong();
      put("intermediate_size", gated ? h * 8 / 3 / 64 * 64 : 4 * h, arguments.at());
    }
  }

  private void vocabulary(Location at) {
    if (arguments.has("padded_vocab_size")) {
      copy("vocab_size", "padded_vocab_size");
      return;
    }
    OptionalLong given = whole("vocab_size");
    if (given.isEmpty()) {
      problems.error(
          at,
          "vocab_size is missing: the tokenizer knows it",
          "`--vocab-size 50257` beside the other arguments");
      return;
    }
    long multiple =
        whole("make_vocab_size_divisible_by").orElse(128)
            * whole("tensor_model_parallel_size").orElse(1);
    long padded = (given.getAsLong() + multiple - 1) / multiple * multiple;
    Location stated = arguments.value("vocab_size").map(Node.Scalar::at).orElse(at);
    put("vocab_size", padded, stated);
    if (padded != given.getAsLong()) {
      problems.warning(
          stated,
          "vocab_size is padded from " + given.getAsLong() + " to " + padded + ", as Megatron does",
          "`--padded-vocab-size` if it is another number");
    }
  }

  private void positions() {
    String kind = text("position_embedding_type");
    boolean learned =
        kind.isEmpty()
            ? !arguments.on("use_rotary_position_embeddings")
            : kind.equals("learned_absolute");
    copy(
        "max_position_embeddings",
        learned ? "max_position_embeddings" : "seq_length",
        "encoder_seq_length",
        "max_position_embeddings",
        "seq_length");
    flag("learned_positions", learned);
  }

  private void experts() {
    if (!arguments.has("num_experts") && !arguments.has("num_moe_experts")) {
      return;
    }
    copy("num_local_experts", "num_experts", "num_moe_experts");
    copy("num_experts_per_tok", "moe_router_topk");
    if (!arguments.has("moe_router_topk")) {
      put("num_experts_per_tok", 2, arguments.at());
    }
    copy("moe_intermediate_size", "moe_ffn_hidden_size");
    copy("moe_shared_expert_intermediate_size", "moe_shared_expert_intermediate_size");
    Node.@Nullable Scalar frequency = arguments.value("moe_layer_freq").orElse(null);
    if (frequency == null) {
      return;
    }
    Matcher dense = FREQUENCY.matcher(frequency.text().replace(" ", ""));
    if (frequency.text().matches("\\d{1,4}")) {
      config.put("moe_layer_freq", new Node.Entry(frequency.at(), frequency));
    } else if (dense.matches()) {
      put("first_k_dense_replace", Long.parseLong(dense.group(1)), frequency.at());
    } else {
      problems.value(
          frequency, "moe_layer_freq", "is not understood", "a number, or `([0]*3+[1]*58)`");
    }
  }

  private void latent() {
    if (arguments.on("multi_latent_attention")) {
      copy("q_lora_rank", "q_lora_rank");
      copy("kv_lora_rank", "kv_lora_rank");
      copy("qk_nope_head_dim", "qk_head_dim");
      copy("qk_rope_head_dim", "qk_pos_emb_head_dim");
      copy("v_head_dim", "v_head_dim");
    }
  }
}
