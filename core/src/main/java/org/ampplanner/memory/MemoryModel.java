package org.ampplanner.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.MemoryCategory;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.model.FeedForward;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerKind;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.model.Optimizer;
import org.ampplanner.operator.Constants;
import org.ampplanner.operator.Sharding;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Precision;

/**
 * Peak memory by stage and category: states by the engine's bytes per parameter, divided by what
 * ZeRO shares (Rajbhandari et al. 2020, arXiv 1910.02054, section 5); activations of the
 * micro-batches in flight; what a layer needs while it runs; a reserve for the runtime.
 */
public final class MemoryModel {
  private final CostInputs inputs;
  private final SoftwareTraits software;
  private final Constants constants;
  private final double activationFactor;
  private final ActivationMemory activations;
  private final int[] firstAlike;
  private final List<TiedPair> tiedPairs;

  /**
   * Makes a model.
   *
   * @param activationFactor calibrated factor on activations and working memory, 1 if unknown
   */
  public MemoryModel(
      CostInputs inputs, SoftwareTraits software, Constants constants, double activationFactor) {
    this.inputs = inputs;
    this.software = software;
    this.constants = constants;
    this.activationFactor = activationFactor;
    boolean single = inputs.training().precision() == Precision.FP32;
    boolean quantised =
        inputs.training().precision() == Precision.FP8
            || inputs.training().precision() == Precision.FP4;
    this.activations =
        new ActivationMemory(software, single ? 4 : 2, single ? 4 : quantised ? 1 : 2);
    this.firstAlike = inputs.model().firstAlike();
    this.tiedPairs = inputs.model().tiedPairs();
  }

  /** Returns the memory of every stage of a placed uniform strategy. */
  public List<StageMemory> stages(Strategy strategy, Placement placement, Partition partition) {
    List<Strategy> stages = Collections.nCopies(strategy.pipelineParallel(), strategy);
    return stages(stages, partition, limits(strategy, placement), microBatches(strategy));
  }

  /**
   * Returns the memory of every stage.
   *
   * @param strategies what each follows
   * @param limits memory of a device by stage, in bytes
   * @param microBatches of a replica per step
   */
  public List<StageMemory> stages(
      List<Strategy> strategies, Partition partition, double[] limits, int microBatches) {
    List<StageMemory> stages = new ArrayList<>();
    for (int s = 0; s < partition.stages(); s++) {
      stages.add(stage(strategies.get(s), partition, s, limits[s], microBatches));
    }
    return stages;
  }

  /**
   * Returns the memory of one stage.
   *
   * @param strategy what the stage follows
   * @param limit memory of a device, in bytes
   * @param microBatches of a replica per step
   */
  public StageMemory stage(
      Strategy strategy, Partition partition, int s, double limit, int microBatches) {
    return stage(
        strategy, partition, s, limit, inFlight(strategy, s, partition.stages(), microBatches));
  }

  /** Returns the memory of the smallest device of every stage, in bytes. */
  public double[] limits(Strategy strategy, Placement placement) {
    double[] limits = new double[strategy.pipelineParallel()];
    Arrays.setAll(limits, s -> limit(strategy, placement, s));
    return limits;
  }

  /**
   * Tabulates what fits, layer by layer, so that a search for partitions can stay within memory.
   * Buffers are counted in full, so that whatever the table admits fits by {@link #stages} too.
   *
   * @param limits memory of a device, in bytes, of each that there is to be room for
   */
  public StageCosts.Memory table(Strategy strategy, double[] limits) {
    return table(strategy, limits, microBatches(strategy));
  }

  /**
   * Tabulates the same for replicas of so many micro-batches.
   *
   * @param limits memory of a device, in bytes, of each that there is to be room for
   * @param microBatches of a replica per step
   */
  public StageCosts.Memory table(Strategy strategy, double[] limits, int microBatches) {
    List<Layer> layers = inputs.model().layers();
    Degrees d = strategy.degrees();
    Sharding sharding = Sharding.of(strategy, inputs.training().sequenceLength());
    double slack = 1 + constants.get("memory.fragmentation");
    double[] kept = new double[layers.size()];
    double[] fixed = new double[layers.size()];
    double[] working = new double[layers.size()];
    for (int i = 0; i < kept.length; i++) {
      Layer layer = layers.get(i);
      int same = firstAlike[i];
      if (same < i) {
        kept[i] = kept[same];
        fixed[i] = fixed[same];
        working[i] = working[same];
        continue;
      }
      kept[i] = activations.kept(layer, sharding, strategy.recompute()) * activationFactor * slack;
      working[i] =
          activations.working(layer, sharding, strategy.recompute()) * activationFactor * slack;
      double dense = (layer.parameters() - experts(layer)) / d.tensorParallel();
      fixed[i] = total(states(strategy, dense, expertParameters(List.of(layer), d)));
    }
    double perParameter = total(states(strategy, 1.0 / d.tensorParallel(), 0));
    double buffers = buffers(strategy, layers, Double.MAX_VALUE / 8) * activationFactor;
    int stages = strategy.pipelineParallel();
    int[] inFlight = new int[stages];
    int parts = strategy.schedule() == Schedule.INTERLEAVED ? d.virtualPipeline() : 1;
    for (int s = 0; s < stages; s++) {
      inFlight[s] =
          (int) Math.ceil(inFlight(strategy, s, stages, microBatches) * parts * (1 - 1e-12));
    }
    double[] room = new double[limits.length];
    Arrays.setAll(room, i -> limits[i] - reserve(limits[i]) - buffers);
    Arrays.setAll(kept, i -> kept[i] / parts);
    return new StageCosts.Memory(fixed, kept, working, perParameter, inFlight, room);
  }

  /**
   * Returns bytes that every way to place and cut a strategy needs in all its stages together, and
   * what there is at most: where the first is more, nothing fits, whatever the placement and the
   * cuts. O(layers).
   */
  public MemoryBound bound(Strategy strategy) {
    Degrees d = strategy.degrees();
    int stages = strategy.pipelineParallel();
    Sharding sharding = Sharding.of(strategy, inputs.training().sequenceLength());
    double slack = (1 + constants.get("memory.fragmentation")) * activationFactor;
    double fewest = Double.POSITIVE_INFINITY;
    for (int s = 0; s < stages; s++) {
      fewest = Math.min(fewest, inFlight(strategy, s, stages));
    }
    double needed = 0;
    double working = 0;
    double[] bytes = new double[firstAlike.length];
    for (int i = 0; i < bytes.length; i++) {
      Layer layer = inputs.model().layers().get(i);
      if (firstAlike[i] == i) {
        double dense = (layer.parameters() - experts(layer)) / d.tensorParallel();
        double kept = activations.kept(layer, sharding, strategy.recompute());
        bytes[i] =
            total(states(strategy, dense, expertParameters(List.of(layer), d)))
                + kept * fewest * slack;
        working =
            Math.max(working, slack * activations.working(layer, sharding, strategy.recompute()));
      }
      needed += bytes[firstAlike[i]];
    }
    for (TiedPair pair : tiedPairs) {
      Layer first = inputs.model().layers().get(pair.first());
      double shared = first.sharedParameters(inputs.model().layers().get(pair.second()));
      needed -= total(states(strategy, shared / d.tensorParallel(), 0));
    }
    double room = 0;
    for (DeviceType type : inputs.layout().cluster().deviceTypes()) {
      room = Math.max(room, type.memoryBytes() - reserve(type.memoryBytes()));
    }
    return new MemoryBound(needed + working, stages * room, stages);
  }

  /**
   * A bound on the memory of a strategy.
   *
   * @param needed bytes that its stages need together, one device of each
   * @param room bytes that they have at most
   * @param stages how many
   */
  public record MemoryBound(double needed, double room, int stages) {
    /** Returns whether something may fit. */
    public boolean mayFit() {
      return needed <= room;
    }
  }

  private static double total(Map<MemoryCategory, Double> bytes) {
    return bytes.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private double reserve(double limit) {
    return constants.get("memory.reserve") + constants.get("memory.reserve_share") * limit;
  }

  private int microBatches(Strategy strategy) {
    return strategy.microBatches(inputs.training().globalBatchSize());
  }

  private double inFlight(Strategy strategy, int s, int stages) {
    return inFlight(strategy, s, stages, microBatches(strategy));
  }

  private double inFlight(Strategy strategy, int s, int stages, int microBatches) {
    double inFlight =
        InFlight.microBatches(
            strategy.schedule(), s, stages, strategy.degrees().virtualPipeline(), microBatches);
    // DeepSpeed keeps one buffer more than 1F1B needs.
    return software.pipeline().blocking() && stages > 1
        ? Math.min(inFlight + 1, microBatches)
        : inFlight;
  }

  private double limit(Strategy strategy, Placement placement, int stage) {
    RankOrder order = RankOrder.of(strategy.degrees());
    double least = Double.POSITIVE_INFINITY;
    int first = order.rank(stage, 0, 0, 0);
    for (int rank = first; rank < first + order.ranksPerStage(); rank++) {
      DeviceType type = inputs.layout().typeOf(placement.device(rank));
      least = Math.min(least, type.memoryBytes());
    }
    return least;
  }

  private StageMemory stage(
      Strategy strategy, Partition partition, int s, double limit, double inFlight) {
    List<Layer> layers = inputs.model().layers().subList(partition.from(s), partition.to(s));
    Degrees degrees = strategy.degrees();
    Sharding sharding = Sharding.of(strategy, inputs.training().sequenceLength());
    double kept = 0;
    double working = 0;
    double last = 0;
    for (int i = partition.from(s); i < partition.to(s); i++) {
      Layer layer = inputs.model().layers().get(i);
      if (i == partition.from(s) || firstAlike[i] != firstAlike[i - 1]) {
        last = activations.kept(layer, sharding, strategy.recompute());
        working = Math.max(working, activations.working(layer, sharding, strategy.recompute()));
      }
      kept += last;
    }
    double dense = denseParameters(partition, s, degrees);
    double experts = expertParameters(layers, degrees);
    Map<MemoryCategory, Double> bytes = states(strategy, dense, experts);
    double slack = 1 + constants.get("memory.fragmentation");
    bytes.put(MemoryCategory.ACTIVATIONS, kept * inFlight * activationFactor * slack);
    bytes.put(
        MemoryCategory.WORKSPACE,
        (working * slack + buffers(strategy, layers, dense + experts)) * activationFactor);
    bytes.put(MemoryCategory.RESERVE, reserve(limit));
    return new StageMemory(bytes, limit, inFlight);
  }

  private double denseParameters(Partition partition, int s, Degrees degrees) {
    List<Layer> all = inputs.model().layers();
    double sum = 0;
    for (int i = partition.from(s); i < partition.to(s); i++) {
      sum += all.get(i).parameters() - experts(all.get(i));
    }
    for (TiedPair pair : tiedPairs) {
      if (pair.first() >= partition.from(s) && pair.second() < partition.to(s)) {
        sum -= all.get(pair.first()).sharedParameters(all.get(pair.second()));
      }
    }
    return sum / degrees.tensorParallel();
  }

  private static double expertParameters(List<Layer> layers, Degrees degrees) {
    double sum = 0;
    for (Layer layer : layers) {
      sum += experts(layer);
    }
    return sum / degrees.expertTensorParallel() / degrees.expertParallel();
  }

  private static double experts(Layer layer) {
    return layer.kind() instanceof LayerKind.Block b
            && b.feedForward() instanceof FeedForward.Experts e
        ? (double) e.count() * e.expertParameters(b.hidden())
        : 0;
  }

  private Map<MemoryCategory, Double> states(Strategy strategy, double dense, double experts) {
    Degrees d = strategy.degrees();
    double replicas = (double) d.dataParallel() * d.contextParallel();
    double expertReplicas = d.expertReplicas();
    int zero = strategy.zeroStage();
    double adam = inputs.training().optimizer() == Optimizer.ADAM ? 8 : 0;
    SoftwareTraits.State state = software.state();
    Map<MemoryCategory, Double> bytes = new EnumMap<>(MemoryCategory.class);
    bytes.put(
        MemoryCategory.PARAMETERS,
        state.weightBytes() * shared(dense, experts, replicas, expertReplicas, zero >= 3));
    bytes.put(
        MemoryCategory.GRADIENTS,
        state.gradientBytes() * shared(dense, experts, replicas, expertReplicas, zero >= 2));
    bytes.put(
        MemoryCategory.OPTIMIZER_STATE,
        (state.masterBytes() + adam) * shared(dense, experts, replicas, expertReplicas, zero >= 1));
    return bytes;
  }

  private static double shared(
      double dense, double experts, double replicas, double expertReplicas, boolean divided) {
    return divided ? dense / replicas + experts / expertReplicas : dense + experts;
  }

  /** Communication buffers; where weights are fully sharded, two gathered layers at a time. */
  private double buffers(Strategy strategy, List<Layer> layers, double parameters) {
    double buckets = Math.min(constants.get("memory.buckets"), 4 * parameters);
    if (strategy.zeroStage() < 3) {
      return strategy.dataParallel() > 1 ? buckets : 0;
    }
    Degrees degrees = strategy.degrees();
    double largest = 0;
    for (Layer layer : layers) {
      double dense = layer.parameters() - experts(layer);
      double gathered =
          dense / strategy.tensorParallel()
              + experts(layer) / degrees.expertTensorParallel() / degrees.expertParallel();
      largest = Math.max(largest, gathered);
    }
    return buckets + 2 * largest * 2 + largest * software.state().gradientBytes();
  }
}
