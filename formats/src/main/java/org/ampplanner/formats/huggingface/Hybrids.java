package org.ampplanner.formats.huggingface;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerSpec;

/** Families that put attention between layers that are linear in the sequence. */
final class Hybrids {
  private static final Dialect LLAMA = Dialect.LLAMA;

  private Hybrids() {}

  /** Returns Qwen3-Next's family and its successors': gated delta nets, then gated attention. */
  static Decoder qwen3Next() {
    return Decoder.of(c -> Decoders.biased(c).headNorms(Dialect.HeadNorms.SHARED))
        .mixers((c, d) -> {
          boolean gate = c.flag(true, "attn_output_gate");
          long into = c.hidden() + (d.biases().queryKeyValue() ? 1L : 0L);
          long gates = gate ? into * c.heads() * c.headWidth() : 0;
          int interval = Math.max(1, c.size(4, "full_attention_interval"));
          IntPredicate full = blocks(c, block -> (block + 1) % interval == 0);
          Mixers attention = Mixers.grouped(c, d, Windows.ALL).with(gates);
          return Mixers.either(full, attention, Linear.gatedDelta(c));
        });
  }

  /** Returns OLMo's with delta nets; norms stand behind the parts of blocks with attention. */
  static Decoder olmo() {
    return Decoder.of(c -> Decoders.biased(c).headNorms(Dialect.HeadNorms.WHOLE))
        .mixers((c, d) -> {
          c.settle("linear_a_log_min", "linear_a_log_max", "linear_dt_min", "linear_dt_max");
          c.settle("linear_dt_init_floor", "linear_allow_neg_eigval");
          return Mixers.either(
              blocks(c, block -> (block + 1) % 4 == 0),
              Mixers.grouped(c, d, Windows.ALL),
              Linear.gatedDelta(c));
        });
  }

  /** Returns Kimi Linear's family (arXiv 2510.26692): delta attention, then latent attention. */
  static Decoder kimiLinear() {
    return Decoder.of(Decoders::biased)
        .mixers((c, d) -> {
          Set<String> listed =
              new HashSet<>(
                  c.inner("linear_attn_config")
                      .map(l -> l.texts("full_attn_layers"))
                      .orElse(List.of()));
          IntPredicate full = blocks(c, block -> listed.contains(String.valueOf(block + 1)));
          return Mixers.either(full, Mixers.latent(c), Linear.kimiDelta(c));
        });
  }

  /** Returns MiniMax-01's family (arXiv 2501.08313): lightning attention, then softmax. */
  static Decoder miniMax() {
    return Decoder.of(Decoders::biased)
        .mixers((c, d) -> {
          List<String> kinds = c.texts("attn_type_list");
          IntPredicate full =
              blocks(
                  c, block -> block < kinds.size() ? kinds.get(block).equals("1") : block % 2 == 0);
          return Mixers.either(full, Mixers.grouped(c, d, Windows.ALL), Linear.lightning(c));
        });
  }

  /** Returns LFM2's family: short convolutions with attention in between. */
  static Decoder lfm2() {
    return Decoder.of(c -> LLAMA.tied(true).headNorms(Dialect.HeadNorms.SHARED))
        .mixers((c, d) -> {
          Set<String> listed = new HashSet<>(c.texts("full_attn_idxs"));
          IntPredicate full = blocks(c, block -> listed.contains(String.valueOf(block)));
          return Mixers.either(full, Mixers.grouped(c, d, Windows.ALL), Linear.shortConvolution(c));
        })
        .feedForwards((c, d) -> FeedForwards.dense(c.hidden(), Linear.adjustedWidth(c), d));
  }

  /** Returns LFM2's family with experts. */
  static Decoder lfm2Moe() {
    return lfm2()
        .feedForwards((c, d) -> {
          FeedForwards parts = FeedForwards.of(c, d);
          long bias = c.flag(true, "use_expert_bias") ? ExpertFields.count(c) : 0;
          Sparse sparse = Sparse.of(c);
          return block -> sparse.at(block) ? parts.with(bias).at(block) : parts.at(block);
        });
  }

  /** Returns RecurrentGemma's family (arXiv 2404.07839): gated recurrences, local attention. */
  static Decoder recurrentGemma() {
    return Decoder.of(
            c -> {
              boolean biases = c.flag(false, "attention_bias");
              return LLAMA.tied(true).biases(biases, true, true);
            })
        .mixers((c, d) -> {
          List<String> given = c.texts("block_types");
          List<String> older = given.isEmpty() ? c.texts("_block_types") : given;
          List<String> types =
              older.isEmpty() ? List.of("recurrent", "recurrent", "attention") : older;
          int span = c.size(2048, "attention_window_size");
          return Mixers.either(
              block -> types.get(block % types.size()).equals("attention"),
              Mixers.grouped(c, d, block -> Math.max(1, span)),
              Linear.recurrence(c));
        })
        .feedForwards((c, d) -> FeedForwards.dense(c.hidden(), c.feedForward() / 2, d));
  }

  /** Returns Bamba's family: Mamba-2 layers, attention in some. */
  static Decoder bamba() {
    return Decoder.of(Decoders::biased)
        .mixers((c, d) -> {
          Set<String> listed = new HashSet<>(c.texts("attn_layer_indices"));
          IntPredicate full = blocks(c, block -> listed.contains(String.valueOf(block)));
          Mixers.Mixer mamba = Recurrent.second(c);
          return Mixers.either(full, Mixers.grouped(c, d, Windows.ALL), block -> mamba);
        });
  }

  /** Returns Granite 4's family: Mamba-2 layers, attention in some, experts beside a dense part. */
  static Decoder granite() {
    return Decoder.of(c ->
            Decoders.biased(c)
                .biases(c.flag(false, "attention_bias"), c.flag(false, "attention_bias"), false))
        .mixers((c, d) -> {
          IntPredicate full = blocks(c, block -> false);
          boolean any = false;
          boolean all = true;
          for (int i = 0; i < c.layers(); i++) {
            any |= full.test(i);
            all &= full.test(i);
          }
          Mixers attention = any ? Mixers.grouped(c, d, Windows.ALL) : Mixers.NONE;
          c.settle("num_attention_heads", "num_key_value_heads", "head_dim");
          if (all) {
            return attention;
          }
          Mixers.Mixer mamba = Recurrent.second(c);
          return Mixers.either(full, attention, block -> mamba);
        })
        .feedForwards((c, d) ->
            ExpertFields.count(c) > 0
                ? FeedForwards.of(c, d)
                : FeedForwards.dense(c.hidden(), c.required("shared_intermediate_size"), d));
  }

  /**
   * Returns the layers of Falcon-H1 (arXiv 2507.22448): attention and a Mamba-2 mixer see the same
   * input in every block, here one after the other.
   */
  static List<LayerSpec> falconH1(Config c) {
    Dialect d = Decoders.biased(c);
    int hidden = c.hidden();
    int vocabulary = c.vocabulary();
    int blocks = c.layers();
    boolean tied = c.tied(false);
    Mixers.Mixer attention = Mixers.grouped(c, d, Windows.ALL).at(0);
    Mixers.Mixer mamba = Recurrent.second(c);
    FeedForwards.Part part = FeedForwards.dense(hidden, c.feedForward(), d).at(0);
    if (c.problems().any()) {
      return List.of();
    }
    Layers layers = new Layers(hidden).embedding(vocabulary, 0, 0);
    for (int i = 0; i < blocks; i++) {
      layers.block(attention.kind(), new FeedForward.Absent(), false, attention.beside());
      layers.block(mamba.kind(), part.kind(), false, mamba.beside() + part.beside() + 2L * hidden);
    }
    return layers.head(vocabulary, tied, hidden).list();
  }

  /** Returns NVIDIA's Nemotron-H (arXiv 2504.03624): one part per layer, as a pattern says. */
  static Decoder nemotronH() {
    return Decoder.of(
            c -> {
              boolean biases = c.flag(false, "attention_bias");
              return LLAMA
                  .gated(false)
                  .norms(1, 1)
                  .biases(biases, biases, c.flag(false, "mlp_bias"));
            })
        .mixers(Hybrids::byPattern)
        .feedForwards(Hybrids::partsByPattern);
  }

  /** Returns Mamba-2 mixers, attention or none, as a pattern says. */
  static Mixers byPattern(Config c, Dialect d) {
    String pattern = pattern(c);
    Mixers attention = pattern.contains("*") ? Mixers.grouped(c, d, Windows.ALL) : Mixers.NONE;
    c.settle("num_attention_heads", "num_key_value_heads", "head_dim");
    if (!pattern.contains("M")) {
      c.settle("ssm_state_size", "mamba_num_heads", "mamba_head_dim", "n_groups")
          .settle("conv_kernel", "expand", "use_conv_bias");
    }
    Mixers.Mixer none = new Mixers.Mixer(new Attention.Absent(), 0);
    Mixers.Mixer mamba = pattern.contains("M") ? Recurrent.second(c) : none;
    return block ->
        switch (pattern.charAt(block)) {
          case 'M' -> mamba;
          case '*' -> attention.at(block);
          default -> none;
        };
  }

  /** Returns dense parts, experts or none, as a pattern says. */
  static FeedForwards partsByPattern(Config c, Dialect d) {
    String pattern = pattern(c);
    FeedForwards dense =
        pattern.contains("-")
            ? FeedForwards.dense(c.hidden(), c.feedForward(), d)
            : FeedForwards.NONE;
    FeedForwards experts = pattern.contains("E") ? FeedForwards.of(c, d) : FeedForwards.NONE;
    c.settleFeedForward();
    if (!pattern.contains("E")) {
      c.settle("n_routed_experts", "moe_intermediate_size", "n_shared_experts")
          .settle("moe_shared_expert_intermediate_size", "num_experts_per_tok", "moe_latent_size");
    }
    return block ->
        switch (pattern.charAt(block)) {
          case '-' -> dense.at(block);
          case 'E' -> experts.at(block);
          default -> FeedForwards.NONE.at(block);
        };
  }

  private static String pattern(Config config) {
    String given = config.text("hybrid_override_pattern", "");
    StringBuilder spelled = new StringBuilder();
    for (String type : config.texts("layers_block_type")) {
      spelled.append(
          switch (type) {
            case "mamba", "linear_attention" -> 'M';
            case "attention", "full_attention" -> '*';
            case "mlp" -> '-';
            case "moe" -> 'E';
            default -> '?';
          });
    }
    String pattern = given.isEmpty() ? spelled.toString() : given;
    int layers = config.layers();
    if (pattern.length() != layers || !pattern.matches("[M*E-]*")) {
      config.contradiction(
          "is not a pattern of M, *, E and - for " + layers + " layers",
          null,
          "hybrid_override_pattern",
          "layers_block_type");
      return "-".repeat(layers);
    }
    return pattern;
  }

  /** Returns which blocks have full attention: as {@code layer_types} says, or else by a rule. */
  private static IntPredicate blocks(Config c, IntPredicate rule) {
    List<String> types = c.texts("layer_types");
    if (types.isEmpty()) {
      return rule;
    }
    int layers = c.layers();
    if (types.size() < layers) {
      c.contradiction(
          "has " + types.size() + " entries for " + layers + " layers", null, "layer_types");
      return rule;
    }
    return block ->
        types.get(block).equals("full_attention") || types.get(block).equals("attention");
  }
}
