package org.ampplanner.predictive;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.collective.Collectives;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.GroupTiling;
import org.ampplanner.cost.Infeasible;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StagePricing;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.memory.MemoryModel;
import org.ampplanner.model.Layer;
import org.ampplanner.model.LayerColumns;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.operator.Constants;
import org.ampplanner.operator.Sharding;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.NonUniformStrategy;
import org.ampplanner.strategy.Strategy;
import org.ampplanner.unit.Units;

/**
 * Our own cost model: layers priced from their operators, corrected by measurements where there are
 * any, and the step by replaying the schedule on every stage's own devices and links.
 */
public final class PredictiveCostModel implements CostModel {
  private final CostInputs inputs;
  private final Options options;
  private final Collectives collectives;
  private final StepEstimator step;
  private final ProfiledPrices profiled;
  private final MemoryModel memory;
  private final int[] firstAlike;
  private final List<TiedPair> tiedPairs;
  private final LayerColumns columns;
  private final Map<SharedRow, LayerPrice[]> rows = new ConcurrentHashMap<>();
  private final Map<String, LayerPricer> pricers = new HashMap<>();

  /**
   * What the model predicts with besides its inputs.
   *
   * @param software the training software
   * @param format number format of matrix products
   * @param constants physical constants
   * @param calibration factors learnt from trials
   */
  public record Options(
      SoftwareTraits software, MatrixFormat format, Constants constants, Calibration calibration) {

    /** Standard constants without calibration. */
    public static Options of(SoftwareTraits software, MatrixFormat format) {
      return new Options(software, format, Constants.standard(), Calibration.NONE);
    }
  }

  /** Binds the model to its inputs. */
  public PredictiveCostModel(CostInputs inputs, Options options) {
    this.inputs = inputs;
    this.options = options;
    this.collectives = new Collectives(options.constants(), options.calibration().links());
    this.step =
        new StepEstimator(
            inputs, options.software(), options.constants(), options.calibration(), collectives);
    this.profiled = new ProfiledPrices(inputs.profile());
    this.memory =
        new MemoryModel(
            inputs, options.software(), options.constants(), options.calibration().memory());
    this.firstAlike = inputs.model().firstAlike();
    this.tiedPairs = inputs.model().tiedPairs();
    this.columns = LayerColumns.of(firstAlike, alone());
    for (DeviceType type : inputs.layout().cluster().deviceTypes()) {
      pricers.put(
          type.id(),
          new LayerPricer(
              type,
              options.software(),
              options.format(),
              collectives,
              options.constants(),
              options.calibration()));
    }
  }

  @Override
  public String id() {
    return "predictive";
  }

  @Override
  public CostInputs inputs() {
    return inputs;
  }

  @Override
  public Optional<Infeasible> objection(Strategy strategy) {
    return Objections.of(strategy, inputs);
  }

  @Override
  public Optional<Infeasible> misfit(Strategy strategy) {
    MemoryModel.MemoryBound bound = memoryModel().bound(strategy);
    return bound.mayFit()
        ? Optional.empty()
        : Optional.of(
            new Infeasible(
                Infeasible.Kind.MEMORY,
                String.format(
                    Locale.ROOT,
                    "tensor_parallel %d, pipeline_parallel %d, data_parallel %d need at least"
                        + " %.1f GiB a device, %.1f GiB are free",
                    strategy.tensorParallel(),
                    strategy.pipelineParallel(),
                    strategy.dataParallel(),
                    bound.needed() / bound.stages() / Units.GIB,
                    bound.room() / bound.stages() / Units.GIB)));
  }

  /** Returns what this model predicts with besides its inputs. */
  public Options options() {
    return options;
  }

  @Override
  public Optional<GroupPricing> groupPricing(Strategy strategy, GroupTiling tiling) {
    return PlacedGroups.possible(strategy.degrees(), tiling)
        ? Optional.of(new PredictiveGroupPricing(this, step, strategy, tiling))
        : Optional.empty();
  }

  /** Returns which layers cost the same, the first and those that repeat parameters apart. */
  LayerColumns columns() {
    return columns;
  }

  List<TiedPair> tiedPairs() {
    return tiedPairs;
  }

  /** Returns, by layer, the first layer that is alike. */
  int[] firstAlike() {
    return firstAlike;
  }

  Collectives collectives() {
    return collectives;
  }

  @Override
  public boolean isClosedForm() {
    return false;
  }

  /** Returns the memory model that goes with this one. */
  public MemoryModel memoryModel() {
    return memory;
  }

  @Override
  public StageCosts stageCosts(Strategy strategy, Placement placement) {
    PlacedStages placed = PlacedStages.of(inputs.layout(), placement, strategy.degrees());
    int stages = strategy.pipelineParallel();
    LayerPrice[][][] prices = new LayerPrice[placed.replicas().size()][stages][];
    Function<RowKey, LayerPrice[]> priced = rows(strategy);
    for (int r = 0; r < prices.length; r++) {
      for (int s = 0; s < stages; s++) {
        PlacedStages.StageHardware hardware = placed.replicas().get(r).get(s);
        RowKey key =
            new RowKey(
                hardware.types(),
                hardware.links(),
                placed.data().get(s),
                placed.expertData().get(s));
        prices[r][s] = priced.apply(key);
      }
    }
    PriceTables tables =
        new PriceTables(
            strategy,
            memory.limits(strategy, placement),
            placed,
            prices,
            strategy.microBatches(inputs.training().globalBatchSize()));
    return ClosedFormTables.of(this, step, tables, memory.table(strategy, tables.memoryLimits()));
  }

  @Override
  public Optional<StageCosts> nonUniformCosts(NonUniformStrategy strategy, Placement placement) {
    PriceTables tables = nonUniformTables(strategy, placement);
    boolean same = strategy.stages().stream().distinct().count() == 1;
    StageCosts.Memory table =
        same
            ? memory.table(tables.strategy(), tables.memoryLimits(), strategy.mostMicroBatches())
            : null;
    return Optional.of(ClosedFormTables.of(this, step, tables, table));
  }

  PriceTables nonUniformTables(NonUniformStrategy strategy, Placement placement) {
    NonUniformHardware hardware = new NonUniformHardware(inputs.layout(), placement, strategy);
    NonUniformHardware.Placed placed = hardware.placed();
    int stages = strategy.stages().size();
    LayerPrice[][][] prices = new LayerPrice[placed.microBatches().length][stages][];
    for (int r = 0; r < prices.length; r++) {
      for (int s = 0; s < stages; s++) {
        PlacedStages.StageHardware own = placed.stages().replicas().get(r).get(s);
        GroupLink data = placed.stages().data().get(s);
        RowKey key = new RowKey(own.types(), own.links(), data, data);
        prices[r][s] = rows(strategy.stages().get(s)).apply(key);
      }
    }
    return new PriceTables(
        strategy.stages(),
        hardware.memoryLimits(),
        placed.stages(),
        hardware.resharding(),
        prices,
        placed.microBatches());
  }

  @Override
  public Optional<StagePricing> stagePricing() {
    return Optional.of(new PredictiveStagePricing(this, step));
  }

  /** What the prices of layers on a stage depend on, of its hardware. */
  record RowKey(
      List<DeviceType> types, LayerPricer.Links links, GroupLink data, GroupLink expertData) {}

  /** What they depend on; the links of data parallelism only where weights are sharded. */
  private record SharedRow(RowKey key, Strategy strategy) {}

  /** Returns the prices of all layers on kinds of stage of a strategy, made once. */
  Function<RowKey, LayerPrice[]> rows(Strategy strategy) {
    boolean sharded = sharesWeights(strategy);
    Degrees d = strategy.degrees();
    Strategy alike =
        Strategy.of(
                new Degrees(d.tensorParallel(), 1, 1, d.contextParallel(), d.expertParallel(), 1),
                strategy.microBatchSize())
            .with(strategy.recompute())
            .withZeroStage(sharded ? strategy.zeroStage() : 0)
            .withSequenceParallel(strategy.sequenceParallel());
    return key -> {
      RowKey seen =
          sharded ? key : new RowKey(key.types, key.links, GroupLink.ALONE, GroupLink.ALONE);
      return rows.computeIfAbsent(new SharedRow(seen, alike), k -> priced(strategy, key));
    };
  }

  /** Layers that do not cost what others do that are alike: every one where they are measured. */
  private BitSet alone() {
    BitSet alone = new BitSet();
    if (!inputs.profile().measurements().isEmpty()) {
      alone.set(0, firstAlike.length);
    }
    alone.set(0);
    tiedPairs.forEach(pair -> alone.set(pair.second()));
    return alone;
  }

  /** Equal layers are priced once. */
  private LayerPrice[] priced(Strategy strategy, RowKey key) {
    List<Layer> layers = inputs.model().layers();
    LayerPrice[] row = new LayerPrice[layers.size()];
    boolean measured = !inputs.profile().measurements().isEmpty();
    for (int i = 0; i < row.length; i++) {
      Layer layer = layers.get(i);
      row[i] =
          measured || firstAlike[i] == i
              ? sharded(layer, slowest(i, layer, strategy, key), strategy, key)
              : row[firstAlike[i]];
    }
    return row;
  }

  private boolean sharesWeights(Strategy strategy) {
    return strategy.zeroStage() == 3 || (strategy.zeroStage() == 2 && fsdp());
  }

  private LayerPrice slowest(int index, Layer layer, Strategy strategy, RowKey key) {
    LayerPrice slowest = null;
    for (DeviceType type : key.types()) {
      LayerPricer pricer = Objects.requireNonNull(pricers.get(type.id()));
      LayerPrice price =
          profiled
              .price(
                  index,
                  type.id(),
                  strategy.tensorParallel(),
                  strategy.microBatchSize(),
                  analytic(layer, strategy, key, pricer))
              .price();
      if (slowest == null || price.total() > slowest.total()) {
        slowest = price;
      }
    }
    return Objects.requireNonNull(slowest);
  }

  private ProfiledPrices.Analytic analytic(
      Layer layer, Strategy strategy, RowKey key, LayerPricer pricer) {
    return new ProfiledPrices.Analytic() {
      @Override
      public boolean rough() {
        return layer.kind() == null;
      }

      @Override
      public LayerPrice at(int tp, int microBatch, double launchSeconds) {
        return pricer.price(
            layer,
            sharding(strategy, tp, microBatch),
            strategy.recompute(),
            links(key.links(), tp, strategy.tensorParallel()),
            launchSeconds);
      }
    };
  }

  private Sharding sharding(Strategy strategy, int tp, int microBatch) {
    return new Sharding(
        microBatch,
        inputs.training().sequenceLength(),
        tp,
        strategy.degrees().contextParallel(),
        strategy.degrees().expertParallel(),
        strategy.sequenceParallel() && tp > 1);
  }

  /** The links at another degree of tensor parallelism, for scaling between measured points. */
  private LayerPricer.Links links(LayerPricer.Links links, int tp, int own) {
    if (tp == own) {
      return links;
    }
    GroupLink t = links.tensor();
    double intra =
        Double.isInfinite(t.intraBytesPerSecond())
            ? inputs.layout().line(0).intra().bytesPerSecond()
            : t.intraBytesPerSecond();
    GroupLink other =
        tp == 1
            ? GroupLink.ALONE
            : new GroupLink(
                tp, 1, intra, Double.POSITIVE_INFINITY, t.intraLatencySeconds(), 0, false);
    return new LayerPricer.Links(other, links.context(), links.expert());
  }

  /** With fully sharded weights a layer is gathered before each pass and reduced after it. */
  private LayerPrice sharded(Layer layer, LayerPrice price, Strategy strategy, RowKey key) {
    if (!sharesWeights(strategy)) {
      return price;
    }
    GradientSync sync = new GradientSync(strategy, options.software(), collectives);
    GradientSync.Held held = GradientSync.held(layer, strategy.degrees());
    double gather = sync.layerGatherSeconds(held, key.data(), key.expertData());
    double reduce = sync.layerReduceSeconds(held, key.data(), key.expertData());
    double again = strategy.zeroStage() == 3 ? gather : 0;
    double forward = exposed(price.forwardTotal(), gather);
    double backward = exposed(price.backwardTotal(), again + reduce);
    return new LayerPrice(
        price.forward(),
        price.backward(),
        price.weights(),
        price.forwardExchange() + forward,
        price.backwardExchange() + backward);
  }

  private boolean fsdp() {
    return options.software().state().masterBytes() == 0;
  }

  /** What communication adds to computation that it overlaps with: a smooth maximum. */
  private double exposed(double compute, double communication) {
    if (communication <= 0) {
      return 0;
    }
    double sharpness = options.constants().get("overlap.sharpness");
    return SmoothMax.of(compute, communication, sharpness) - compute;
  }

  @Override
  public CostEstimate estimate(StageCosts costs, Partition partition) {
    if (!(costs.details() instanceof PriceTables tables)) {
      throw new IllegalArgumentException("tables of another cost model");
    }
    return step.estimate(tables, partition);
  }

  /**
   * Returns everything that happens in a step, as {@link #estimate} sees it: it takes as long.
   *
   * @throws org.ampplanner.simulate.DeadlockException if the schedule cannot be run
   */
  public StepTimeline timeline(
      Strategy strategy, Placement placement, Partition partition, LinkUse links) {
    return timeline(stageCosts(strategy, placement), partition, links);
  }

  /**
   * Returns everything that happens in a step under tables of this model.
   *
   * @throws org.ampplanner.simulate.DeadlockException if the schedule cannot be run
   */
  public StepTimeline timeline(StageCosts costs, Partition partition, LinkUse links) {
    PriceTables tables = (PriceTables) Objects.requireNonNull(costs.details());
    CostEstimate estimate = step.estimate(tables, partition);
    return new Timelines(step, links).of(tables, partition, estimate.breakdown().other());
  }

  /** Returns the bytes that a device sends over a cut for one micro-batch, in one direction. */
  public double bytesSent(Strategy strategy, int cutAfterLayer, boolean forward) {
    return step.handover().bytes(strategy, cutAfterLayer, forward);
  }

  /** Returns the bytes of gradients that a device of a stage has to reduce in a step. */
  public double gradientBytes(Strategy strategy, Partition partition, int stage) {
    List<Layer> held = inputs.model().layers().subList(partition.from(stage), partition.to(stage));
    return GradientSync.held(held, strategy.degrees()).total()
        * options.software().state().reducedBytes();
  }

  @Override
  public StepAnatomy anatomy(StageCosts costs, Partition partition) {
    if (!(costs.details() instanceof PriceTables tables)) {
      throw new IllegalArgumentException("tables of another cost model");
    }
    return new PredictiveAnatomy(this, step, tables, partition).anatomy();
  }

  @Override
  public PredictiveCostModel with(CostInputs newInputs) {
    return new PredictiveCostModel(newInputs, options);
  }

  /** Returns how the times of layers on a device type come about. */
  ProfiledPrices.Provenance provenance(DeviceType type, Strategy strategy) {
    return profiled.provenance(type.id(), strategy.tensorParallel(), strategy.microBatchSize());
  }
}
