package org.ampplanner.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    List<Layer> layers = new ArrayList<>();
    layers.add(layer("embedding", embedding, training, tied ? "lm_head" : null));
    for (int i = 0; i < blocks.size(); i++) {
      layers.add(layer("block" + i, blocks.get(i), training, null));
    }
    layers.add(layer("lm_head", head, training, null));
    return new Model(name, layers);
  }

  private static Layer layer(
      String name,
      LayerKind kind,
      Training training,
      @org.jspecify.annotations.Nullable String tiedTo) {
    int s = training.sequenceLength();
    int bytes = training.precision().activationBytes();
    return new Layer(
        name,
        kind.parameters(),
        new Layer.Output(kind.outputElements(s) * bytes, kind instanceof LayerKind.Head),
        0,
        kind.flops(s),
        kind instanceof LayerKind.Block ? 2L * kind.outputElements(s) * bytes : 0,
        tiedTo,
        null,
        Map.of(),
        kind);
  }
}
