package org.ampplanner.arrange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostModel;
import org.ampplanner.placement.Placement;
import org.ampplanner.space.PieceTiling;
import org.ampplanner.strategy.Strategy;

/**
 * The arrangements of a strategy on a cluster whose nodes differ in more than their class: tilings
 * over pieces of nodes in any order, each bounded by {@link IdealBound}; hostfile order where none
 * fits.
 */
final class PieceArrangements {
  private final CostModel costModel;
  private final PieceOrders orders;
  private final PlacementAssigner assigner;
  private final IdealBound bound;

  PieceArrangements(CostModel costModel) {
    this.costModel = costModel;
    this.orders = new PieceOrders(costModel.inputs().layout());
    this.assigner = new PlacementAssigner(costModel, orders);
    this.bound = new IdealBound(costModel);
  }

  /** Returns whether links, switches, linked nodes or sizes tell nodes of a cluster apart. */
  static boolean needed(ClusterLayout layout) {
    List<NodeLine> lines = layout.cluster().lines();
    int devices = lines.get(0).devices();
    return layout.hasTopology() || lines.stream().anyMatch(line -> line.devices() != devices);
  }

  /** Returns the arrangements, smallest bound first. */
  List<Arrangement> of(Strategy strategy) {
    List<Arrangement> all = new ArrayList<>();
    for (PieceTiling tiling : PieceTiling.of(strategy.degrees(), orders.pieces())) {
      all.add(new PieceArrangement(assigner, strategy, tiling, bound.of(strategy, tiling)));
    }
    if (all.isEmpty()) {
      Placement hostfile = Placement.hostfileOrder((int) strategy.degrees().worldSize());
      all.add(PlacedArrangement.of(costModel, strategy, hostfile));
    }
    all.sort(Comparator.comparingDouble(Arrangement::boundSeconds));
    return all;
  }
}
