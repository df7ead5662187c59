package org.ampplanner.arrange;

import java.util.Arrays;
import java.util.Optional;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;

/**
 * Where no partition fits in memory: the best of those that lack least on their fullest stage, to 1
 * % of a device. One exact layer assignment for each of about ten halvings.
 */
public final class LeastMisfit {
  private static final double PRECISION = 0.01;
  private static final double LARGEST = 1e17; // bytes

  private LeastMisfit() {}

  /** Returns the plan of a uniform strategy; empty if the cost model knows no memory. */
  public static Optional<Plan> plan(CostModel costModel, Strategy strategy, Placement placement) {
    int batch = costModel.inputs().training().globalBatchSize();
    return plan(costModel, PipelineStrategy.of(strategy, batch), placement);
  }

  /** Returns the plan; empty if the cost model knows no memory. */
  public static Optional<Plan> plan(
      CostModel costModel, PipelineStrategy strategy, Placement placement) {
    StepPricing pricing = costModel.at(strategy, placement);
    StageCosts costs = pricing.tables();
    StageCosts.Memory memory = costs.memory();
    if (memory == null) {
      return Optional.empty();
    }
    int chunks = strategy.first().degrees().virtualPipeline();
    double room = Arrays.stream(memory.roomBytes()).map(Math::abs).max().orElseThrow();
    double low = 0;
    double high = room;
    Optional<Partition> best = LayerAssigner.partition(withRoom(costs, memory, high), chunks);
    while (best.isEmpty() && high < LARGEST) {
      low = high;
      high *= 4;
      best = LayerAssigner.partition(withRoom(costs, memory, high), chunks);
    }
    while (best.isPresent() && high - low > PRECISION * room) {
      double middle = (low + high) / 2;
      Optional<Partition> found = LayerAssigner.partition(withRoom(costs, memory, middle), chunks);
      if (found.isPresent()) {
        best = found;
        high = middle;
      } else {
        low = middle;
      }
    }
    return best.map(
        partition -> new Plan(strategy, placement, partition, pricing.estimate(partition)));
  }

  private static StageCosts withRoom(StageCosts costs, StageCosts.Memory memory, double more) {
    return costs.with(
        new StageCosts.Memory(
            memory.staticBytes(),
            memory.activationBytes(),
            memory.workingBytes(),
            memory.bytesPerParameter(),
            memory.inFlight(),
            Arrays.stream(memory.roomBytes()).map(r -> r + more).toArray()));
  }
}
