package org.ampplanner.amp;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.partition.BlockSplit;
import org.ampplanner.partition.Partition;
import org.ampplanner.placement.Placement;
import org.ampplanner.plan.Plan;
import org.ampplanner.search.Planner;
import org.ampplanner.search.Sampling;
import org.ampplanner.search.SearchControl;
import org.ampplanner.search.SearchOutcome;
import org.ampplanner.search.SearchRequest;
import org.ampplanner.strategy.Strategy;

/**
 * AMP's published procedure (Li et al. 2022, algorithm 1, without its real trials): every degree
 * and micro-batch size in hostfile order, AMP's own layer assignment, then the smallest cost. With
 * a single micro-batch it splits blocks evenly instead.
 *
 * <p>AMP's assignment grows with the fourth power of the layers. Strategies for which its table
 * would pass some hundred million entries are left out, and the search then says that it is not
 * complete.
 *
 * <p>Layers are assigned under AMP's own cost model, whatever model the request predicts with.
 */
public final class AmpPlanner implements Planner {
  private final AmpView view;

  /** Makes a planner that sees models as given. */
  public AmpPlanner(AmpView view) {
    this.view = view;
  }

  @Override
  public String id() {
    return "amp";
  }

  @Override
  public SearchOutcome search(SearchRequest request, SearchControl control) {
    CostModel costModel = request.costModel();
    AmpCostModel amp = new AmpCostModel(costModel.inputs(), view);
    return Sampling.search(
        id(),
        request,
        control,
        strategies ->
            strategies.stream()
                .filter(s -> amp.objection(s).isEmpty())
                .sorted(Comparator.comparingInt(Strategy::pipelineParallel)) // the quick ones first
                .map(s ->
                    (Sampling.Sample)
                        () -> plan(costModel, amp, s, control::stopRequested).stream().toList())
                .toList());
  }

  private static Optional<Plan> plan(
      CostModel costModel, AmpCostModel amp, Strategy strategy, BooleanSupplier stop) {
    Placement placement = Placement.hostfileOrder((int) strategy.degrees().worldSize());
    return partition(amp, strategy, placement, stop)
        .map(partition -> Plan.priced(costModel, strategy, placement, partition));
  }

  /**
   * Returns the partition that AMP's release chooses for a strategy and placement; empty if asked
   * to stop, or if its own assignment is too large to be computed.
   */
  static Optional<Partition> partition(
      AmpCostModel amp, Strategy strategy, Placement placement, BooleanSupplier stop) {
    StageCosts costs = amp.at(strategy, placement).tables();
    int[] costed = amp.costedLayers();
    int stages = strategy.pipelineParallel();
    if (costs.microBatches() == 1) {
      int[] even = uniform(amp, costed.length, stages).cuts();
      return Optional.of(expand(even, costed, costs.layers()));
    }
    if (AmpLayerAssignment.isTooLarge(costed.length, stages)) {
      return Optional.empty();
    }
    int[] chosen = assignment(costs, costed, stages).cuts(stop);
    return chosen == null ? Optional.empty() : Optional.of(expand(chosen, costed, costs.layers()));
  }

  private static AmpLayerAssignment assignment(StageCosts costs, int[] costed, int stages) {
    double[] seconds = new double[costed.length];
    double[][] cuts = new double[stages - 1][costed.length - 1];
    for (int i = 0; i < costed.length; i++) {
      seconds[i] = costs.layerSeconds()[0][costed[i]];
      for (int b = 0; b < stages - 1 && i < costed.length - 1; b++) {
        cuts[b][i] = costs.cutSeconds()[b][costed[i]];
      }
    }
    return new AmpLayerAssignment(seconds, cuts, stages, costs.microBatches());
  }

  private static Partition uniform(AmpCostModel amp, int costedLayers, int stages) {
    BlockSplit given = amp.view().uniformBlocks();
    BlockSplit blocks = given != null ? given : BlockSplit.of(amp.inputs().model().layers());
    return blocks.split(costedLayers, stages);
  }

  /**
   * Translates cuts between costed layers to cuts between all: free layers stay with their
   * predecessor.
   */
  private static Partition expand(int[] cuts, int[] costed, int layers) {
    int[] all = new int[cuts.length];
    for (int s = 1; s < cuts.length - 1; s++) {
      all[s] = costed[cuts[s] - 1] + 1;
    }
    all[cuts.length - 1] = layers;
    return new Partition(all);
  }
}
