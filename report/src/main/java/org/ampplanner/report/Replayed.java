package org.ampplanner.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.plan.Plan;
import org.ampplanner.plan.StepReplay;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;

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

  /** Returns the names of the devices that hold a stage of one pipeline, in rank order. */
  public List<String> devices(int stage, int replica) {
    ClusterLayout layout = costModel.inputs().layout();
    return ranks(stage, replica)
        .mapToObj(rank -> layout.deviceName(plan.placement().device(rank)))
        .toList();
  }

  /** Returns the type of the first device that holds a stage of one pipeline. */
  public String deviceType(int stage, int replica) {
    int device = plan.placement().device(ranks(stage, replica).findFirst().orElseThrow());
    return costModel.inputs().layout().typeOf(device).id();
  }

  /** Returns the ranks of a stage of a pipeline; all of them where data parallelism differs. */
  private IntStream ranks(int stage, int replica) {
    PipelineStrategy strategy = plan.strategy();
    Degrees own = strategy.stages().get(stage).degrees();
    int each = strategy.joint() ? own.ranksPerStage() : own.ranksPerStage() / own.dataParallel();
    int first = strategy.firstRank(stage) + replica * each;
    return IntStream.range(first, first + each);
  }

  /** Returns the memory of every stage by category, if the cost model knows it. */
  public Optional<List<StageMemory>> memory() {
    return Optional.of(costModel.at(plan.strategy(), plan.placement()).memory(plan.partition()))
        .filter(stages -> !stages.isEmpty());
  }

  /** Returns by node the bytes that leave it in a step, if the cost model knows them. */
  Optional<double[]> bytesLeavingNodes() {
    return costModel.at(plan.strategy(), plan.placement()).bytesLeavingNodes(plan.partition());
  }
}
