package org.ampplanner.predictive;

import java.util.List;
import java.util.Optional;
import org.ampplanner.cost.CostEstimate;
import org.ampplanner.cost.StageBound;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.StageMemory;
import org.ampplanner.cost.StepAnatomy;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.predictive.LayerRows.RowKey;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.strategy.PipelineStrategy;
import org.jspecify.annotations.Nullable;

/** The predictive model's answers about one placed strategy; each is made when it is asked for. */
final class PredictivePricing implements StepPricing {
  private final PredictiveCostModel model;
  private final PipelineStrategy strategy;
  private final Placement placement;
  private final PlacedPipeline pipeline;
  private final double[] memoryLimits;
  private @Nullable PriceTables prices;
  private @Nullable StageCosts tables;

  PredictivePricing(PredictiveCostModel model, PipelineStrategy strategy, Placement placement) {
    this(
        model,
        strategy,
        placement,
        new PlacedPipeline(model.inputs().layout(), placement, strategy));
  }

  PredictivePricing(
      PredictiveCostModel model,
      PipelineStrategy strategy,
      Placement placement,
      PlacedPipeline pipeline) {
    this.model = model;
    this.strategy = strategy;
    this.placement = placement;
    this.pipeline = pipeline;
    this.memoryLimits = pipeline.memoryLimits();
  }

  private PriceTables prices() {
    PriceTables made = prices;
    if (made == null) {
      made = priced();
      prices = made;
    }
    return made;
  }

  private PriceTables priced() {
    PlacedPipeline.Placed placed = pipeline.placed();
    int stages = strategy.stages().size();
    LayerPrice[][][] rows = new LayerPrice[placed.microBatches().length][stages][];
    for (int r = 0; r < rows.length; r++) {
      for (int s = 0; s < stages; s++) {
        PlacedStages.StageHardware own = placed.stages().replicas().get(r).get(s);
        RowKey key =
            new RowKey(
                own.types(),
                own.links(),
                placed.stages().data().get(s),
                placed.stages().expertData().get(s));
        rows[r][s] = model.rows().of(strategy.stages().get(s)).apply(key);
      }
    }
    return new PriceTables(
        strategy.stages(),
        memoryLimits,
        placed.stages(),
        placed.resharding(),
        rows,
        placed.microBatches());
  }

  @Override
  public StageCosts tables() {
    StageCosts made = tables;
    if (made == null) {
      StageCosts.Memory memory =
          strategy.alike()
              ? model.memory().table(strategy.first(), memoryLimits, strategy.mostMicroBatches())
              : null;
      made = ClosedFormTables.of(model, prices(), memory);
      tables = made;
    }
    return made;
  }

  @Override
  public double seconds(Partition partition) {
    return model.step().parts(prices(), partition).seconds();
  }

  @Override
  public CostEstimate estimate(Partition partition) {
    return model.step().estimate(prices(), partition);
  }

  @Override
  public List<StageMemory> memory(Partition partition) {
    return model
        .memory()
        .stages(strategy.stages(), partition, memoryLimits, strategy.mostMicroBatches());
  }

  @Override
  public StepAnatomy anatomy(Partition partition) {
    return new PredictiveAnatomy(model, prices(), partition).anatomy();
  }

  @Override
  public StepTimeline timeline(Partition partition, LinkUse links) {
    return new Timelines(model.step(), links).of(prices(), partition);
  }

  @Override
  public Optional<double[]> bytesLeavingNodes(Partition partition) {
    return Optional.of(
        new NodeTraffic(model, strategy, placement, prices()).bytesLeaving(partition));
  }

  @Override
  public Optional<StageBound> stageBound(int stage) {
    return Optional.of(new StageBounds(model, prices(), stage).bound());
  }
}
