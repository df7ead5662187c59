package org.ampplanner.cost.predictive;

import java.util.List;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.strategy.Strategy;

/**
 * What the predictive model knows of one placed strategy beyond the closed form.
 *
 * @param strategy the strategy
 * @param memoryLimits memory of the smallest device by stage, in bytes
 * @param placed its hardware
 * @param replicas {@code [replica][stage][layer]}, prices of every distinct replica
 * @param microBatches per replica and step
 */
@SuppressWarnings("ArrayRecordComponent") // tables, compared by nobody
record PriceTables(
    Strategy strategy,
    double[] memoryLimits,
    PlacedStages placed,
    LayerPrice[][][] replicas,
    int microBatches)
    implements StageCosts.Details {

  /** Returns the hardware of every stage of a distinct replica. */
  List<PlacedStages.StageHardware> hardware(int replica) {
    return placed.replicas().get(replica);
  }
}
