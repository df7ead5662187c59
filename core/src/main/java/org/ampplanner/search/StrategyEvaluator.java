package org.ampplanner.search;

import java.util.Optional;
import org.ampplanner.arrange.LayerAssigner;
import org.ampplanner.arrange.LeastMisfit;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.Infeasible;
import org.ampplanner.engine.Engine;
import org.ampplanner.engine.EngineCapabilities;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.space.SearchSpace;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;

/** Prices single strategies that somebody names, filling in what is left open. */
public final class StrategyEvaluator {
  private final CostModel costModel;
  private final LayerAssigner assigner;
  private final EngineCapabilities engine;

  /** Makes an evaluator for a cost model. */
  public StrategyEvaluator(CostModel costModel) {
    this(costModel, Engine.ANY.capabilities());
  }

  /** Makes an evaluator that rejects what an engine cannot run. */
  public StrategyEvaluator(CostModel costModel, EngineCapabilities engine) {
    this.engine = engine;
    this.costModel = costModel;
    this.assigner = new LayerAssigner(costModel);
  }

  /** What became of a strategy. */
  public sealed interface Evaluation {}

  /**
   * It is priced.
   *
   * @param plan with the placement and partition that were given or filled in
   */
  public record Priced(Plan plan) implements Evaluation {}

  /**
   * It cannot be run or priced.
   *
   * @param reason why
   */
  public record Rejected(Infeasible reason) implements Evaluation {}

  /**
   * Prices a uniform strategy.
   *
   * @param strategy degrees whose product is the number of ranks, batch divisible
   * @param placement which devices, or empty for hostfile order
   * @param partition which layers, or empty for the best; where none fits in memory, the one that
   *     lacks least
   */
  public Evaluation evaluate(
      Strategy strategy, Optional<Placement> placement, Optional<Partition> partition) {
    int batch = costModel.inputs().training().globalBatchSize();
    return evaluate(PipelineStrategy.of(strategy, batch), placement, partition);
  }

  /** Prices a strategy whose stages or shares may differ. */
  public Evaluation evaluate(
      PipelineStrategy strategy, Optional<Placement> placement, Optional<Partition> partition) {
    Optional<Infeasible> objection =
        objection(strategy).or(() -> partition.flatMap(p -> tooFew(strategy.first(), p)));
    if (objection.isPresent()) {
      return new Rejected(objection.get());
    }
    Placement placed = placement.orElseGet(() -> Placement.hostfileOrder(strategy.ranks()));
    Optional<Plan> plan =
        partition.isPresent()
            ? Optional.of(Plan.priced(costModel, strategy, placed, partition.get()))
            : assigner
                .assign(strategy, placed, Double.POSITIVE_INFINITY)
                .or(() -> LeastMisfit.plan(costModel, strategy, placed));
    return plan.<Evaluation>map(Priced::new)
        .orElseGet(() ->
            new Rejected(new Infeasible(Infeasible.Kind.MEMORY, "no partition fits in memory")));
  }

  /** A stage holds a layer for each of its chunks at least. */
  private static Optional<Infeasible> tooFew(Strategy strategy, Partition partition) {
    int chunks = strategy.degrees().virtualPipeline();
    return partition.leastLayers() >= chunks
        ? Optional.empty()
        : Optional.of(
            new Infeasible(
                Infeasible.Kind.DIVISIBILITY,
                "layer_cuts ("
                    + partition
                    + ") give a stage fewer layers than virtual_pipeline ("
                    + chunks
                    + ")"));
  }

  private Optional<Infeasible> objection(PipelineStrategy strategy) {
    int layers = costModel.inputs().model().layers().size();
    return SearchSpace.tooManyStages(strategy.first().degrees(), layers)
        .or(() ->
            engine
                .objection(strategy, costModel.inputs().model(), costModel.inputs().training())
                .map(reason -> new Infeasible(Infeasible.Kind.ENGINE, reason)))
        .or(() -> costModel.objection(strategy));
  }
}
