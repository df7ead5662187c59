package org.ampplanner.arrange;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.partition.LayerAssignment;
import org.ampplanner.partition.LayerAssignmentSolver;
import org.ampplanner.partition.LayerTables;
import org.ampplanner.partition.LayerTables.Tie;
import org.ampplanner.partition.Partition;
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
  private static final double LARGEST_TICKS = 1L << 58;

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
    double ticks = ticksPerSecond(costs);
    long cutoff = (long) Math.min(cutoffSeconds * ticks * (1 + 1e-12) + 1, LARGEST_TICKS);
    boolean bounded = Double.isFinite(cutoffSeconds) && costs.exact();
    LayerAssignment result =
        LayerAssignmentSolver.solve(
            tables(costs, ticks, strategy.first().degrees().virtualPipeline()),
            bounded ? cutoff + 1 : Long.MAX_VALUE);
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
    LayerTables tables = tables(costs, ticksPerSecond(costs), leastLayers);
    return LayerAssignmentSolver.solve(tables, Long.MAX_VALUE) instanceof LayerAssignment.Assigned a
        ? Optional.of(a.partition())
        : Optional.empty();
  }

  private static double ticksPerSecond(StageCosts costs) {
    double worst = 1e-9;
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
      if (row != seen) {
        for (double seconds : row) {
          worst = Math.max(worst, seconds * costs.stages());
        }
        seen = row;
      }
    }
    for (double perParameter : costs.syncSecondsPerParameter()) {
      worst = Math.max(worst, perParameter * costs.stageParameters(0, costs.layers()));
    }
    return Math.scalb(1.0, Math.getExponent(LARGEST_TICKS / 16 / worst));
  }

  private static LayerTables tables(StageCosts costs, double ticks, int leastLayers) {
    IdentityHashMap<double[], long[]> prefixes = new IdentityHashMap<>();
    int stages = costs.stages();
    long[][] time = new long[stages][];
    long[][] sync = new long[stages][];
    for (int s = 0; s < stages; s++) {
      time[s] = prefixes.computeIfAbsent(costs.layerSeconds()[s], row -> prefix(row, ticks));
      double perParameter = costs.syncSecondsPerParameter()[s];
      boolean same = s > 0 && perParameter == costs.syncSecondsPerParameter()[s - 1];
      sync[s] = same ? sync[s - 1] : syncPrefix(costs, perParameter * ticks);
    }
    long[][] cut = new long[stages - 1][];
    for (int b = 0; b < cut.length; b++) {
      cut[b] = prefixes.computeIfAbsent(costs.cutSeconds()[b], row -> shifted(row, ticks));
    }
    List<Tie> ties = new ArrayList<>();
    for (TiedPair pair : costs.tied()) {
      ties.add(tie(costs, pair, sync));
    }
    return new LayerTables(costs.microBatches(), time, cut, sync, ties, memory(costs), leastLayers);
  }

  private static long[] prefix(double[] seconds, double ticks) {
    long[] sums = new long[seconds.length + 1];
    for (int l = 0; l < seconds.length; l++) {
      sums[l + 1] = sums[l] + Math.round(seconds[l] * ticks);
    }
    return sums;
  }

  private static long[] syncPrefix(StageCosts costs, double ticksPerParameter) {
    long[] sums = new long[costs.layers() + 1];
    for (int l = 0; l < costs.layers(); l++) {
      sums[l + 1] = sums[l] + Math.round(costs.parameters()[l] * ticksPerParameter);
    }
    return sums;
  }

  /** Turns costs of cutting after a layer into costs of cutting before the next. */
  private static long[] shifted(double[] seconds, double ticks) {
    long[] before = new long[seconds.length + 1];
    for (int l = 0; l < seconds.length; l++) {
      before[l + 1] = Math.round(seconds[l] * ticks);
    }
    return before;
  }

  private static LayerTables.@Nullable Memory memory(StageCosts costs) {
    StageCosts.Memory memory = costs.memory();
    return memory == null
        ? null
        : new LayerTables.Memory(
            bytesPrefix(memory.staticBytes()),
            bytesPrefix(memory.activationBytes()),
            memory.inFlight(),
            DoubleStream.of(memory.roomBytes())
                .mapToLong(room -> (long) Math.max(0, room))
                .toArray(),
            DoubleStream.of(memory.workingBytes()).mapToLong(w -> (long) Math.ceil(w)).toArray());
  }

  private static long[] bytesPrefix(double[] bytes) {
    long[] sums = new long[bytes.length + 1];
    for (int l = 0; l < bytes.length; l++) {
      sums[l + 1] = sums[l] + (long) Math.ceil(bytes[l]);
    }
    return sums;
  }

  /** What both layers cost, as rounded in the prefix sums, bounds what a stage can save. */
  private static Tie tie(StageCosts costs, TiedPair pair, long[][] sync) {
    long[] discount = new long[sync.length];
    for (int s = 0; s < discount.length; s++) {
      long first = sync[s][pair.first() + 1] - sync[s][pair.first()];
      long second = sync[s][pair.second() + 1] - sync[s][pair.second()];
      discount[s] = Math.min(first, second);
    }
    StageCosts.Memory memory = costs.memory();
    double shared = Math.min(costs.parameters()[pair.first()], costs.parameters()[pair.second()]);
    long saved = memory == null ? 0 : (long) Math.floor(shared * memory.bytesPerParameter());
    return new Tie(pair.first(), pair.second(), discount, saved);
  }
}
