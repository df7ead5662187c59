package org.ampplanner.formats.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.model.Attention;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.Model;
import org.ampplanner.partition.BlockSplit;

/**
 * The sizes of a decoder whose blocks all have the same attention.
 *
 * @param hidden width
 * @param vocabulary tokens, 0 where they are not known
 * @param positions learned positions, 0 for none
 * @param attention of every block
 * @param feedForwards of each block
 * @param tied whether embedding and head share their weights
 */
record ModelShape(
    int hidden,
    int vocabulary,
    int positions,
    Attention attention,
    List<FeedForward> feedForwards,
    boolean tied) {

  ModelShape {
    feedForwards = List.copyOf(feedForwards);
  }

  /** Returns the shape of a model; empty if its blocks differ or their kinds are not known. */
  static Optional<ModelShape> of(Model model) {
    List<Layer> layers = model.layers();
    BlockSplit split = BlockSplit.of(layers);
    List<LayerKind.Block> blocks = new ArrayList<>();
    for (Layer layer : layers.subList(split.first(), split.first() + split.count())) {
      if (!(layer.kind() instanceof LayerKind.Block block)) {
        return Optional.empty();
      }
      blocks.add(block);
    }
    Attention attention = blocks.get(0).attention();
    boolean alike =
        (attention instanceof Attention.Grouped || attention instanceof Attention.Latent)
            && blocks.stream().allMatch(b -> sameWidths(b.attention(), attention));
    Optional<LayerKind.Embedding> embedding =
        layers.get(0).kind() instanceof LayerKind.Embedding e ? Optional.of(e) : Optional.empty();
    return alike
        ? Optional.of(
            new ModelShape(
                blocks.get(0).hidden(),
                embedding.map(LayerKind.Embedding::vocabulary).orElse(0),
                embedding.map(LayerKind.Embedding::positions).orElse(0),
                attention,
                blocks.stream().map(LayerKind.Block::feedForward).toList(),
                !model.tiedPairs().isEmpty()))
        : Optional.empty();
  }

  private static boolean sameWidths(Attention a, Attention b) {
    return a.getClass() == b.getClass()
        && a.heads() == b.heads()
        && a.keyWidth() == b.keyWidth()
        && a.valueWidth() == b.valueWidth();
  }

  /** Returns the experts of the first block that has any. */
  Optional<FeedForward.Experts> experts() {
    return feedForwards.stream()
        .filter(FeedForward.Experts.class::isInstance)
        .map(FeedForward.Experts.class::cast)
        .findFirst();
  }

  /** Returns the feed-forward part of the first block without experts. */
  Optional<FeedForward.Dense> dense() {
    return feedForwards.stream()
        .filter(FeedForward.Dense.class::isInstance)
        .map(FeedForward.Dense.class::cast)
        .findFirst();
  }
}
