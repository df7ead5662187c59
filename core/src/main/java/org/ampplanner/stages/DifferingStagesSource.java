package org.ampplanner.stages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ampplanner.arrange.Candidate;
import org.ampplanner.arrange.CandidateSource;
import org.ampplanner.arrange.Subject;
import org.ampplanner.cost.CostModel;
import org.ampplanner.partition.StageChoiceSolver;
import org.ampplanner.space.Rejections;
import org.ampplanner.space.SearchConstraints;
import org.ampplanner.space.SpacePart;
import org.ampplanner.space.StrategyOptions;

/** Pipelines of stages that each choose their devices and degrees, a candidate a setting. */
public final class DifferingStagesSource implements CandidateSource {
  private final CostModel costModel;
  private final SearchConstraints constraints;

  /** Makes a source. */
  public DifferingStagesSource(CostModel costModel, SearchConstraints constraints) {
    this.costModel = costModel;
    this.constraints = constraints;
  }

  @Override
  public SpacePart part() {
    return SpacePart.DIFFERING_STAGES;
  }

  @Override
  public Optional<String> excluded() {
    return Exclusions.of(costModel, constraints);
  }

  @Override
  public Enumerated enumerate(BooleanSupplier stop) {
    NodePool pool = new NodePool(costModel.inputs().layout());
    StageTables tables = new StageTables(costModel, constraints, pool);
    List<Unbounded> all = new ArrayList<>();
    for (StageSetting setting : settings()) {
      all.add(
          new Unbounded(
              new Subject.DifferingStages(setting.samples(), setting.options()),
              () -> bounded(setting, tables, pool, stop)));
    }
    return new Enumerated(all, Rejections.NONE, true);
  }

  private List<StageSetting> settings() {
    int batch = costModel.inputs().training().globalBatchSize();
    List<StageSetting> settings = new ArrayList<>();
    for (int samples = 1; samples <= batch; samples++) {
      if (batch % samples == 0) {
        for (StrategyOptions options : constraints.options()) {
          settings.add(new StageSetting(samples, batch / samples, options));
        }
      }
    }
    return settings;
  }

  /** A bound that needs no boundaries; nothing where no stage is possible. */
  private Optional<Candidate> bounded(
      StageSetting setting, StageTables tables, NodePool pool, BooleanSupplier stop) {
    return tables
        .of(setting, false)
        .map(bounds ->
            new DifferingStagesCandidate(
                costModel,
                pool,
                tables,
                setting,
                bounds.seconds(StageChoiceSolver.bound(bounds.tables(), stop))));
  }
}
