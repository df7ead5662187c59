package org.ampplanner.predictive;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.collective.Collectives;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.model.Layer;
import org.ampplanner.operator.Sharding;
import org.ampplanner.predictive.PredictiveCostModel.Options;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;

/** The prices of all layers on kinds of stage, each made once and shared over strategies. */
final class LayerRows {
  private final CostInputs inputs;
  private final Options options;
  private final Collectives collectives;
  private final ProfiledPrices profiled;
  private final int[] firstAlike;
  private final Map<SharedRow, LayerPrice[]> rows = new ConcurrentHashMap<>();
  private final Map<String, LayerPricer> pricers = new HashMap<>();

  /**
   * Makes the prices of a job.
   *
   * @param firstAlike by layer, the first layer that is alike
   */
  LayerRows(CostInputs inputs, Options options, Collectives collectives, int[] firstAlike) {
    this.inputs = inputs;
    this.options = options;
    this.collectives = collectives;
    this.profiled = new ProfiledPrices(inputs.profile());
    this.firstAlike = firstAlike;
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

  /** What the prices of layers on a stage depend on, of its hardware. */
  record RowKey(
      List<DeviceType> types, LayerPricer.Links links, GroupLink data, GroupLink expertData) {}

  /** What they depend on; the links of data parallelism only where weights are sharded. */
  private record SharedRow(RowKey key, Strategy strategy) {}

  /** Returns the prices of all layers on kinds of stage of a strategy, made once. */
  Function<RowKey, LayerPrice[]> of(Strategy strategy) {
    boolean sharded = sharesWeights(strategy);
    Degrees d = strategy.degrees();
    Strategy alike =
        Strategy.of(
                new Degrees(
                    d.tensorParallel(),
                    1,
                    1,
                    d.contextParallel(),
                    d.expertParallel(),
                    1,
                    d.expertTensorParallel()),
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
        strategy.degrees().spreadsExpertsOverTensor()
            ? strategy.degrees().expertTensorParallel()
            : tp,
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

  /** Returns how the times of layers on a device type come about. */
  ProfiledPrices.Provenance provenance(DeviceType type, Strategy strategy) {
    return profiled.provenance(type.id(), strategy.tensorParallel(), strategy.microBatchSize());
  }
}
