package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.LayerSpec;

/**
 * ModernBERT (Warner et al. 2024, arXiv 2412.13663): an encoder with gates, rotary positions and
 * local attention but in every third block, whose first block has one norm less.
 */
final class ModernBert {
  private ModernBert() {}

  static List<LayerSpec> layers(Config c) {
    int hidden = c.settle("layer_types").hidden();
    int heads = c.heads();
    int headWidth = c.headWidth();
    int blocks = c.layers();
    int vocabulary = c.vocabulary();
    long norm = c.flag(false, "norm_bias") ? 2L * hidden : hidden;
    long projected = 3L * heads * headWidth;
    long attentionBiases = c.flag(false, "attention_bias") ? projected + hidden : 0;
    boolean biased = c.flag(false, "mlp_bias");
    FeedForward.Dense width = new FeedForward.Dense(c.feedForward(), true);
    int period = Math.max(1, c.size(3, "global_attn_every_n_layers"));
    int span = Math.max(1, c.size(128, "local_attention") / 2);
    boolean tied = c.tied(true);
    String head = c.texts("architectures").stream().findFirst().orElse("ForMaskedLM");
    if (c.problems().any()) {
      return List.of();
    }
    long widthBiases = biased ? 2L * width.width() + hidden : 0;
    Layers layers = new Layers(hidden).embedding(vocabulary, 0, norm);
    for (int i = 0; i < blocks; i++) {
      Attention attention =
          new Attention.Grouped(
              heads, heads, headWidth, i % period == 0 ? Integer.MAX_VALUE : span);
      layers.block(
          attention, width, biased, attentionBiases + widthBiases + (i == 0 ? 1 : 2) * norm);
    }
    if (head.endsWith("Model")) {
      return layers.add("final_norm", new LayerKind.Head(1, hidden), norm, null).list();
    }
    long dense = (long) hidden * hidden + (c.flag(false, "classifier_bias") ? hidden : 0);
    long bias = c.flag(true, "decoder_bias") ? vocabulary : 0;
    return layers.head(vocabulary, tied, norm + dense + norm + bias).list();
  }
}
