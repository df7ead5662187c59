package org.ampplanner.predictive;

import java.util.List;
import org.ampplanner.collective.Collectives;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.model.Layer;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.operator.Constants;
import org.ampplanner.partition.Partition;
import org.ampplanner.strategy.Strategy;

/** The synchronisation of gradients after the passes of a step: of replicas, and of tied layers. */
final class StepSync {
  private final List<Layer> layers;
  private final List<TiedPair> tiedPairs;
  private final SoftwareTraits software;
  private final Collectives collectives;
  private final StagePasses passes;
  private final double usableShare;

  StepSync(
      CostInputs inputs,
      SoftwareTraits software,
      Constants constants,
      Collectives collectives,
      StagePasses passes) {
    this.layers = inputs.model().layers();
    this.tiedPairs = inputs.model().tiedPairs();
    this.software = software;
    this.collectives = collectives;
    this.passes = passes;
    this.usableShare = software.overlap().gradients() ? constants.get("overlap.gradient") : 0;
  }

  /** Returns the exposed gradient synchronisation of a stage; all wait for its slowest replica. */
  double seconds(PriceTables tables, Partition partition, int s) {
    Strategy strategy = tables.stages().get(s);
    GradientSync sync = of(strategy);
    GradientSync.Held held = held(tables, partition, s);
    GroupLink data = tables.placed().data().get(s);
    GroupLink expertData = tables.placed().expertData().get(s);
    double reduce = sync.reduceSeconds(held, data, expertData);
    double gather = sync.gatherSeconds(held, data, expertData);
    if (software.overlap().gradients()) {
      LayerPrice stage = passes.slowest(tables, s, partition);
      double window = usableShare * GradientSync.window(strategy, tables.mostMicroBatches());
      reduce = Math.max(reduce * (1 - usableShare), reduce - window * stage.backwardTotal());
      gather = Math.max(gather * (1 - usableShare), gather - window * stage.forwardTotal());
    }
    return reduce + gather;
  }

  /** Returns the share of a pass that gradient synchronisation may hide behind. */
  double usableShare() {
    return usableShare;
  }

  /** Returns what gradients of a strategy take to synchronise. */
  GradientSync of(Strategy strategy) {
    return new GradientSync(strategy, software, collectives);
  }

  /** Returns what a device of a stage holds; what tied layers on one stage share counts once. */
  GradientSync.Held held(PriceTables tables, Partition partition, int s) {
    Strategy strategy = tables.stages().get(s);
    GradientSync.Held held =
        GradientSync.held(layers.subList(partition.from(s), partition.to(s)), strategy.degrees());
    for (TiedPair pair : tiedPairs) {
      if (pair.first() >= partition.from(s) && pair.second() < partition.to(s)) {
        double twice = layers.get(pair.first()).sharedParameters(layers.get(pair.second()));
        held = held.plus(new GradientSync.Held(-twice / strategy.tensorParallel(), 0));
      }
    }
    return held;
  }

  /**
   * Returns the exchange of gradients of tied layers on different stages, added up by the two; the
   * step waits for the slowest replica's.
   */
  double tiedSeconds(PriceTables tables, Partition partition) {
    double seconds = 0;
    for (TiedPair pair : tiedPairs) {
      boolean apart =
          partition.stages() > 1
              && pair.first() < partition.to(0)
              && pair.second() >= partition.from(partition.stages() - 1);
      if (apart) {
        seconds +=
            tables.placed().tied().stream()
                .mapToDouble(link -> tiedSeconds(pair, largerParts(tables), link))
                .max()
                .orElse(0);
      }
    }
    return seconds;
  }

  /** Returns the exchange of gradients of two tied layers on different stages. */
  double tiedSeconds(TiedPair pair, Strategy strategy, GroupLink link) {
    double parameters = layers.get(pair.first()).sharedParameters(layers.get(pair.second()));
    double bytes = parameters / strategy.tensorParallel() * software.state().gradientBytes();
    return collectives.allReduce(bytes, link);
  }

  /** Of the first and the last stage, that whose ranks hold larger parts of what both share. */
  private static Strategy largerParts(PriceTables tables) {
    Strategy first = tables.stages().get(0);
    Strategy last = tables.stages().get(tables.stages().size() - 1);
    return last.tensorParallel() < first.tensorParallel() ? last : first;
  }
}
