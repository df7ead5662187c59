package org.ampplanner.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Model} of an embedding, blocks and a head whose kinds are known.
 *
 * @param name the model's name
 * @param embedding the first layer
 * @param blocks the blocks in order
 * @param head the last layer
 * @param tied whether head and embedding share their weights
 */
public record DecoderModel(
    String name,
    LayerKind.Embedding embedding,
    List<LayerKind.Block> blocks,
    LayerKind.Head head,
    boolean tied) {

  /** Copies the list. */
  public DecoderModel {
    blocks = List.copyOf(blocks);
  }

  /** Returns the concrete model for a training run. */
  public Model resolve(Training training) {
    return spec().resolve(training);
  }

  /**
   * Returns the model as its file describes it; equal blocks that follow each other are one line.
   */
  public ModelSpec spec() {
    List<LayerSpec> lines = new ArrayList<>();
    lines.add(line("embedding", 1, embedding, tied ? "lm_head" : null));
    int i = 0;
    while (i < blocks.size()) {
      int first = i;
      while (i < blocks.size() && blocks.get(i).equals(blocks.get(first))) {
        i++;
      }
      lines.add(line("block", i - first, blocks.get(first), null));
    }
    lines.add(line("lm_head", 1, head, null));
    return new ModelSpec(name, null, lines);
  }

  private static LayerSpec line(String name, int repeat, LayerKind kind, @Nullable String tiedTo) {
    return new LayerSpec(name, repeat, LayerSpec.Sizes.NONE, tiedTo, null, Map.of(), kind);
  }
}
