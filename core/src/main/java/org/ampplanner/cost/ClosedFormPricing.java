package org.ampplanner.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ampplanner.cost.CostEstimate.StageEstimate;
import org.ampplanner.cost.StepAnatomy.Provenance;
import org.ampplanner.partition.Partition;
import org.ampplanner.simulate.LinkUse;
import org.ampplanner.simulate.StepTimeline;
import org.ampplanner.strategy.PipelineStrategy;

/** The answers of a cost model whose step time is the closed form of its tables. */
public final class ClosedFormPricing implements StepPricing {
  private final String model;
  private final PipelineStrategy strategy;
  private final StageCosts tables;
  private final List<Provenance> provenance;

  /**
   * Makes the pricing of a uniform strategy.
   *
   * @param model the name of the cost model
   * @param strategy what the tables were made for
   * @param tables exact ones
   * @param provenance where the tables' numbers come from
   */
  public ClosedFormPricing(
      String model, PipelineStrategy strategy, StageCosts tables, List<Provenance> provenance) {
    this.model = model;
    this.strategy = strategy;
    this.tables = tables;
    this.provenance = List.copyOf(provenance);
  }

  @Override
  public StageCosts tables() {
    return tables;
  }

  @Override
  public double seconds(Partition partition) {
    return estimate(partition).iterationSeconds();
  }

  @Override
  public CostEstimate estimate(Partition partition) {
    return estimate(tables, partition);
  }

  /** Prices a partition by the closed form, term by term. */
  static CostEstimate estimate(StageCosts tables, Partition partition) {
    StageCosts.ClosedForm form = tables.price(partition);
    List<StageEstimate> stages = new ArrayList<>();
    for (int s = 0; s < tables.stages(); s++) {
      double once = tables.stageSeconds(s, partition.from(s), partition.to(s));
      stages.add(new StageEstimate(once, null));
    }
    return new CostEstimate(
        new CostBreakdown(
            tables.microBatches() * form.maxStage(),
            form.sumStages() - form.maxStage(),
            0,
            form.cuts(),
            form.maxSync(),
            0,
            0),
        stages);
  }

  @Override
  public List<StageMemory> memory(Partition partition) {
    return List.of();
  }

  @Override
  public StepAnatomy anatomy(Partition partition) {
    return ClosedFormAnatomy.of(tables, partition, provenance);
  }

  @Override
  public StepTimeline timeline(Partition partition, LinkUse links) {
    return ClosedFormReplay.of(model, strategy, tables, partition, links);
  }

  @Override
  public Optional<double[]> bytesLeavingNodes(Partition partition) {
    return Optional.empty();
  }

  @Override
  public Optional<StageBound> stageBound(int stage) {
    return Optional.empty();
  }
}
