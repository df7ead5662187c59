package org.ampplanner.trials.validation;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.model.Attention;
import org.ampplanner.model.DecoderModel;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerKind.Block;
import org.ampplanner.model.LayerKind.Embedding;
import org.ampplanner.model.LayerKind.Head;

/**
 * Models of which the published tables give parameter counts only. Where the makers have published
 * dimensions these are used; otherwise dimensions of the same family are scaled until total and
 * active parameters match. Either way the count of parameters is what is certain.
 */
final class HybridModels {
  private HybridModels() {}

  static DecoderModel model(String id) {
    return switch (id) {
      case "nemotron3-nano", "nemotron3.5-lightning" ->
          // 31.6e9 parameters, 3.6e9 active: 23 state-space, 23 expert and 6 attention layers
          hybrid(id, 2688, 23, 64, 6, 32, new FeedForward.Experts(128, 6, 1856, false, 3712));
      case "nemotron3-super" ->
          // 120e9 parameters, 12e9 active: experts see tokens at a quarter of their width
          hybrid(
              id, 4096, 40, 128, 8, 32, new FeedForward.Experts(512, 22, 2688, false, 5376, 1024));
      case "nemotron3-ultra" ->
          // assumed: the same proportions at 550e9 parameters, 55e9 active
          hybrid(
              id,
              8192,
              48,
              256,
              12,
              64,
              new FeedForward.Experts(512, 22, 5120, false, 10240, 2048));
      case "deepseek-v4-flash" -> assumedLatent(id);
      default -> throw new IllegalArgumentException("the architecture of " + id + " is not known");
    };
  }

  private static DecoderModel hybrid(
      String id,
      int hidden,
      int pairs,
      int stateHeads,
      int attentions,
      int heads,
      FeedForward moe) {
    List<Block> blocks = new ArrayList<>();
    FeedForward none = new FeedForward.Absent();
    for (int i = 0; i < pairs; i++) {
      blocks.add(new Block(hidden, new Attention.StateSpace(stateHeads, 64, 128, 8), none, false));
      blocks.add(new Block(hidden, new Attention.Absent(), moe, false));
      if (i % Math.max(1, pairs / attentions) == 0 && attentions-- > 0) {
        blocks.add(
            new Block(
                hidden, new Attention.Grouped(heads, 2, 128, Integer.MAX_VALUE), none, false));
      }
    }
    return new DecoderModel(
        id, new Embedding(131_072, hidden, 0), blocks, new Head(131_072, hidden), false);
  }

  /** Assumed: DeepSeek-V3's proportions at about 13e9 active parameters. */
  private static DecoderModel assumedLatent(String id) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 43; i++) {
      blocks.add(
          new Block(
              4096,
              new Attention.Latent(64, 1024, 512, 128, 64, 128),
              new FeedForward.Experts(256, 6, 2048, true, 2048),
              false));
    }
    return new DecoderModel(
        id, new Embedding(129_280, 4096, 0), blocks, new Head(129_280, 4096), false);
  }
}
