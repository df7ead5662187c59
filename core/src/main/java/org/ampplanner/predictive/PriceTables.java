package org.ampplanner.predictive;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ampplanner.collective.Resharding;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * What the predictive model knows of one placed strategy.
 *
 * @param stages by stage, the strategy that it follows
 * @param memoryLimits memory of the smallest device by stage, in bytes
 * @param placed its hardware
 * @param resharding by boundary, the last being that from the last stage to the first, what hands
 *     activations over between stages of different degrees; null where they are the same
 * @param replicas {@code [replica][stage][layer]}, prices of every distinct replica
 * @param microBatches per step, by distinct replica
 */
@SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody
record PriceTables(
    List<Strategy> stages,
    double[] memoryLimits,
    PlacedStages placed,
    @Nullable Resharding[] resharding,
    LayerPrice[][][] replicas,
    int[] microBatches) {

  /** Makes the tables of a uniform strategy. */
  PriceTables(
      Strategy strategy,
      double[] memoryLimits,
      PlacedStages placed,
      LayerPrice[][][] replicas,
      int microBatches) {
    this(
        Collections.nCopies(strategy.pipelineParallel(), strategy),
        memoryLimits,
        placed,
        new Resharding[strategy.pipelineParallel()],
        replicas,
        new int[replicas.length]);
    Arrays.fill(this.microBatches, microBatches);
  }

  /** Returns what all stages have in common, with the degrees of the first. */
  Strategy strategy() {
    return stages.get(0);
  }

  /** Returns the micro-batches of the replica that has most. */
  int mostMicroBatches() {
    return Arrays.stream(microBatches).max().orElseThrow();
  }

  /** Returns the model chunks of every stage. */
  int chunks() {
    return strategy().schedule() == Schedule.INTERLEAVED
        ? strategy().degrees().virtualPipeline()
        : 1;
  }

  /** Returns the number of ranks. */
  long ranks() {
    return stages.stream().mapToLong(s -> s.degrees().ranksPerStage()).sum();
  }

  /** Returns the hardware of every stage of a distinct replica. */
  List<PlacedStages.StageHardware> hardware(int replica) {
    return placed.replicas().get(replica);
  }
}
