package org.ampplanner.arrange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.GroupKind;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.Tiling;
import org.ampplanner.placement.Placement;
import org.ampplanner.space.TilingPlacements;
import org.ampplanner.space.Tilings;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * The arrangements of a strategy that the exact search covers, each with its bound.
 *
 * <ul>
 *   <li>Hostfile order, up to {@value TilingPlacements#MAX_DEVICES} devices, and beyond where it is
 *       no tiling or nothing else is known; not where the cost model states memory by group, which
 *       placements do not carry.
 *   <li>Tilings of node groups, whose order is left to the joint solver, where the cost model knows
 *       costs by group and nodes of a class are interchangeable.
 *   <li>Where groups of several nodes could mix classes and all orders of nodes can be listed
 *       (under the same conditions), the listed placements instead; where they cannot, groups are
 *       consecutive, or, where classes are not ordered, divided in every way of {@link Tilings}.
 *   <li>Where links, switches or sizes tell nodes apart, tilings over pieces of nodes instead
 *       ({@link PieceArrangements}).
 * </ul>
 */
final class Arrangements {
  /** Nodes up to which mixed groups are turned; the replicas of more hardly differ by it. */
  private static final int MOST_TURNED = 64;

  private final CostModel costModel;
  private final TilingPlacements placements;
  private final @Nullable Tilings tilings;
  private final @Nullable PieceArrangements pieces;
  private final boolean links;
  private final int devices;
  private final Map<Strategy, Optional<Told>> told = new ConcurrentHashMap<>();

  /**
   * What the cost model tells of classes of nodes without placing them.
   *
   * @param order the classes, fastest first
   * @param exact whether what it tells of groups is the step time
   */
  private record Told(ClassOrder order, boolean exact) {}

  Arrangements(CostModel costModel) {
    ClusterLayout layout = costModel.inputs().layout();
    this.costModel = costModel;
    this.placements = new TilingPlacements(layout);
    this.devices = layout.devices();
    this.tilings = layout.hasTopology() ? null : new Tilings(layout);
    this.links = PieceArrangements.needed(layout);
    boolean few = layout.nodes() <= PieceOrders.MOST_COMPARED;
    this.pieces = links || few ? new PieceArrangements(costModel) : null;
  }

  /** Returns the arrangements, smallest bound first. */
  List<Arrangement> of(Strategy strategy) {
    boolean some = strategy.degrees().worldSize() < devices;
    Tilings known = tilings;
    if (pieces != null && links) {
      return pieces.of(strategy);
    }
    Optional<Told> classes = known == null ? Optional.empty() : told(known, strategy);
    List<Arrangement> all = new ArrayList<>();
    boolean exact = false;
    if (known != null && classes.isPresent()) {
      ClassOrder order = classes.get().order;
      exact = classes.get().exact;
      all.addAll(exact ? tiledOrListed(known, strategy, order) : tiled(known, strategy, order));
    }
    if (all.isEmpty() && some && !exact) {
      return pieces == null ? all : pieces.of(strategy);
    }
    if (all.isEmpty() && !exact) {
      placements.placements(strategy.degrees()).forEach(p -> all.add(placed(strategy, p)));
    }
    all.sort(Comparator.comparingDouble(Arrangement::boundSeconds));
    return all;
  }

  /** Where the step is the closed form: tilings, or placements where all orders can be listed. */
  private List<Arrangement> tiledOrListed(Tilings tilings, Strategy strategy, ClassOrder order) {
    List<Arrangement> all = new ArrayList<>();
    boolean whole = strategy.degrees().worldSize() == devices;
    if (whole && (devices <= TilingPlacements.MAX_DEVICES || !isTiling(strategy))) {
      all.add(placed(strategy, Placement.hostfileOrder(devices)));
    }
    for (Tiling tiling : all(tilings, strategy, order)) {
      if (whole && mixes(tilings, strategy, tiling) && placements.listsAllOrders()) {
        listed(strategy, tiling).forEach(p -> all.add(placed(strategy, p)));
      } else {
        costModel
            .at(strategy, tiling)
            .ifPresent(pricing ->
                all.add(TiledArrangement.of(costModel, tilings, strategy, tiling, pricing)));
      }
    }
    return all;
  }

  /** Where steps are simulated: tilings; nothing where one cannot be told without its place. */
  private List<Arrangement> tiled(Tilings tilings, Strategy strategy, ClassOrder order) {
    List<Arrangement> all = new ArrayList<>();
    List<Tiling> ways = new ArrayList<>(all(tilings, strategy, order));
    if (costModel.inputs().layout().nodes() <= MOST_TURNED) {
      List.copyOf(ways).forEach(tiling -> ways.addAll(Tilings.turned(tiling)));
    }
    for (Tiling tiling : ways) {
      Optional<GroupPricing> pricing = costModel.at(strategy, tiling);
      if (pricing.isEmpty()) {
        return List.of();
      }
      all.add(TiledArrangement.of(costModel, tilings, strategy, tiling, pricing.get()));
    }
    return all;
  }

  /** The classes by the times of layers on one node; empty if they cannot be told. */
  private Optional<Told> told(Tilings tilings, Strategy strategy) {
    Degrees own = strategy.degrees();
    Degrees alone = new Degrees(own.tensorParallel(), 1, 1, own.contextParallel(), 1, 1);
    return told.computeIfAbsent(
        Strategy.of(alone, strategy.microBatchSize()), s -> byPricing(tilings, s));
  }

  private Optional<Told> byPricing(Tilings tilings, Strategy alone) {
    List<NodeClass> classes = tilings.classes();
    double[][] seconds = new double[classes.size()][0];
    boolean exact = false;
    for (int c = 0; c < seconds.length; c++) {
      GroupKind single = new GroupKind(List.of(new GroupKind.Run(classes.get(c).line(), c, 1)));
      Optional<GroupPricing> pricing =
          costModel.at(alone, new Tiling(1, 1, List.of(single), List.of(1)));
      if (pricing.isEmpty()) {
        return Optional.empty();
      }
      exact = pricing.get().exact();
      if (classes.size() > 1) {
        seconds[c] = pricing.get().bounds().layerSeconds(0);
      }
    }
    return Optional.of(new Told(ClassOrder.of(classes, seconds), exact));
  }

  /**
   * Tilings of groups, fastest class first: consecutive ones where the order is total, else of
   * every way that can be best; where groups mix, also consecutive ones in hostfile order.
   */
  private static List<Tiling> all(Tilings tilings, Strategy strategy, ClassOrder order) {
    int[] fastestFirst = order.fastestFirst();
    int[] hostfile = IntStream.range(0, fastestFirst.length).toArray();
    List<Tiling> all =
        new ArrayList<>(
            order.total()
                ? tilings.of(strategy.degrees(), fastestFirst)
                : tilings.every(strategy.degrees(), fastestFirst));
    if (!Arrays.equals(fastestFirst, hostfile)) {
      tilings.of(strategy.degrees(), hostfile).stream()
          .filter(t -> t.kinds().stream().anyMatch(g -> g.runs().size() > 1))
          .forEach(all::add);
    }
    return all;
  }

  /** Whether hostfile order tiles nodes: each holds whole replicas of stages, or part of one. */
  private boolean isTiling(Strategy strategy) {
    List<NodeLine> lines = costModel.inputs().layout().cluster().lines();
    int perNode = lines.get(0).devices();
    int cells = perNode / strategy.tensorParallel();
    int dp = strategy.dataParallel();
    return lines.stream().allMatch(line -> line.devices() == perNode)
        && cells > 0
        && (dp % cells == 0 || cells % dp == 0);
  }

  private List<Placement> listed(Strategy strategy, Tiling tiling) {
    Placement hostfile = Placement.hostfileOrder(devices);
    return placements.placements(strategy.degrees(), tiling.replicasPerNode()).stream()
        .filter(p -> !p.equals(hostfile))
        .distinct()
        .toList();
  }

  private static boolean mixes(Tilings tilings, Strategy strategy, Tiling tiling) {
    boolean several = strategy.dataParallel() > tiling.replicasPerNode();
    return several && tilings.classes().size() > 1;
  }

  private Arrangement placed(Strategy strategy, Placement placement) {
    return PlacedArrangement.of(costModel, strategy, placement);
  }
}
