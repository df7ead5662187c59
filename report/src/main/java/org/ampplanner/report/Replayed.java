package org.ampplanner.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostModel;
import org.ampplanner.predictive.PredictiveCostModel;
import org.ampplanner.memory.StageMemory;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.StepReplay;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.StepTimeline;

/**
 * A plan with one step of it replayed.
 *
 * @param costModel what predicted and replayed it
 * @param rank the plan's rank among those found, from 1
 * @param plan the plan
 * @param step the replay
 */
public record Replayed(CostModel costModel, int rank, Plan plan, StepTimeline step) {

  /** Where a replay may differ from the prediction by rounding, relative. */
  private static final double ROUNDING = 1e-9;

  /**
   * Replays a plan.
   *
   * @throws org.ampplanner.simulate.DeadlockException if its schedule cannot be run
   */
  public static Replayed of(CostModel costModel, int rank, Plan plan, LinkUse links) {
    return new Replayed(costModel, rank, plan, StepReplay.of(costModel, plan, links));
  }

  /** Returns whether the replay takes as long as the plan was predicted to. */
  public boolean asPredicted() {
    double predicted = plan.iterationSeconds();
    return Math.abs(step.seconds() - predicted) <= ROUNDING * predicted;
  }

  /** Returns the names of the devices that hold a stage of one replica, in rank order. */
  public List<String> devices(int stage, int replica) {
    ClusterLayout layout = costModel.inputs().layout();
    RankOrder order = RankOrder.of(plan.strategy().degrees());
    int tp = plan.strategy().tensorParallel();
    int lanes = tp * plan.strategy().degrees().contextParallel();
    return IntStream.range(0, lanes)
        .map(lane -> order.rank(stage, replica, lane / tp, lane % tp))
        .mapToObj(rank -> layout.deviceName(plan.placement().device(rank)))
        .toList();
  }

  /** Returns the type of the device that holds a stage of one replica. */
  public String deviceType(int stage, int replica) {
    RankOrder order = RankOrder.of(plan.strategy().degrees());
    int device = plan.placement().device(order.rank(stage, replica, 0, 0));
    return costModel.inputs().layout().typeOf(device).id();
  }

  /** Returns the memory of every stage by category, if the cost model knows it. */
  public Optional<List<StageMemory>> memory() {
    return costModel instanceof PredictiveCostModel predictive
        ? Optional.of(
            predictive.memoryModel().stages(plan.strategy(), plan.placement(), plan.partition()))
        : Optional.empty();
  }
}
