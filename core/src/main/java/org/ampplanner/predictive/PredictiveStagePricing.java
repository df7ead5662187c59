package org.ampplanner.predictive;

import java.util.Arrays;
import java.util.List;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.cost.StagePricing;
import org.ampplanner.memory.InFlight;
import org.ampplanner.model.Layer;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.NonUniformStrategy;
import org.ampplanner.strategy.Schedule;
import org.ampplanner.strategy.Strategy;

/** The predictive model's prices of single stages. */
final class PredictiveStagePricing implements StagePricing {
  private final PredictiveCostModel model;
  private final StepEstimator step;
  private final List<Layer> layers;
  private final int[] alike;

  PredictiveStagePricing(PredictiveCostModel model, StepEstimator step) {
    this.model = model;
    this.step = step;
    this.layers = model.inputs().model().layers();
    this.alike = model.firstAlike();
  }

  @Override
  public Terms terms(Strategy alone, Placement devices) {
    int microBatches = alone.microBatches(model.inputs().training().globalBatchSize());
    PriceTables tables =
        model.nonUniformTables(
            new NonUniformStrategy(
                List.of(alone), java.util.Collections.nCopies(alone.dataParallel(), microBatches)),
            devices);
    LayerPrice[] row = tables.replicas()[0][0];
    double[] forward = Arrays.stream(row).mapToDouble(LayerPrice::forwardTotal).toArray();
    double[] backward = Arrays.stream(row).mapToDouble(LayerPrice::backwardTotal).toArray();
    return new Terms(
        forward,
        backward,
        sync(alone, tables.placed().data().get(0)),
        update(alone, tables),
        model.memoryModel().table(alone, tables.memoryLimits(), microBatches));
  }

  private double leastSync(GradientSync sync, Layer layer, int times, GroupLink data) {
    double all =
        sync.seconds(layer, times, data, data, true)
            + sync.seconds(layer, times, data, data, false);
    return all * (1 - step.usableShare());
  }

  /** By layer what it adds; the latency of all with the first, which the first stage has. */
  private double[] sync(Strategy alone, GroupLink data) {
    GradientSync sync = step.sync(alone);
    double[] seconds = new double[layers.size()];
    for (int l = 0; l < seconds.length; l++) {
      if (l > 0 && alike[l] < l && alike[l] > 0) {
        seconds[l] = seconds[alike[l]];
        continue;
      }
      double once = leastSync(sync, layers.get(l), 1, data);
      double twice = leastSync(sync, layers.get(l), 2, data);
      seconds[l] = l == 0 ? once : twice - once;
    }
    for (TiedPair pair : model.inputs().model().tiedPairs()) {
      // The stage may hold the earlier layer too, and then counts the shared parameters once.
      double own = layers.get(pair.second()).parameters();
      seconds[pair.second()] *= own > 0 ? Math.max(0, 1 - shared(pair) / own) : 1;
    }
    return seconds;
  }

  private double[] update(Strategy alone, PriceTables tables) {
    double slowest =
        tables.hardware(0).get(0).types().stream()
            .mapToDouble(type -> type.memoryBytesPerSecond())
            .min()
            .orElseThrow();
    double perParameter = step.optimizerSeconds(alone, slowest);
    double[] seconds = new double[layers.size()];
    Arrays.setAll(
        seconds, l -> perParameter * GradientSync.held(layers.get(l), alone.degrees()).total());
    for (TiedPair pair : model.inputs().model().tiedPairs()) {
      double saved = perParameter * shared(pair) / alone.tensorParallel();
      seconds[pair.second()] = Math.max(0, seconds[pair.second()] - saved);
    }
    return seconds;
  }

  private double shared(TiedPair pair) {
    return layers.get(pair.first()).sharedParameters(layers.get(pair.second()));
  }

  @Override
  public int inFlight(int after, int microBatches) {
    double own =
        InFlight.microBatches(Schedule.ONE_FORWARD_ONE_BACKWARD, 0, after + 1, 1, microBatches);
    boolean more = model.options().software().pipeline().blocking() && after >= 0;
    return (int) Math.min(own + (more ? 1 : 0), microBatches);
  }

  @Override
  public double factor(int ranks) {
    return step.jitter(ranks);
  }

  @Override
  public double fixedSeconds() {
    return step.fixedSeconds();
  }
}
