package org.ampplanner.formats.huggingface;

import java.util.List;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.LayerSpec;

/** Families that are no plain decoders: encoders of text and of images, and T5. */
final class Encoders {
  private static final int ALL = Integer.MAX_VALUE;

  private Encoders() {}

  /**
   * Returns BERT's layers (Devlin et al. 2019, arXiv 1810.04805); the head is what {@code
   * architectures} names. RoBERTa's (arXiv 1907.11692) differ in one matrix of the head.
   */
  static List<LayerSpec> bert(Config config, boolean roberta) {
    int hidden = config.hidden();
    int width = config.feedForward();
    int vocabulary = config.vocabulary();
    int positions = config.required("max_position_embeddings");
    int types = config.size(roberta ? 1 : 2, "type_vocab_size");
    int heads = config.heads();
    int headWidth = config.headWidth();
    int blocks = config.layers();
    boolean tied = config.tied(true);
    if (config.problems().any()) {
      return List.of();
    }
    Layers layers =
        new Layers(hidden).embedding(vocabulary, positions, (long) types * hidden + 2L * hidden);
    for (int i = 0; i < blocks; i++) {
      layers.block(
          new Attention.Grouped(heads, heads, headWidth, ALL),
          new FeedForward.Dense(width, false),
          true,
          3L * heads * headWidth + hidden + width + hidden + 4L * hidden);
    }
    long square = (long) hidden * hidden + hidden;
    long transform = square + 2L * hidden + (tied ? 1L : 2L) * vocabulary;
    String head = config.texts("architectures").stream().findFirst().orElse("ForMaskedLM");
    if (head.endsWith("Model")) {
      return layers.add("pooler", new LayerKind.Head(hidden, hidden), square, null).list();
    }
    if (head.endsWith("Classification")) {
      int labels = Heads.labels(config);
      long parameters = square + (long) labels * hidden + labels;
      return layers.add("classifier", new LayerKind.Head(labels, hidden), parameters, null).list();
    }
    long sentences = head.endsWith("ForPreTraining") ? square + 2L * hidden + 2 : 0;
    return layers.head(vocabulary, tied, transform + sentences).list();
  }

  /**
   * Returns the layers of a vision transformer (Dosovitskiy et al. 2021, arXiv 2010.11929). Its
   * sequence is the patches and one more.
   */
  static List<LayerSpec> vit(Config config) {
    int hidden = config.hidden();
    int width = config.feedForward();
    int heads = config.heads();
    int headWidth = config.headWidth();
    int patch = config.required("patch_size");
    int image = config.required("image_size");
    int channels = config.size(3, "num_channels");
    int blocks = config.layers();
    boolean biases = config.flag(true, "qkv_bias");
    if (image % patch != 0) {
      config.contradiction("is not divisible by patch_size (" + patch + ")", null, "image_size");
    }
    if (config.problems().any()) {
      return List.of();
    }
    int tokens = (image / patch) * (image / patch) + 1;
    Layers layers = new Layers(hidden).embedding(channels * patch * patch, tokens, 2L * hidden);
    for (int i = 0; i < blocks; i++) {
      layers.block(
          new Attention.Grouped(heads, heads, headWidth, ALL),
          new FeedForward.Dense(width, false),
          true,
          (biases ? 3L * heads * headWidth : 0) + hidden + width + hidden + 4L * hidden);
    }
    long norm = 2L * hidden;
    boolean bare = config.texts("architectures").contains("ViTModel");
    int outputs = bare ? hidden : Heads.labels(config);
    long parameters = norm + (long) outputs * hidden + outputs;
    return layers
        .add(bare ? "pooler" : "classifier", new LayerKind.Head(outputs, hidden), parameters, null)
        .list();
  }

  /** Returns the tokens of an image. */
  static int imageTokens(Config config) {
    int side = config.size(224, "image_size") / Math.max(1, config.size(16, "patch_size"));
    return side * side + 1;
  }

  /**
   * Returns T5's layers (Raffel et al. 2020, arXiv 1910.10683): the blocks of the encoder, then
   * those of the decoder, whose attention to the encoder is a layer of its own.
   */
  static List<LayerSpec> t5(Config config) {
    int hidden = config.hidden();
    int vocabulary = config.vocabulary();
    int width = config.required("d_ff");
    int heads = config.heads();
    int headWidth = config.required("d_kv");
    int blocks = config.layers();
    int decoders = config.size(blocks, "num_decoder_layers");
    int buckets = config.size(32, "relative_attention_num_buckets");
    boolean gated = config.text("feed_forward_proj", "relu").startsWith("gated");
    boolean tied = config.tied(true);
    if (config.problems().any()) {
      return List.of();
    }
    config
        .problems()
        .warning(
            config.at(),
            "encoder and decoder are read as one row of layers, with sequences of one length",
            null);
    Attention attention = new Attention.Grouped(heads, heads, headWidth, ALL);
    FeedForward feedForward = new FeedForward.Dense(width, gated);
    // the tables of relative positions of both sides, and the norm after the encoder
    Layers layers = new Layers(hidden).embedding(vocabulary, 0, 2L * buckets * heads + hidden);
    for (int i = 0; i < blocks; i++) {
      layers.block(attention, feedForward, false, 2L * hidden);
    }
    for (int i = 0; i < decoders; i++) {
      decoder(layers, hidden, attention, feedForward);
    }
    return layers.head(vocabulary, tied, hidden).list();
  }

  /** Adds attention within the output, and a block with attention to the input. */
  private static void decoder(
      Layers layers, int hidden, Attention attention, FeedForward feedForward) {
    layers.add(
        "decoder_self_attention",
        new LayerKind.Block(hidden, attention, new FeedForward.Absent(), false),
        attention.parameters(hidden) + hidden,
        null);
    layers.add(
        "decoder_block",
        new LayerKind.Block(hidden, attention, feedForward, false),
        attention.parameters(hidden) + feedForward.parameters(hidden) + 2L * hidden,
        null);
  }
}
