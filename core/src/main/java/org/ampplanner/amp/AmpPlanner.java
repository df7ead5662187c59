package org.ampplanner.amp;

import java.util.List;
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
                .map(s -> (Sampling.Sample) () -> List.of(plan(costModel, amp, s)))
                .toList());
  }

  private static Plan plan(CostModel costModel, AmpCostModel amp, Strategy strategy) {
    Placement placement = Placement.hostfileOrder((int) strategy.degrees().worldSize());
    return Sampling.priced(costModel, strategy, placement, partition(amp, strategy, placement));
  }

  /** Returns the partition that AMP's release chooses for a strategy and placement. */
  static Partition partition(AmpCostModel amp, Strategy strategy, Placement placement) {
    StageCosts costs = amp.stageCosts(strategy, placement);
    int[] costed = amp.costedLayers();
    int stages = strategy.pipelineParallel();
    if (costs.microBatches() == 1) {
      return expand(uniform(amp, costed.length, stages).cuts(), costed, costs.layers());
    }
    double[] seconds = new double[costed.length];
    double[][] cuts = new double[stages - 1][costed.length - 1];
    for (int i = 0; i < costed.length; i++) {
      seconds[i] = costs.layerSeconds()[0][costed[i]];
      for (int b = 0; b < stages - 1 && i < costed.length - 1; b++) {
        cuts[b][i] = costs.cutSeconds()[b][costed[i]];
      }
    }
    int[] chosen = new AmpLayerAssignment(seconds, cuts, stages, costs.microBatches()).cuts();
    return expand(chosen, costed, costs.layers());
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
