package org.ampplanner.predictive;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.cost.StageBound;
import org.ampplanner.model.Layer;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.strategy.Strategy;

/** What the predictive model says that the layers of a stage add at least, on its own devices. */
final class StageBounds {
  private final PredictiveCostModel model;
  private final StepEstimator step;
  private final List<Layer> layers;
  private final int[] alike;
  private final PriceTables tables;
  private final int stage;
  private final Strategy alone;

  StageBounds(PredictiveCostModel model, PriceTables tables, int stage) {
    this.model = model;
    this.step = model.step();
    this.layers = model.inputs().model().layers();
    this.alike = model.firstAlike();
    this.tables = tables;
    this.stage = stage;
    Strategy own = tables.stages().get(stage);
    this.alone = own.with(own.degrees().withPipeline(1));
  }

  StageBound bound() {
    double[] limit = {tables.memoryLimits()[stage]};
    return new StageBound(
        least(LayerPrice::forwardTotal),
        least(LayerPrice::backwardTotal),
        sync(),
        update(),
        model.memory().table(alone, limit, tables.mostMicroBatches()),
        model.options().software().pipeline().blocking() ? 1 : 0,
        step.fixedSeconds());
  }

  /** By layer, on the replica where it takes least. */
  private double[] least(ToDoubleFunction<LayerPrice> pass) {
    double[] least = new double[layers.size()];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    for (LayerPrice[][] replica : tables.replicas()) {
      for (int l = 0; l < least.length; l++) {
        least[l] = Math.min(least[l], pass.applyAsDouble(replica[stage][l]));
      }
    }
    return least;
  }

  private double leastSync(GradientSync sync, Layer layer, int times, GroupLink data) {
    double all =
        sync.seconds(layer, times, data, data, true)
            + sync.seconds(layer, times, data, data, false);
    return all * (1 - step.sync().usableShare());
  }

  /** By layer what it adds; the latency of all with the first, which the first stage has. */
  private double[] sync() {
    GroupLink data = tables.placed().data().get(stage);
    GradientSync sync = step.sync().of(alone);
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
    for (TiedPair pair : model.tiedPairs()) {
      // The stage may hold the earlier layer too, and then counts the shared parameters once.
      double own = layers.get(pair.second()).parameters();
      seconds[pair.second()] *= own > 0 ? Math.max(0, 1 - shared(pair) / own) : 1;
    }
    return seconds;
  }

  private double[] update() {
    double slowest =
        tables.hardware(0).get(stage).types().stream()
            .mapToDouble(type -> type.memoryBytesPerSecond())
            .min()
            .orElseThrow();
    double perParameter = step.updateSeconds(alone, slowest);
    double[] seconds = new double[layers.size()];
    Arrays.setAll(
        seconds, l -> perParameter * GradientSync.held(layers.get(l), alone.degrees()).total());
    for (TiedPair pair : model.tiedPairs()) {
      double saved = perParameter * shared(pair) / alone.tensorParallel();
      seconds[pair.second()] = Math.max(0, seconds[pair.second()] - saved);
    }
    return seconds;
  }

  private double shared(TiedPair pair) {
    return layers.get(pair.first()).sharedParameters(layers.get(pair.second()));
  }
}
