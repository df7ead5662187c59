package org.ampplanner.placement;

import org.ampplanner.strategy.Degrees;

/**
 * The order of ranks on the device mesh: tensor parallel fastest, then context, data and pipeline
 * parallel, as Megatron and DeepSpeed number them.
 */
public record RankOrder(int tensorParallel, int contextParallel, int dataParallel) {

  /** Returns the order for the given degrees. */
  public static RankOrder of(Degrees degrees) {
    return new RankOrder(
        degrees.tensorParallel(), degrees.contextParallel(), degrees.dataParallel());
  }

  /** Returns the rank at a coordinate of the mesh. */
  public int rank(int stage, int replica, int context, int tensor) {
    return ((stage * dataParallel + replica) * contextParallel + context) * tensorParallel + tensor;
  }

  /** Returns the rank at a coordinate of a mesh without context parallelism. */
  public int rank(int stage, int replica, int tensor) {
    return rank(stage, replica, 0, tensor);
  }

  /** Returns the ranks of one stage. */
  public int ranksPerStage() {
    return dataParallel * contextParallel * tensorParallel;
  }
}
