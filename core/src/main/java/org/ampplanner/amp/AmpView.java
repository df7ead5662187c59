package org.ampplanner.amp;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.unit.Validation;
import org.jspecify.annotations.Nullable;

/**
 * What AMP's released code takes a model for, where that differs from the model itself. It
 * hard-codes this per model; here it is data beside the job and read by nothing but AMP's own cost
 * model and planner.
 *
 * @param costedLayers indices of the layers that have a cost, ascending; the others are free and go
 *     with the costed layer before them; empty stands for all
 * @param outputElements elements per sample that every boundary hands on, or null for the layers'
 *     own
 * @param unsyncedLayers indices of layers whose parameters the gradient synchronisation leaves out
 * @param uniformBlocks which of the costed layers the uniform split takes for blocks, or null for
 *     the transformer blocks
 */
public record AmpView(
    List<Integer> costedLayers,
    @Nullable Long outputElements,
    Set<Integer> unsyncedLayers,
    @Nullable BlockSplit uniformBlocks) {

  /** The view of a model that AMP sees as it is. */
  public static final AmpView PLAIN = new AmpView(List.of(), null, Set.of(), null);

  /** Copies the collections and validates that the costed layers ascend. */
  public AmpView {
    costedLayers = List.copyOf(costedLayers);
    unsyncedLayers = java.util.Collections.unmodifiableSet(new TreeSet<>(unsyncedLayers));
    new Validation()
        .require(
            costedLayers.equals(List.copyOf(new TreeSet<>(costedLayers))),
            "costed_layers",
            costedLayers,
            "must ascend without repetition",
            null)
        .throwIfInvalid();
  }

  /**
   * Checks that all indices stand for layers of a model.
   *
   * @throws org.ampplanner.unit.InvalidValueException naming those that don't
   */
  public void validate(int layers) {
    Validation v = new Validation();
    indices(v, "costed_layers", costedLayers, layers);
    indices(v, "unsynced_layers", unsyncedLayers, layers);
    BlockSplit blocks = uniformBlocks;
    int costed = costedLayers.isEmpty() ? layers : costedLayers.size();
    if (blocks != null) {
      v.require(
          blocks.first() >= 0 && blocks.count() > 0 && blocks.first() + blocks.count() <= costed,
          "uniform_blocks",
          blocks.first() + " + " + blocks.count(),
          "do not lie within the " + costed + " costed layers",
          null);
    }
    v.throwIfInvalid();
  }

  private static void indices(Validation v, String field, Iterable<Integer> indices, int layers) {
    for (int i : indices) {
      v.require(
          i >= 0 && i < layers,
          field,
          i,
          "is not the index of a layer",
          "0 to " + (layers - 1) + "; does this job's `amp_view` belong to another model?");
    }
  }

  /** Returns the indices of the costed layers of a model of so many layers. */
  int[] costed(int layers) {
    return costedLayers.isEmpty()
        ? java.util.stream.IntStream.range(0, layers).toArray()
        : costedLayers.stream().mapToInt(Integer::intValue).toArray();
  }
}
