package org.ampplanner.arrange;

import java.util.Optional;
import java.util.stream.DoubleStream;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.partition.LayerAssignment;
import org.ampplanner.partition.LayerAssignmentSolver;
import org.ampplanner.partition.LayerBytes;
import org.ampplanner.partition.LayerTables;
import org.ampplanner.partition.Partition;
import org.ampplanner.partition.Ticks;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * Finds the best partition for a strategy and a placement: the exact layer assignment on the cost
 * model's tables in ticks of a power of two, so small that rounding stays below 1e-12 of the step.
 */
public final class LayerAssigner {
  private static final double SLACK = 1 + 1e-12;

  private final CostModel costModel;

  /** Makes an assigner for a cost model. */
  public LayerAssigner(CostModel costModel) {
    this.costModel = costModel;
  }

  /**
   * Returns the best plan if it takes at most {@code cutoffSeconds} (rounding aside); empty if
   * there is none.
   */
  public Optional<Plan> assign(Strategy strategy, Placement placement, double cutoffSeconds) {
    int batch = costModel.inputs().training().globalBatchSize();
    return assign(PipelineStrategy.of(strategy, batch), placement, cutoffSeconds);
  }

  /** Returns the same for a strategy whose stages or shares may differ. */
  public Optional<Plan> assign(
      PipelineStrategy strategy, Placement placement, double cutoffSeconds) {
    return assign(strategy, placement, costModel.at(strategy, placement), cutoffSeconds);
  }

  /** Returns the same under what prices the strategy at its place. */
  Optional<Plan> assign(
      PipelineStrategy strategy, Placement placement, StepPricing pricing, double cutoffSeconds) {
    StageCosts costs = pricing.tables();
    Ticks ticks = Ticks.forWorst(worst(costs));
    boolean bounded = Double.isFinite(cutoffSeconds) && costs.exact();
    LayerAssignment result =
        LayerAssignmentSolver.solve(
            tables(costs, ticks, strategy.first().degrees().virtualPipeline()),
            bounded ? ticks.cutoff(cutoffSeconds) + 1 : Long.MAX_VALUE);
    return switch (result) {
      case LayerAssignment.Assigned assigned -> {
        Partition partition = assigned.partition();
        yield Optional.of(new Plan(strategy, placement, partition, pricing.estimate(partition)))
            .filter(p -> p.fits() && p.iterationSeconds() <= cutoffSeconds * SLACK);
      }
      case LayerAssignment.Infeasible none -> Optional.empty();
      case LayerAssignment.NotBelowCutoff none -> Optional.empty();
    };
  }

  /**
   * Returns the partition that is best by the closed form of the tables, if any fits.
   *
   * @param leastLayers how many layers every stage holds at least
   */
  public static Optional<Partition> partition(StageCosts costs, int leastLayers) {
    LayerTables tables = tables(costs, Ticks.forWorst(worst(costs)), leastLayers);
    return LayerAssignmentSolver.solve(tables, Long.MAX_VALUE) instanceof LayerAssignment.Assigned a
        ? Optional.of(a.partition())
        : Optional.empty();
  }

  private static double worst(StageCosts costs) {
    double worst = 0;
    double[] previous = {};
    for (double[] row : costs.layerSeconds()) {
      if (row != previous) {
        double sum = 0;
        for (double seconds : row) {
          sum += seconds;
        }
        worst = Math.max(worst, sum * (costs.microBatches() + costs.stages()));
        previous = row;
      }
    }
    double[] seen = {};
    for (double[] row : costs.cutSeconds()) {
      worst = row == seen ? worst : Math.max(worst, Ticks.largest(row) * costs.stages());
      seen = row;
    }
    for (double perParameter : costs.syncSecondsPerParameter()) {
      worst = Math.max(worst, perParameter * costs.stageParameters(0, costs.layers()));
    }
    return worst;
  }

  private static LayerTables tables(StageCosts costs, Ticks ticks, int leastLayers) {
    long[][] sync = ticks.prefixes(costs.parameters(), costs.syncSecondsPerParameter());
    return new LayerTables(
        costs.microBatches(),
        ticks.prefixes(costs.layerSeconds()),
        ticks.before(costs.cutSeconds()),
        sync,
        costs.tied().stream().map(pair -> Ticks.tie(pair, sync, savedBytes(costs, pair))).toList(),
        memory(costs),
        leastLayers);
  }

  private static double savedBytes(StageCosts costs, TiedPair pair) {
    StageCosts.Memory memory = costs.memory();
    double shared = Math.min(costs.parameters()[pair.first()], costs.parameters()[pair.second()]);
    return memory == null ? 0 : shared * memory.bytesPerParameter();
  }

  private static LayerTables.@Nullable Memory memory(StageCosts costs) {
    StageCosts.Memory memory = costs.memory();
    return memory == null
        ? null
        : new LayerTables.Memory(
            LayerBytes.of(memory.staticBytes(), memory.activationBytes(), memory.workingBytes()),
            memory.inFlight(),
            DoubleStream.of(memory.roomBytes())
                .mapToLong(room -> (long) Math.max(0, room))
                .toArray());
  }
}
