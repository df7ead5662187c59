package org.ampplanner.formats.huggingface;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.formats.source.Node;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.LayerSpec;

/**
 * Models whose blocks an architecture search has chosen one by one: Nemotron-NAS and DeciLM
 * (NVIDIA, arXiv 2411.19146), with a config for every block.
 */
final class Searched {
  private static final int MULTIPLE = 256;

  private Searched() {}

  static List<LayerSpec> layers(Config c) {
    int hidden = c.hidden();
    int vocabulary = c.vocabulary();
    int heads = c.heads();
    int width = c.headWidth();
    boolean tied = c.tied(false);
    c.settle("num_hidden_layers", "num_key_value_heads_per_layer", "num_key_value_heads");
    c.settle("intermediate_size");
    List<Config> blocks = blocks(c);
    List<LayerLine> lines = new ArrayList<>();
    for (Config block : blocks) {
      Config attention = block.inner("attention").orElse(block);
      Config part = block.inner("ffn").orElse(block);
      if (attention.flag(false, "replace_with_linear") || part.flag(false, "replace_with_linear")) {
        c.contradiction(
            "replaces a part by a projection, which is not read", null, "block_configs");
      }
      lines.add(new LayerLine(attention(attention, heads, width), part(part, hidden)));
    }
    if (blocks.isEmpty()) {
      c.contradiction("is missing: it says what each block is", null, "block_configs");
    }
    if (c.problems().any()) {
      return List.of();
    }
    Layers layers = new Layers(hidden).embedding(vocabulary, 0, 0);
    for (LayerLine line : lines) {
      long norms =
          (line.attention instanceof Attention.Absent ? 0L : hidden)
              + (line.part instanceof FeedForward.Absent ? 0L : hidden);
      layers.block(line.attention, line.part, false, norms);
    }
    return layers.head(vocabulary, tied, hidden).list();
  }

  private record LayerLine(Attention attention, FeedForward part) {}

  private static Attention attention(Config attention, int heads, int width) {
    if (attention.flag(false, "no_op")) {
      return new Attention.Absent();
    }
    int shared = Math.max(1, attention.required("n_heads_in_group"));
    return new Attention.Grouped(heads, Math.max(1, heads / shared), width, Integer.MAX_VALUE);
  }

  private static FeedForward part(Config part, int hidden) {
    if (part.flag(false, "no_op")) {
      return new FeedForward.Absent();
    }
    double factor = part.number("ffn_mult", 0);
    int given = part.size(0, "intermediate_size");
    int inner = (int) Math.min(1 << 20, 2 * factor * hidden / 3);
    int rounded = (inner + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    return new FeedForward.Dense(Math.max(1, given > 0 ? given : rounded), true);
  }

  private static List<Config> blocks(Config c) {
    List<Config> blocks = new ArrayList<>();
    if (c.node("block_configs").orElse(null) instanceof Node.Sequence list) {
      for (Node item : list.items()) {
        if (item instanceof Node.Mapping m) {
          blocks.add(new Config(m, java.util.Map.of(), c.problems()));
        }
      }
    }
    return blocks;
  }
}
