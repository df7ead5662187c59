package org.ampplanner.partition;

import java.util.List;
import org.ampplanner.model.Layer;

/**
 * The split that engines make when told nothing else: transformer blocks evenly, what stands before
 * them on the first stage and what stands after them on the last.
 *
 * @param first index of the first block
 * @param count number of consecutive blocks
 */
public record BlockSplit(int first, int count) {

  /** Finds the transformer blocks of a model; all layers count as blocks where there are none. */
  public static BlockSplit of(List<Layer> layers) {
    int first = -1;
    int last = -1;
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).isBlock()) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    return first < 0 ? new BlockSplit(0, layers.size()) : new BlockSplit(first, last - first + 1);
  }

  /**
   * Splits {@code layers} into stages; the first stages hold one block more where the number does
   * not divide. With fewer blocks than stages all layers are split evenly.
   *
   * @throws IllegalArgumentException if there are fewer layers than stages
   */
  public Partition split(int layers, int stages) {
    return split(layers, stages, 1);
  }

  /**
   * The same with so many layers on every stage at least; all layers are split evenly where the
   * even split of blocks gives a stage fewer.
   */
  public Partition split(int layers, int stages, int least) {
    if (count < stages) {
      return Partition.uniform(layers, stages);
    }
    int[] cuts = new int[stages + 1];
    int at = first;
    for (int s = 0; s < stages - 1; s++) {
      at += count / stages + (s < count % stages ? 1 : 0);
      cuts[s + 1] = at;
    }
    cuts[stages] = layers;
    Partition split = new Partition(cuts);
    return split.leastLayers() < least ? Partition.uniform(layers, stages) : split;
  }
}
