package org.ampplanner.arrange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ampplanner.cluster.Cluster;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.IdealCluster;
import org.ampplanner.cluster.NodeClasses;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.cluster.NodePieces;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.GroupKind;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.LowerBound;
import org.ampplanner.cost.StageCosts;
import org.ampplanner.cost.Tiling;
import org.ampplanner.space.PieceTiling;
import org.ampplanner.strategy.Strategy;

/**
 * A lower bound over all orders of nodes on a cluster whose links tell nodes apart: the bound of
 * the {@link IdealCluster}, where order does not matter but for classes of devices.
 *
 * <p>A group of nodes of several classes is no faster than one of any single class of it, and where
 * every group counts for its slowest member, groups weigh no more together than if every class
 * formed groups of its own, its last one filled up. So the bound of pure groups, as many of each
 * class as its nodes fill, rounded up, holds for every grouping.
 */
final class IdealBound {
  private final CostModel ideal;
  private final List<NodeClass> classes;
  private final List<CostModel> pure = new ArrayList<>();
  private final NodePieces pieces;

  IdealBound(CostModel costModel) {
    ClusterLayout layout = costModel.inputs().layout();
    Cluster cluster = IdealCluster.of(layout);
    this.ideal = costModel.on(new ClusterLayout(cluster));
    this.pieces = new NodePieces(ideal.inputs().layout());
    this.classes = new NodeClasses(ideal.inputs().layout()).all();
    for (NodeClass each : classes) {
      Cluster uniform = IdealCluster.uniform(cluster, each.line());
      pure.add(classes.size() == 1 ? ideal : costModel.on(new ClusterLayout(uniform)));
    }
  }

  /**
   * A bound on the step.
   *
   * @param seconds over all placements of a tiling
   * @param exact whether the closed form of tables is the step time
   */
  record Bound(double seconds, boolean exact) {}

  /** Returns the bound over all placements of a tiling. */
  Bound of(Strategy strategy, PieceTiling tiling) {
    return byGroup(strategy, tiling).orElseGet(() -> byStage(strategy, tiling));
  }

  private Optional<Bound> byGroup(Strategy strategy, PieceTiling tiling) {
    if (tiling.replicasPerPiece() == 0) {
      return Optional.empty();
    }
    int size = tiling.piecesPerGroup();
    List<GroupKind> groups = new ArrayList<>();
    List<Integer> available = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      NodeClass each = classes.get(c);
      groups.add(new GroupKind(List.of(new GroupKind.Run(each.line(), c, size))));
      available.add((each.nodes().size() + size - 1) / size);
    }
    int b = tiling.stagesPerPiece();
    int[] counts = available.stream().mapToInt(Integer::intValue).toArray();
    return ideal
        .at(strategy, new Tiling(tiling.replicasPerPiece(), b, groups, available))
        .filter(GroupPricing::exact)
        .map(pricing ->
            new Bound(pricing.bounds().seconds(counts, tiling.pieces() / size, b), true));
  }

  /** The bound of a pipeline whose stages are each of one class, the fastest first. */
  private Bound byStage(Strategy strategy, PieceTiling tiling) {
    int[] hostfile = IntStream.range(0, pieces.count()).toArray();
    List<StageCosts> costs = new ArrayList<>();
    for (CostModel model : pure) {
      costs.add(model.at(strategy, tiling.place(pieces, hostfile)).tables());
    }
    if (costs.size() == 1) {
      return new Bound(LowerBound.seconds(costs.get(0)), costs.get(0).exact());
    }
    StageCosts some = costs.get(0);
    int stages = some.stages();
    double[][] rows = new double[stages][];
    double[] sync = new double[stages];
    int stage = 0;
    for (int c : fastestFirst(costs)) {
      int cells = classes.get(c).nodes().size() * tiling.cellsPerPiece();
      int dp = strategy.dataParallel();
      int held = Math.min(stages - stage, (cells + dp - 1) / dp);
      Arrays.fill(rows, stage, stage + held, costs.get(c).layerSeconds()[0]);
      stage += held;
    }
    Arrays.setAll(sync, s -> least(costs, c -> min(c.syncSecondsPerParameter())));
    double[][] cuts = new double[stages - 1][some.layers() - 1];
    for (double[] row : cuts) {
      Arrays.setAll(row, l -> least(costs, c -> cut(c, l)));
    }
    StageCosts ideal =
        new StageCosts(
            some.microBatches(),
            rows,
            cuts,
            sync,
            some.parameters(),
            some.tied(),
            some.exact(),
            null);
    return new Bound(LowerBound.seconds(ideal), some.exact());
  }

  private static List<Integer> fastestFirst(List<StageCosts> costs) {
    return IntStream.range(0, costs.size())
        .boxed()
        .sorted(
            Comparator.comparingDouble(c -> costs.get(c).stageSeconds(0, 0, costs.get(c).layers())))
        .toList();
  }

  private static double cut(StageCosts costs, int layer) {
    return Arrays.stream(costs.cutSeconds()).mapToDouble(row -> row[layer]).min().orElse(0);
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElse(0);
  }

  private static double least(
      List<StageCosts> costs, java.util.function.ToDoubleFunction<StageCosts> value) {
    return costs.stream().mapToDouble(value).min().orElse(0);
  }
}
