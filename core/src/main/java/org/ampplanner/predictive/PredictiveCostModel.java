package org.ampplanner.predictive;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ampplanner.collective.Collectives;
import org.ampplanner.cost.CostInputs;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.Infeasible;
import org.ampplanner.cost.StepPricing;
import org.ampplanner.cost.Tiling;
import org.ampplanner.engine.MatrixFormat;
import org.ampplanner.engine.SoftwareTraits;
import org.ampplanner.memory.MemoryModel;
import org.ampplanner.model.LayerColumns;
import org.ampplanner.model.Model.TiedPair;
import org.ampplanner.operator.Constants;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.PipelineStrategy;
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
  private final MemoryModel memory;
  private final StepEstimator step;
  private final LayerRows rows;
  private final List<TiedPair> tiedPairs;
  private final int[] firstAlike;
  private final LayerColumns columns;
  private final StrategyBound bound;

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

    /** Returns these options with another calibration. */
    public Options with(Calibration other) {
      return new Options(software, format, constants, other);
    }
  }

  /** Binds the model to its inputs. */
  public PredictiveCostModel(CostInputs inputs, Options options) {
    this.inputs = inputs;
    this.options = options;
    this.collectives = new Collectives(options.constants(), options.calibration().links());
    this.memory =
        new MemoryModel(
            inputs, options.software(), options.constants(), options.calibration().memory());
    this.step = new StepEstimator(inputs, options, collectives, memory);
    this.tiedPairs = inputs.model().tiedPairs();
    this.firstAlike = inputs.model().firstAlike();
    this.rows = new LayerRows(inputs, options, collectives, firstAlike);
    this.columns = LayerColumns.of(firstAlike, alone());
    this.bound = new StrategyBound(this);
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

  @Override
  public String id() {
    return "predictive";
  }

  @Override
  public CostInputs inputs() {
    return inputs;
  }

  /** Returns what this model predicts with besides its inputs. */
  public Options options() {
    return options;
  }

  @Override
  public PredictiveCostModel with(CostInputs newInputs) {
    return new PredictiveCostModel(newInputs, options);
  }

  @Override
  public Optional<Infeasible> objection(Strategy strategy) {
    return Objections.of(strategy, inputs);
  }

  @Override
  public Optional<Infeasible> objection(PipelineStrategy strategy) {
    return Objections.of(strategy, inputs);
  }

  @Override
  public Optional<Infeasible> misfit(Strategy strategy) {
    MemoryModel.MemoryBound bound = memory.bound(strategy);
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

  @Override
  public double leastSeconds(Strategy strategy) {
    return bound.seconds(strategy);
  }

  @Override
  public StepPricing at(PipelineStrategy strategy, Placement placement) {
    return new PredictivePricing(this, strategy, placement);
  }

  @Override
  public Optional<GroupPricing> at(Strategy strategy, Tiling tiling) {
    return PlacedGroups.possible(strategy.degrees(), tiling)
        ? Optional.of(new PredictiveGroupPricing(this, strategy, tiling))
        : Optional.empty();
  }

  /** Returns the bounds of strategies wherever they stand. */
  StrategyBound bound() {
    return bound;
  }

  /** Returns what composes a step of its parts. */
  StepEstimator step() {
    return step;
  }

  /** Returns the prices of layers. */
  LayerRows rows() {
    return rows;
  }

  MemoryModel memory() {
    return memory;
  }

  Collectives collectives() {
    return collectives;
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
}
