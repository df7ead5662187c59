package org.ampplanner.cost.predictive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.GroupTiling;
import org.ampplanner.cost.NodeGroup;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.cost.StepBounds.PassWeights;
import org.ampplanner.cost.StepBounds.TiedSaving;
import org.ampplanner.cost.predictive.PlacedStages.StageHardware;
import org.ampplanner.cost.predictive.PredictiveCostModel.RowKey;
import org.ampplanner.memory.MemoryModel;
import org.ampplanner.model.Layer;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.partition.Partition;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/**
 * The predictive model by kind of node group. The bound follows one replica, the slower of those at
 * both ends of the groups, through {@link ScheduleBound}; no replica's makespan is above the step.
 */
final class PredictiveGroupPricing implements GroupPricing {
  private final PredictiveCostModel model;
  private final StepEstimator step;
  private final MemoryModel memory;
  private final Strategy strategy;
  private final GroupTiling tiling;
  private final PlacedGroups placed;
  private final List<Layer> layers;
  private final int microBatches;
  private final int[] alike;
  private final int position;
  private final Map<List<Integer>, PriceTables> sequences = new HashMap<>();

  PredictiveGroupPricing(
      PredictiveCostModel model, StepEstimator step, Strategy strategy, GroupTiling tiling) {
    this.model = model;
    this.step = step;
    this.memory = model.memoryModel();
    this.strategy = strategy;
    this.tiling = tiling;
    this.placed = new PlacedGroups(strategy.degrees(), tiling);
    this.layers = model.inputs().model().layers();
    this.alike = model.firstAlike();
    this.position = slowerEnd();
    this.microBatches = strategy.microBatches(model.inputs().training().globalBatchSize());
  }

  @Override
  public double seconds(int[] kinds, Partition partition) {
    return step.seconds(tables(kinds), partition);
  }

  @Override
  public CostEstimate estimate(int[] kinds, Partition partition) {
    return step.estimate(tables(kinds), partition);
  }

  private PriceTables tables(int[] kinds) {
    List<Integer> key = Arrays.stream(kinds).boxed().toList();
    return sequences.computeIfAbsent(key, k -> makeTables(kinds));
  }

  private PriceTables makeTables(int[] kinds) {
    PlacedStages stages = placed.of(kinds);
    int k = strategy.pipelineParallel();
    LayerPrice[][][] prices = new LayerPrice[stages.replicas().size()][k][];
    double[] limits = new double[k];
    for (int s = 0; s < k; s++) {
      limits[s] = limit(tiling.groups().get(kinds[s / tiling.stagesPerNode()]));
      for (int r = 0; r < prices.length; r++) {
        StageHardware hardware = stages.replicas().get(r).get(s);
        prices[r][s] = row(hardware, stages.data().get(s), stages.expertData().get(s));
      }
    }
    return new PriceTables(strategy, limits, stages, prices, microBatches);
  }

  private LayerPrice[] row(StageHardware hardware, GroupLink data, GroupLink expertData) {
    return model.row(strategy, new RowKey(hardware.types(), hardware.links(), data, expertData));
  }

  private static double limit(NodeGroup group) {
    return group.runs().stream()
        .mapToDouble(run -> run.line().device().memoryBytes())
        .min()
        .orElseThrow();
  }

  @Override
  public StepBounds bounds() {
    int kinds = tiling.groups().size();
    LayerPrice[][] rows = rowsAt(position);
    ScheduleBound bound = ScheduleBound.of(strategy, microBatches);
    double[][] forward = new double[kinds][layers.size()];
    double[][] backward = new double[kinds][layers.size()];
    double[][] sum = new double[kinds][layers.size()];
    double[][] sync = new double[kinds][];
    boolean parted = bound.othersBackward() != bound.sumBackward();
    PassWeights[] weights = new PassWeights[layers.size()];
    for (int l = 0; l < weights.length; l++) {
      boolean other = parted && !layers.get(l).isBlock();
      weights[l] = other ? bound.others() : bound.blocks();
      double back = other ? bound.othersBackward() : bound.sumBackward();
      for (int g = 0; g < kinds; g++) {
        forward[g][l] = rows[g][l].forwardTotal();
        backward[g][l] = rows[g][l].backwardTotal();
        sum[g][l] = bound.sumForward() * forward[g][l] + back * backward[g][l];
      }
    }
    for (int g = 0; g < kinds; g++) {
      sync[g] = sync(tiling.groups().get(g));
    }
    // Under zero-bubble no stage is known to end last; each synchronises after its own passes.
    boolean late = strategy.schedule() == Schedule.ZERO_BUBBLE;
    Cuts cuts = new Cuts(bound);
    StageCosts.Memory table = memoryTable();
    return new StepBounds(
        sum,
        0,
        forward,
        backward,
        weights,
        late ? sync : null,
        peakConstants(bound, cuts),
        cuts.between,
        cuts.inner,
        late ? new double[kinds][layers.size()] : sync,
        new StepBounds.Tail(
            tiedSeconds() + optimizerSeconds(), step.jitter(strategy), step.fixedSeconds()),
        tied(table.bytesPerParameter()),
        table);
  }

  /** The position of the slower of the first and the last replica. */
  private int slowerEnd() {
    boolean mixed = tiling.groups().stream().anyMatch(group -> group.runs().size() > 1);
    int last = tiling.groups().get(0).nodes() - 1;
    return mixed && total(rowsAt(last)) >= total(rowsAt(0)) ? last : 0;
  }

  private LayerPrice[][] rowsAt(int position) {
    LayerPrice[][] rows = new LayerPrice[tiling.groups().size()][];
    for (int g = 0; g < rows.length; g++) {
      NodeGroup group = tiling.groups().get(g);
      NodeLine line = PlacedGroups.line(group, position);
      StageHardware hardware = placed.hardware(group, line, PlacedGroups.inner(line));
      rows[g] = row(hardware, placed.data(group), placed.expertData(group));
    }
    return rows;
  }

  private static double total(LayerPrice[][] rows) {
    return Arrays.stream(rows).flatMap(Arrays::stream).mapToDouble(LayerPrice::total).sum();
  }

  /** What a stage spends on exchanges for every micro-batch, where they block. */
  private double[] peakConstants(ScheduleBound bound, Cuts cuts) {
    double[] constants = new double[strategy.pipelineParallel()];
    boolean blocking = step.exchangesBlock(strategy);
    for (int s = 0; s < constants.length; s++) {
      if (blocking) {
        constants[s] += s > 0 ? cuts.occupied(s, bound.ahead()[s]) : 0;
        constants[s] += s < constants.length - 1 ? cuts.occupied(s + 1, bound.ahead()[s]) : 0;
      }
    }
    return constants;
  }

  /** The costs of handing over between stages, on the replica that is followed. */
  private final class Cuts {
    private final double[][][] between;
    private final double[][] inner;
    private double[] leastBetween = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    private double[] leastInner = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};

    Cuts(ScheduleBound bound) {
      int kinds = tiling.groups().size();
      between = new double[kinds][kinds][];
      inner = new double[kinds][];
      for (int g = 0; g < kinds; g++) {
        NodeLine line = PlacedGroups.line(tiling.groups().get(g), position);
        double[][] own = passes(PlacedGroups.inner(line));
        inner[g] = weighted(own, bound);
        leastInner = least(leastInner, own);
        for (int h = 0; h < kinds; h++) {
          NodeLine other = PlacedGroups.line(tiling.groups().get(h), position);
          double[][] both = passes(placed.between(line, other));
          between[g][h] = weighted(both, bound);
          leastBetween = least(leastBetween, both);
        }
      }
    }

    /** Transfers forward and backward after each layer but the last. */
    private double[][] passes(GroupLink link) {
      double[][] seconds = new double[2][Math.max(0, layers.size() - 1)];
      for (int l = 0; l < layers.size() - 1; l++) {
        boolean same = alike[l] < l;
        for (int way = 0; way < 2; way++) {
          seconds[way][l] =
              same ? seconds[way][alike[l]] : step.handover().exposed(strategy, l, link, way == 0);
        }
      }
      return seconds;
    }

    private static double[] weighted(double[][] passes, ScheduleBound bound) {
      double[] seconds = new double[passes[0].length];
      Arrays.setAll(
          seconds, l -> bound.cutForward() * passes[0][l] + bound.cutBackward() * passes[1][l]);
      return seconds;
    }

    private static double[] least(double[] known, double[][] passes) {
      double[] least = known.clone();
      for (int way = 0; way < 2; way++) {
        least[way] = Math.min(least[way], Arrays.stream(passes[way]).min().orElse(0));
      }
      return least;
    }

    /** What the boundary ahead of a stage takes at least of a stage at it beyond its first time. */
    double occupied(int stage, int ahead) {
      double[] least = stage % tiling.stagesPerNode() == 0 ? leastBetween : leastInner;
      return (microBatches - ahead) * least[0] + (microBatches - 1) * least[1];
    }
  }

  /** By layer what it adds; the latency of all with the first, which the first stage has. */
  private double[] sync(NodeGroup group) {
    GroupLink data = placed.data(group);
    GroupLink expertData = placed.expertData(group);
    double[] seconds = new double[layers.size()];
    for (int l = 0; l < seconds.length; l++) {
      if (l > 0 && alike[l] < l && alike[l] > 0) {
        seconds[l] = seconds[alike[l]];
        continue;
      }
      double once = step.leastSyncSeconds(strategy, layers.get(l), 1, data, expertData);
      double twice = step.leastSyncSeconds(strategy, layers.get(l), 2, data, expertData);
      seconds[l] = l == 0 ? once : twice - once;
    }
    for (TiedPair pair : model.inputs().model().tiedPairs()) {
      // The first stage holds the earlier layer wherever it holds the later one.
      double own = layers.get(pair.second()).parameters();
      seconds[pair.second()] *= own > 0 ? Math.max(0, 1 - shared(pair) / own) : 1;
    }
    return seconds;
  }

  private double tiedSeconds() {
    double seconds = 0;
    for (TiedPair pair : model.inputs().model().tiedPairs()) {
      boolean apart = pair.first() == 0 && pair.second() == layers.size() - 1;
      if (apart && strategy.pipelineParallel() > 1) {
        seconds += leastTied(pair);
      }
    }
    return seconds;
  }

  private double leastTied(TiedPair pair) {
    double least = Double.POSITIVE_INFINITY;
    boolean one = strategy.pipelineParallel() == tiling.stagesPerNode();
    for (NodeGroup last : tiling.groups()) {
      NodeLine from = PlacedGroups.line(last, 0);
      for (NodeGroup first : tiling.groups()) {
        GroupLink link =
            one ? PlacedGroups.inner(from) : placed.between(from, PlacedGroups.line(first, 0));
        least = Math.min(least, step.tiedSeconds(pair, strategy, link));
      }
    }
    return least;
  }

  /** The stage that holds most updates no less than the mean. */
  private double optimizerSeconds() {
    double fastest = 0;
    for (NodeGroup group : tiling.groups()) {
      double slowest =
          group.runs().stream()
              .mapToDouble(run -> run.line().device().memoryBytesPerSecond())
              .min()
              .orElseThrow();
      fastest = Math.max(fastest, slowest);
    }
    double all = 0;
    double[] held = new double[layers.size()];
    for (int l = 0; l < held.length; l++) {
      held[l] =
          alike[l] < l
              ? held[alike[l]]
              : GradientSync.held(layers.get(l), strategy.degrees()).total();
      all += held[l];
    }
    for (TiedPair pair : model.inputs().model().tiedPairs()) {
      all -= shared(pair) / strategy.tensorParallel();
    }
    return all / strategy.pipelineParallel() * step.optimizerSeconds(strategy, fastest);
  }

  private double shared(TiedPair pair) {
    return layers.get(pair.first()).sharedParameters(layers.get(pair.second()));
  }

  private List<TiedSaving> tied(double bytes) {
    List<TiedSaving> savings = new ArrayList<>();
    for (TiedPair pair : model.inputs().model().tiedPairs()) {
      savings.add(new TiedSaving(pair.first(), pair.second(), bytes * shared(pair)));
    }
    return savings;
  }

  private StageCosts.Memory memoryTable() {
    double[] limits = tiling.groups().stream().mapToDouble(PredictiveGroupPricing::limit).toArray();
    return memory.table(strategy, limits);
  }
}
