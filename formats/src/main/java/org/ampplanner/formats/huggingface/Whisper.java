package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.LayerSpec;

/**
 * Whisper (Radford et al. 2022, arXiv 2212.04356): an encoder of sound behind two convolutions and
 * a decoder of text, as one row of layers. Keys have no biases.
 */
final class Whisper {
  private Whisper() {}

  static List<LayerSpec> layers(Config c) {
    int hidden = c.hidden();
    int vocabulary = c.vocabulary();
    int encoders = c.required("encoder_layers");
    int decoders = c.required("decoder_layers");
    int heads = c.required("encoder_attention_heads");
    int deHeads = c.required("decoder_attention_heads");
    int inner = c.required("encoder_ffn_dim");
    int deInner = c.required("decoder_ffn_dim");
    int bands = c.size(80, "num_mel_bins");
    int sound = c.size(1500, "max_source_positions");
    int text = c.size(448, "max_target_positions");
    boolean tied = c.tied(true);
    c.settle("num_hidden_layers", "classifier_proj_size", "median_filter_width");
    c.settle("encoder_layerdrop", "decoder_layerdrop", "mask_time_length", "mask_feature_length");
    c.settle("mask_time_min_masks", "mask_time_prob", "mask_feature_min_masks");
    if (hidden % heads != 0 || hidden % deHeads != 0) {
      c.contradiction("is not divisible by the heads", null, "d_model");
    }
    if (c.problems().any()) {
      return List.of();
    }
    c.problems()
        .warning(
            c.at(),
            "encoder and decoder are read as one row of layers, with sequences of one length",
            null);
    long h = hidden;
    long convolutions = 3 * h * bands + h + 3 * h * h + h;
    Layers layers =
        new Layers(hidden).embedding(vocabulary, text, convolutions + sound * h + 2 * h);
    for (int i = 0; i < encoders; i++) {
      block(layers, hidden, heads, inner);
    }
    decode(layers, hidden, deHeads, deInner, decoders);
    return layers.head(vocabulary, tied, 2 * h).list();
  }

  private static void decode(Layers layers, int hidden, int deHeads, int deInner, int decoders) {
    long h = hidden;
    Attention attention =
        new Attention.Grouped(deHeads, deHeads, hidden / deHeads, Integer.MAX_VALUE);
    for (int i = 0; i < decoders; i++) {
      layers.add(
          "decoder_self_attention",
          new LayerKind.Block(hidden, attention, new FeedForward.Absent(), true),
          attention.parameters(hidden) + 3 * h + 2 * h,
          null);
      block(layers, hidden, deHeads, deInner);
    }
  }

  private static void block(Layers layers, int hidden, int heads, int inner) {
    layers.block(
        new Attention.Grouped(heads, heads, hidden / heads, Integer.MAX_VALUE),
        new FeedForward.Dense(inner, false),
        true,
        3L * hidden + inner + hidden + 4L * hidden);
  }
}
