package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ampplanner.model.Attention;
import org.ampplanner.model.DecoderModel;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind.Block;
import org.ampplanner.model.LayerKind.Embedding;
import org.ampplanner.model.LayerKind.Head;
import tools.jackson.databind.JsonNode;

/** The architectures of the published runs' models. */
final class PublishedModels {
  private final Map<String, JsonNode> models = Facts.entries("models.json");

  /**
   * Returns a model.
   *
   * @throws IllegalArgumentException if its architecture is not known
   */
  DecoderModel model(String id) {
    JsonNode m = models.get(id);
    if (m == null) {
      throw new IllegalArgumentException("model " + id + " is not known");
    }
    if (m.get("layers").isNull()) {
      return HybridModels.model(id);
    }
    int hidden = m.get("hidden").asInt();
    int vocabulary = m.get("vocab").asInt();
    boolean learned = "learned".equals(m.path("pos_emb").asString(""));
    return new DecoderModel(
        id,
        new Embedding(vocabulary, hidden, learned ? m.get("seq_default").asInt() : 0),
        blocks(m, hidden),
        new Head(vocabulary, hidden),
        m.path("tied_embeddings").asBoolean(false));
  }

  private static List<Block> blocks(JsonNode m, int hidden) {
    int layers = m.get("layers").asInt();
    boolean gated = m.path("gated_mlp").asBoolean(false);
    boolean biases = m.path("linear_bias").asBoolean(false);
    FeedForward dense = new FeedForward.Dense(m.get("ffn_hidden").asInt(), gated);
    JsonNode moe = m.get("moe");
    boolean windows = m.path("notes").asString("").contains("sliding-window(128)");
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      Attention attention = attention(m, windows && i % 2 == 0 ? 128 : Integer.MAX_VALUE);
      boolean routed = !moe.isNull() && i >= moe.path("first_dense_layers").asInt(0);
      blocks.add(new Block(hidden, attention, routed ? experts(moe, gated) : dense, biases));
    }
    return blocks;
  }

  private static Attention attention(JsonNode m, int window) {
    if ("mla".equals(m.path("attention").asString(""))) {
      // DeepSeek-V3 (arXiv 2412.19437, section 4.2) and Kimi K2, which shares its widths
      return new Attention.Latent(m.get("heads").asInt(), 1536, 512, 128, 64, 128);
    }
    return new Attention.Grouped(
        m.get("heads").asInt(), m.get("kv_heads").asInt(), m.get("head_dim").asInt(), window);
  }

  private static FeedForward experts(JsonNode moe, boolean gated) {
    return new FeedForward.Experts(
        moe.get("experts").asInt(),
        moe.get("topk").asInt(),
        moe.get("expert_ffn").asInt(),
        gated,
        moe.path("shared_expert_ffn").asInt(0));
  }
}
