package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.LayerSpec;

/**
 * DeBERTa-v2 and v3 (He et al. 2021, arXiv 2111.09543): an encoder whose attention compares
 * contents with relative positions, by the same projections or by some of their own.
 */
final class Deberta {
  private Deberta() {}

  static List<LayerSpec> second(Config c) {
    int hidden = c.hidden();
    int vocabulary = c.vocabulary();
    int blocks = c.layers();
    int heads = c.heads();
    int width = c.headWidth();
    int inner = c.feedForward();
    int positions = c.size(512, "max_position_embeddings");
    int types = c.size(0, "type_vocab_size");
    boolean placed = c.flag(true, "position_biased_input");
    boolean relative = c.flag(false, "relative_attention");
    boolean normed = (c.text("norm_rel_ebd", "none") + "").contains("layer_norm");
    int kernel = c.size(0, "conv_kernel_size");
    c.settle(
        "pos_att_type", "max_relative_positions", "pooler_hidden_size", "conv_act", "conv_groups");
    int buckets = c.size(0, "position_buckets");
    if (c.problems().any()) {
      return List.of();
    }
    long h = hidden;
    long square = h * h + h;
    long rows = buckets > 0 ? 2L * buckets : 2L * positions;
    long beside =
        types * h
            + 2 * h
            + (relative ? rows * h : 0)
            + (relative && normed ? 2 * h : 0)
            + (kernel > 0 ? h * h * kernel + 3 * h : 0);
    long extra = relative && !c.flag(false, "share_att_key") ? projections(c, square) : 0;
    Layers layers = new Layers(hidden).embedding(vocabulary, placed ? positions : 0, beside);
    for (int i = 0; i < blocks; i++) {
      layers.block(
          new Attention.Grouped(heads, heads, width, Integer.MAX_VALUE),
          new FeedForward.Dense(inner, false),
          true,
          3L * heads * width + h + inner + h + 4 * h + extra);
    }
    return head(layers, c);
  }

  /** Returns the projections of positions that attention has of its own. */
  private static long projections(Config c, long square) {
    String compared = c.text("pos_att_type", "") + c.texts("pos_att_type");
    return (compared.contains("c2p") ? square : 0) + (compared.contains("p2c") ? square : 0);
  }

  private static List<LayerSpec> head(Layers layers, Config c) {
    int hidden = c.hidden();
    long h = hidden;
    long square = h * h + h;
    int vocabulary = c.vocabulary();
    String head = c.texts("architectures").stream().findFirst().orElse("ForMaskedLM");
    if (head.endsWith("Model")) {
      return layers.add("encoded", new LayerKind.Head(1, hidden), 0, null).list();
    }
    if (head.endsWith("Classification")) {
      int labels = Heads.labels(c);
      long parameters = square + labels * h + labels;
      return layers.add("classifier", new LayerKind.Head(labels, hidden), parameters, null).list();
    }
    return layers.head(vocabulary, c.tied(true), square + 2 * h + vocabulary).list();
  }
}
