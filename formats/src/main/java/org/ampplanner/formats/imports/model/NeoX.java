package org.ampplanner.formats.imports.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ampplanner.formats.source.Location;
import org.ampplanner.formats.source.Node;
import org.ampplanner.formats.source.Problems;
import org.ampplanner.formats.source.Wording;

/**
 * Configs of GPT-NeoX (EleutherAI/gpt-neox, configs/*.yml, its main of 2026), whose keys mean other
 * things than Megatron-LM's: turned into the same fields.
 */
public final class NeoX {
  private static final Set<String> ATTENTION = Set.of("global", "flash", "local", "ring");

  private final Arguments arguments;
  private final Problems problems;
  private final ConfigWriter config;

  private NeoX(Arguments arguments, Problems problems) {
    this.arguments = arguments;
    this.problems = problems;
    this.config = new ConfigWriter(arguments);
  }

  /** Returns whether a tree is one. */
  public static boolean is(Node.Mapping tree) {
    List<String> keys = tree.entries().keySet().stream().map(Arguments::plain).toList();
    return keys.contains("num_layers")
        && (keys.contains("pipe_parallel_size")
            || keys.contains("model_parallel_size")
            || keys.contains("attention_config")
            || keys.contains("no_weight_tying"));
  }

  /** Returns the fields of a config. */
  public static Optional<Node.Mapping> config(Node.Mapping tree, Problems problems) {
    int before = problems.count();
    Arguments arguments = ArgumentReader.ofTree(tree, problems);
    NeoX reader = new NeoX(arguments, problems);
    tree.entries()
        .forEach((key, entry) -> {
          if (Arguments.plain(key).equals("attention_config")) {
            reader.attention(entry.value());
          }
        });
    Optional<Node.Mapping> config = reader.config();
    return problems.count() > before ? Optional.empty() : config;
  }

  private void attention(Node value) {
    if (value instanceof Node.Sequence list) {
      list.items().forEach(this::attention);
    } else if (value instanceof Node.Scalar s
        && !s.text().matches("\\d+|all")
        && !ATTENTION.contains(s.text())) {
      problems.error(
          value.at(),
          "attention_config (" + Wording.shown(s.text()) + ") of GPT-NeoX is not read",
          null);
    }
  }

  private Optional<Node.Mapping> config() {
    Location at = arguments.at();
    config.put("model_type", Megatron.TYPE, at);
    config.copy("hidden_size", "hidden_size");
    config.copy("num_hidden_layers", "num_layers");
    config.copy("num_attention_heads", "num_attention_heads");
    config.copy("num_key_value_heads", "num_kv_heads");
    config.copy("sequence_length", "seq_length", "max_position_embeddings");
    new Vocabulary(arguments, problems).rows(at).ifPresent(v -> config.put("vocab_size", v));
    if (arguments.whole("moe_num_experts", "num_experts").orElse(1) > 1) {
      problems.error(at, "experts of GPT-NeoX (moe_num_experts) are not read", null);
    }
    String norm = arguments.text("norm");
    if (!norm.matches("|layernorm|rmsnorm|te_(layernorm|rmsnorm)")) {
      problems.error(at, "norm (" + Wording.shown(norm) + ") of GPT-NeoX is not read", null);
    }
    config.flag("rms_norm", norm.endsWith("rmsnorm") || arguments.off("use_bias_in_norms"));
    boolean attention = !arguments.off("use_bias_in_attn_linear");
    config.flag("qkv_bias", attention);
    config.flag("use_bias", attention);
    config.flag("mlp_bias", !arguments.off("use_bias_in_mlp"));
    config.flag("qk_layernorm", arguments.on("use_qk_layernorm"));
    config.flag("tie_word_embeddings", !arguments.on("no_weight_tying"));
    config.flag("one_norm", arguments.on("gpt_j_tied"));
    boolean gated = arguments.text("activation").matches("(swi|ge|re)glu|bilinear|glu");
    config.flag("gated", gated);
    width(gated);
    String positions = arguments.text("pos_emb");
    boolean learned = positions.isEmpty() || positions.equals("learned");
    config.flag("learned_positions", learned);
    if (learned) {
      config.copy("max_position_embeddings", "max_position_embeddings");
    }
    return Optional.of(config.mapping(at));
  }

  /**
   * The width is given before a gate takes its third (megatron/model/transformer.py, ParallelMLP).
   */
  private void width(boolean gated) {
    long hidden = arguments.whole("hidden_size").orElse(1);
    long whole = arguments.whole("intermediate_size").orElse(4 * hidden);
    long multiple = arguments.whole("mlp_multiple_of").orElse(1);
    long inner = gated ? whole * 2 / 3 / 2 : whole;
    config.put("intermediate_size", (inner + multiple - 1) / multiple * multiple, arguments.at());
  }
}
