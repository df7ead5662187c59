package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.GroupKind;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StepBounds;
import org.ampplanner.cost.StepBounds.PassWeights;
import org.ampplanner.cost.StepBounds.Passes;
import org.ampplanner.cost.StepBounds.Peaks;
import org.ampplanner.cost.StepBounds.Sync;
import org.ampplanner.cost.StepBounds.TiedSaving;
import org.ampplanner.cost.Tiling;
import org.ampplanner.memory.MemoryModel;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerColumns;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.partition.Partition;
import org.ampplanner.predictive.LayerRows.RowKey;
import org.ampplanner.predictive.PlacedStages.StageHardware;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * The predictive model by kind of node group. The bound follows one replica, the slower of those at
 * both ends of the groups, through {@link ScheduleBound}; no replica's makespan is above the step.
 */
final class PredictiveGroupPricing implements GroupPricing {
  private final PredictiveCostModel model;
  private final StepEstimator step;
  private final MemoryModel memory;
  private final Strategy strategy;
  private final Tiling tiling;
  private final PlacedGroups placed;
  private final List<Layer> layers;
  private final int microBatches;
  private final Function<RowKey, LayerPrice[]> rows;
  private final LayerColumns columns;
  private final int position;
  private final Map<List<Integer>, PriceTables> sequences = new HashMap<>();
  private @Nullable LastStages lastStages;

  PredictiveGroupPricing(PredictiveCostModel model, Strategy strategy, Tiling tiling) {
    this.model = model;
    this.step = model.step();
    this.memory = model.memory();
    this.strategy = strategy;
    this.tiling = tiling;
    this.placed = new PlacedGroups(strategy.degrees(), tiling);
    this.layers = model.inputs().model().layers();
    this.columns = model.columns();
    this.rows = model.rows().of(strategy);
    this.position = slowerEnd();
    this.microBatches = strategy.microBatches(model.inputs().training().globalBatchSize());
  }

  @Override
  public boolean exact() {
    return false;
  }

  @Override
  public double seconds(int[] kinds, Partition partition) {
    return step.parts(tables(kinds), partition).seconds();
  }

  @Override
  public CostEstimate estimate(int[] kinds, Partition partition) {
    return step.estimate(tables(kinds), partition);
  }

  @Override
  public long passes() {
    int stages = strategy.pipelineParallel();
    boolean plain = strategy.schedule() == Schedule.ONE_FORWARD_ONE_BACKWARD;
    return plain && microBatches >= stages && !step.passes().exchangesBlock(strategy)
        ? stages
        : 2L * microBatches * stages * strategy.degrees().virtualPipeline();
  }

  @Override
  public double lastStages(int[] kinds, int[] cuts, int from) {
    LastStages known = lastStages;
    if (known == null && LastStages.known(strategy)) {
      known =
          new LastStages(step, strategy, tiling, placed, position, rowsAt(position), microBatches);
      lastStages = known;
    }
    return known == null ? 0 : known.seconds(kinds, cuts, from);
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
      limits[s] = limit(tiling.kinds().get(kinds[s / tiling.stagesPerNode()]));
      for (int r = 0; r < prices.length; r++) {
        StageHardware hardware = stages.replicas().get(r).get(s);
        prices[r][s] = row(hardware, stages.data().get(s), stages.expertData().get(s));
      }
    }
    return new PriceTables(strategy, limits, stages, prices, microBatches);
  }

  private LayerPrice[] row(StageHardware hardware, GroupLink data, GroupLink expertData) {
    return rows.apply(new RowKey(hardware.types(), hardware.links(), data, expertData));
  }

  private static double limit(GroupKind group) {
    double least = Double.POSITIVE_INFINITY;
    for (GroupKind.Run run : group.runs()) {
      least = Math.min(least, run.line().device().memoryBytes());
    }
    return least;
  }

  @Override
  public StepBounds bounds() {
    int kinds = tiling.kinds().size();
    ScheduleBound bound = ScheduleBound.of(strategy, microBatches);
    PassWeights[] weights = new PassWeights[columns.count()];
    Passes passes = passes(bound, weights);
    double[][] sync = new double[kinds][];
    SyncBound exposed =
        new SyncBound(step, strategy, layers, columns, model.tiedPairs(), microBatches);
    for (int g = 0; g < kinds; g++) {
      GroupKind group = tiling.kinds().get(g);
      sync[g] = exposed.of(placed.data(group), placed.expertData(group), rowsOf(group));
    }
    // Under zero-bubble no stage is known to end last; each synchronises after its own passes.
    boolean late = strategy.schedule() == Schedule.ZERO_BUBBLE;
    Cuts cuts = new Cuts(bound);
    StageCosts.Memory table = memoryTable();
    return new StepBounds(
        columns,
        passes,
        new Peaks(weights, late ? sync : null, peakConstants(bound, cuts)),
        new StepBounds.Cuts(cuts.between, cuts.inner),
        new Sync(
            late ? new double[kinds][columns.count()] : sync,
            drain(passes.backward()),
            cuts.most + exposed.perStage()),
        new StepBounds.Tail(
            tiedSeconds() + optimizerSeconds(),
            step.jitter(strategy.degrees().worldSize()),
            step.fixedSeconds()),
        tied(table.bytesPerParameter()),
        table);
  }

  /** Passes by kind and column, and how often they count in the peak, which is filled in. */
  private Passes passes(ScheduleBound bound, PassWeights[] weights) {
    LayerPrice[][] prices = rowsAt(position);
    int kinds = prices.length;
    double[][] forward = new double[kinds][columns.count()];
    double[][] backward = new double[kinds][columns.count()];
    double[][] sum = new double[kinds][columns.count()];
    boolean parted = bound.othersBackward() != bound.sumBackward();
    for (int c = 0; c < weights.length; c++) {
      int layer = columns.first()[c];
      boolean other = parted && !layers.get(layer).isBlock();
      weights[c] = other ? bound.others() : bound.blocks();
      double back = other ? bound.othersBackward() : bound.sumBackward();
      for (int g = 0; g < kinds; g++) {
        forward[g][c] = prices[g][layer].forwardTotal();
        backward[g][c] = prices[g][layer].backwardTotal();
        sum[g][c] = bound.sumForward() * forward[g][c] + back * backward[g][c];
      }
    }
    return new Passes(forward, backward, sum);
  }

  /** A last backward pass of every layer, of one chunk where blocks are spread over chunks. */
  private double[] drain(double[][] backward) {
    boolean chunked = strategy.schedule() == Schedule.INTERLEAVED;
    int chunks = chunked ? strategy.degrees().virtualPipeline() : 1;
    double[] drain = new double[columns.count()];
    for (double[] row : backward) {
      for (int c = 0; c < row.length; c++) {
        double part = layers.get(columns.first()[c]).isBlock() ? 1.0 / chunks : 1;
        drain[c] = Math.max(drain[c], part * row[c]);
      }
    }
    return drain;
  }

  /** The position of the slower of the first and the last replica. */
  private int slowerEnd() {
    boolean mixed = tiling.kinds().stream().anyMatch(group -> group.runs().size() > 1);
    int last = tiling.kinds().get(0).nodes() - 1;
    return mixed && total(rowsAt(last)) >= total(rowsAt(0)) ? last : 0;
  }

  private LayerPrice[][] rowsAt(int position) {
    LayerPrice[][] prices = new LayerPrice[tiling.kinds().size()][];
    for (int g = 0; g < prices.length; g++) {
      GroupKind group = tiling.kinds().get(g);
      prices[g] = row(group, PlacedGroups.line(group, position));
    }
    return prices;
  }

  /** On every run of nodes of a group. */
  private List<LayerPrice[]> rowsOf(GroupKind group) {
    return group.runs().stream().map(run -> row(group, run.line())).toList();
  }

  private LayerPrice[] row(GroupKind group, NodeLine line) {
    StageHardware hardware = placed.hardware(group, line, PlacedGroups.inner(line));
    return row(hardware, placed.data(group), placed.expertData(group));
  }

  private static double total(LayerPrice[][] rows) {
    return Arrays.stream(rows).flatMap(Arrays::stream).mapToDouble(LayerPrice::total).sum();
  }

  /** What a stage spends on exchanges for every micro-batch, where they block. */
  private double[] peakConstants(ScheduleBound bound, Cuts cuts) {
    double[] constants = new double[strategy.pipelineParallel()];
    boolean blocking = step.passes().exchangesBlock(strategy);
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
    private double most;
    private double[] leastBetween = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    private double[] leastInner = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    private final int[] cuttable = columns.counts(layers.size() - 1);

    Cuts(ScheduleBound bound) {
      int kinds = tiling.kinds().size();
      between = new double[kinds][kinds][];
      inner = new double[kinds][];
      for (int g = 0; g < kinds; g++) {
        NodeLine line = PlacedGroups.line(tiling.kinds().get(g), position);
        double[][] own = passes(PlacedGroups.inner(line));
        inner[g] = weighted(own, bound);
        leastInner = least(leastInner, own);
        for (int h = 0; h < kinds; h++) {
          NodeLine other = PlacedGroups.line(tiling.kinds().get(h), position);
          double[][] both = passes(placed.between(line, other));
          between[g][h] = weighted(both, bound);
          leastBetween = least(leastBetween, both);
        }
      }
    }

    /** Transfers forward and backward after each layer. */
    private double[][] passes(GroupLink link) {
      double[][] seconds = new double[2][columns.count()];
      for (int c = 0; c < columns.count(); c++) {
        for (int way = 0; way < 2; way++) {
          seconds[way][c] = step.handover().exposed(strategy, columns.first()[c], link, way == 0);
          most = Math.max(most, seconds[way][c]);
        }
      }
      return seconds;
    }

    private static double[] weighted(double[][] passes, ScheduleBound bound) {
      double[] seconds = new double[passes[0].length];
      for (int c = 0; c < seconds.length; c++) {
        seconds[c] = bound.cutForward() * passes[0][c] + bound.cutBackward() * passes[1][c];
      }
      return seconds;
    }

    private double[] least(double[] known, double[][] passes) {
      double[] least = known.clone();
      for (int c = 0; c < cuttable.length; c++) {
        for (int way = 0; way < 2 && cuttable[c] > 0; way++) {
          least[way] = Math.min(least[way], passes[way][c]);
        }
      }
      return least;
    }

    /** What the boundary ahead of a stage takes at least of a stage at it beyond its first time. */
    double occupied(int stage, int ahead) {
      double[] least = stage % tiling.stagesPerNode() == 0 ? leastBetween : leastInner;
      return (microBatches - ahead) * least[0] + (microBatches - 1) * least[1];
    }
  }

  private double tiedSeconds() {
    double seconds = 0;
    for (TiedPair pair : model.tiedPairs()) {
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
    for (GroupKind last : tiling.kinds()) {
      NodeLine from = PlacedGroups.line(last, 0);
      for (GroupKind first : tiling.kinds()) {
        GroupLink link =
            one ? PlacedGroups.inner(from) : placed.between(from, PlacedGroups.line(first, 0));
        least = Math.min(least, step.sync().tiedSeconds(pair, strategy, link));
      }
    }
    return least;
  }

  /** The stage that holds most updates no less than the mean. */
  private double optimizerSeconds() {
    double fastest = 0;
    for (GroupKind group : tiling.kinds()) {
      double slowest = Double.POSITIVE_INFINITY;
      for (GroupKind.Run run : group.runs()) {
        slowest = Math.min(slowest, run.line().device().memoryBytesPerSecond());
      }
      fastest = Math.max(fastest, slowest);
    }
    return model.bound().leastUpdateSeconds(strategy, fastest);
  }

  private double shared(TiedPair pair) {
    return layers.get(pair.first()).sharedParameters(layers.get(pair.second()));
  }

  private List<TiedSaving> tied(double bytes) {
    List<TiedSaving> savings = new ArrayList<>();
    for (TiedPair pair : model.tiedPairs()) {
      savings.add(new TiedSaving(pair.first(), pair.second(), bytes * shared(pair)));
    }
    return savings;
  }

  private StageCosts.Memory memoryTable() {
    double[] limits = tiling.kinds().stream().mapToDouble(PredictiveGroupPricing::limit).toArray();
    return memory.table(strategy, limits);
  }
}
