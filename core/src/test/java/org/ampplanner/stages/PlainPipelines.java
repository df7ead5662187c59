package org.ampplanner.stages;

import java.util.ArrayList;
import java.util.List;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.fixtures.PlainPlanner;
import org.ampplanner.space.StrategyOptions;
import org.ampplanner.strategy.Recompute;

/** Every sequence of shapes with every partition, priced by the plain evaluator. */
final class PlainPipelines {
  private final CostModel model;
  private final NodePool pool;
  private final int layers;
  private double least = Double.POSITIVE_INFINITY;

  private PlainPipelines(CostModel model) {
    this.model = model;
    this.pool = new NodePool(model.inputs().layout());
    this.layers = model.inputs().model().layers().size();
  }

  /**
   * Returns the least step of all pipelines of two or more stages, without and with shared
   * optimizer states; infinite if nothing fits.
   */
  static double least(CostModel model) {
    PlainPipelines all = new PlainPipelines(model);
    int batch = model.inputs().training().globalBatchSize();
    for (int samples = 1; samples <= batch; samples++) {
      for (int zero = 0; batch % samples == 0 && zero <= 1; zero++) {
        all.grow(
            new StageSetting(
                samples, batch / samples, new StrategyOptions(Recompute.NONE, zero, false)),
            new ArrayList<>(),
            all.pool.units());
      }
    }
    return all.least;
  }

  private void grow(StageSetting setting, List<StageShape> stages, int[] left) {
    if (stages.size() > 1) {
      price(setting, stages);
    }
    for (StageShape shape : pool.shapes()) {
      if (stages.size() < layers
          && left[shape.nodeClass()] >= shape.units()
          && setting.samples() % shape.dataParallel() == 0
          && model.objection(setting.strategy(shape, 2)).isEmpty()) {
        int[] rest = left.clone();
        rest[shape.nodeClass()] -= shape.units();
        List<StageShape> longer = new ArrayList<>(stages);
        longer.add(shape);
        grow(setting, longer, rest);
      }
    }
  }

  private void price(StageSetting setting, List<StageShape> stages) {
    StepPricing pricing = model.at(setting.strategy(stages), pool.place(stages));
    PlainPlanner.forEachPartition(
        stages.size(),
        layers,
        partition -> {
          CostEstimate cost = pricing.estimate(partition);
          if (cost.memory() == null || cost.memory().fits()) {
            least = Math.min(least, cost.iterationSeconds());
          }
        });
  }
}
