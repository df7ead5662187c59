package org.ampplanner.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.cost.CostModel;
import org.ampplanner.cost.GroupBound;
import org.ampplanner.cost.GroupCosts;
import org.ampplanner.cost.GroupPricing;
import org.ampplanner.cost.GroupTiling;
import org.ampplanner.cost.LowerBound;
import org.ampplanner.cost.NodeGroup;
import org.ampplanner.placement.Placement;
import org.ampplanner.space.GroupTiles;
import org.ampplanner.space.GroupTiles.Tile;
import org.ampplanner.space.TilePlacements;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * The arrangements of a strategy that the exact search covers, each with its bound.
 *
 * <ul>
 *   <li>Hostfile order, up to {@value TilePlacements#MAX_DEVICES} devices, and beyond where it is
 *       no tile or nothing else is known; not where the cost model states memory by group, which
 *       placements do not carry.
 *   <li>Tiles of node groups, whose order is left to the joint solver, where the cost model knows
 *       costs by group and nodes of a class are interchangeable.
 *   <li>Where groups of several nodes could mix classes and all orders of nodes can be listed
 *       (under the same conditions), the listed placements instead; where they cannot, groups are
 *       consecutive, or, where classes are not ordered, divided in every way of {@link GroupTiles}.
 *   <li>Where links, switches or sizes tell nodes apart, tiles over parts of nodes instead ({@link
 *       LinkedArrangements}).
 * </ul>
 */
final class Arrangements {
  private final CostModel costModel;
  private final TilePlacements placements;
  private final @Nullable GroupTiles tiles;
  private final @Nullable LinkedArrangements linked;
  private final boolean links;
  private final int devices;
  private final Map<Strategy, ClassOrder> orders = new ConcurrentHashMap<>();

  Arrangements(CostModel costModel) {
    this.costModel = costModel;
    this.placements = new TilePlacements(costModel.inputs().layout());
    this.devices = costModel.inputs().layout().devices();
    this.tiles =
        costModel.inputs().layout().hasTopology()
            ? null
            : new GroupTiles(costModel.inputs().layout());
    this.links = LinkedArrangements.needed(costModel.inputs().layout());
    boolean few = costModel.inputs().layout().nodes() <= PartOrders.MOST_COMPARED;
    this.linked = links || few ? new LinkedArrangements(costModel) : null;
  }

  /** Returns the arrangements, smallest bound first. */
  List<Arrangement> of(Strategy strategy) {
    boolean some = strategy.degrees().worldSize() < devices;
    if (linked != null && (links || (some && !tellsGroups(strategy)))) {
      return linked.of(strategy);
    }
    Optional<GroupTiles> priced = Optional.ofNullable(tiles).filter(t -> !costModel.isClosedForm());
    if (priced.isPresent()) {
      return priced(priced.get(), strategy);
    }
    Optional<GroupCosts> classes = classCosts(strategy);
    List<Arrangement> all = new ArrayList<>();
    boolean whole = strategy.degrees().worldSize() == devices;
    GroupTiles groups = tiles;
    if (groups == null || classes.isEmpty()) {
      placements.placements(strategy.degrees()).forEach(p -> all.add(placed(strategy, p)));
    } else {
      boolean listable = whole && classes.get().memory() == null;
      if (listable && (devices <= TilePlacements.MAX_DEVICES || !isTile(strategy))) {
        all.add(placed(strategy, Placement.hostfileOrder(devices)));
      }
      for (Tile tile :
          tiles(groups, strategy, ClassOrder.of(groups.classes(), classes.get().layerSeconds()))) {
        if (listable && mixes(tile, groups) && placements.listsAllOrders()) {
          listed(strategy, tile).forEach(p -> all.add(placed(strategy, p)));
        } else {
          tiled(strategy, tile).ifPresent(all::add);
        }
      }
    }
    all.sort(Comparator.comparingDouble(Arrangement::boundSeconds));
    return all;
  }

  /** Where steps are simulated: tiles, or the placements where nothing tiles. */
  private List<Arrangement> priced(GroupTiles groups, Strategy strategy) {
    List<Arrangement> all = new ArrayList<>();
    for (Tile tile : tiles(groups, strategy, order(groups, strategy))) {
      Optional<GroupPricing> pricing = costModel.groupPricing(strategy, tile.tiling());
      if (pricing.isEmpty()) {
        all.clear();
        break;
      }
      double bound = pricing.get().bounds().seconds(tile.available(), tile.blocks());
      all.add(new Arrangement.Tiled(tile, bound));
    }
    if (all.isEmpty() && strategy.degrees().worldSize() < devices) {
      return linked == null ? all : linked.of(strategy);
    }
    if (all.isEmpty()) {
      placements.placements(strategy.degrees()).forEach(p -> all.add(placed(strategy, p)));
    }
    all.sort(Comparator.comparingDouble(Arrangement::boundSeconds));
    return all;
  }

  /** The classes by the times of layers on one node. */
  private ClassOrder order(GroupTiles groups, Strategy strategy) {
    Degrees own = strategy.degrees();
    Degrees alone = new Degrees(own.tensorParallel(), 1, 1, own.contextParallel(), 1, 1);
    return orders.computeIfAbsent(
        Strategy.of(alone, strategy.microBatchSize()), s -> byPricing(groups, s));
  }

  private ClassOrder byPricing(GroupTiles groups, Strategy alone) {
    List<NodeClass> classes = groups.classes();
    double[][] seconds = new double[classes.size()][0];
    for (int c = 0; classes.size() > 1 && c < seconds.length; c++) {
      NodeGroup single = new NodeGroup(List.of(new NodeGroup.Run(classes.get(c).line(), c, 1)));
      seconds[c] =
          costModel
              .groupPricing(alone, new GroupTiling(1, 1, List.of(single), List.of(1)))
              .map(GroupPricing::bounds)
              .map(b -> b.columns().spread(b.sum()[0]))
              .orElse(new double[0]);
    }
    return ClassOrder.of(classes, seconds);
  }

  /**
   * Tiles of groups, fastest class first: consecutive ones where the order is total, else of every
   * way that can be best; where groups mix, also consecutive ones in hostfile order.
   */
  private static List<Tile> tiles(GroupTiles groups, Strategy strategy, ClassOrder order) {
    int[] fastestFirst = order.fastestFirst();
    int[] hostfile = IntStream.range(0, fastestFirst.length).toArray();
    List<Tile> all =
        new ArrayList<>(
            order.total()
                ? groups.tiles(strategy.degrees(), fastestFirst)
                : groups.everyTile(strategy.degrees(), fastestFirst));
    if (!Arrays.equals(fastestFirst, hostfile)) {
      groups.tiles(strategy.degrees(), hostfile).stream()
          .filter(t -> t.tiling().groups().stream().anyMatch(g -> g.runs().size() > 1))
          .forEach(all::add);
    }
    return all;
  }

  /** Whether hostfile order tiles nodes: each holds whole replicas of stages, or part of one. */
  private boolean isTile(Strategy strategy) {
    List<NodeLine> lines = costModel.inputs().layout().cluster().lines();
    int perNode = lines.get(0).devices();
    int lanes = perNode / strategy.tensorParallel();
    int dp = strategy.dataParallel();
    return lines.stream().allMatch(line -> line.devices() == perNode)
        && lanes > 0
        && (dp % lanes == 0 || lanes % dp == 0);
  }

  private List<Placement> listed(Strategy strategy, Tile tile) {
    Placement hostfile = Placement.hostfileOrder(devices);
    return placements.placements(strategy.degrees(), tile.tiling().replicasPerNode()).stream()
        .filter(p -> !p.equals(hostfile))
        .distinct()
        .toList();
  }

  private static boolean mixes(Tile tile, GroupTiles groups) {
    Degrees degrees = tile.degrees();
    boolean several = degrees.dataParallel() > tile.tiling().replicasPerNode();
    return several && groups.classes().size() > 1;
  }

  private Arrangement placed(Strategy strategy, Placement placement) {
    double bound = LowerBound.seconds(costModel.stageCosts(strategy, placement));
    return new Arrangement.Placed(placement, bound);
  }

  private Optional<Arrangement> tiled(Strategy strategy, Tile tile) {
    return costModel
        .groupCosts(strategy, tile.tiling())
        .map(costs -> {
          double bound =
              GroupBound.seconds(
                  costs, tile.available(), tile.blocks(), tile.tiling().stagesPerNode());
          return new Arrangement.Tiled(tile, bound);
        });
  }

  /** Whether the cost model can tell the costs of groups of nodes without placing them. */
  private boolean tellsGroups(Strategy strategy) {
    return !costModel.isClosedForm() || classCosts(strategy).isPresent();
  }

  /** Returns what solves linked arrangements. */
  PlacementAssigner placementAssigner() {
    return Objects.requireNonNull(linked).assigner();
  }

  /** Returns the placement of a sequence of groups. */
  Placement placement(Tile tile, int[] kinds) {
    GroupTiles groups = tiles;
    if (groups == null) {
      throw new AssertionError("a tile on a cluster without tiles");
    }
    return groups.placement(tile, kinds);
  }

  /** The costs of single nodes by class. */
  private Optional<GroupCosts> classCosts(Strategy strategy) {
    GroupTiles groups = tiles;
    if (groups == null) {
      return Optional.empty();
    }
    List<NodeGroup> single = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (NodeClass each : groups.classes()) {
      single.add(new NodeGroup(List.of(new NodeGroup.Run(each.line(), single.size(), 1))));
      counts.add(each.nodes().size());
    }
    return costModel.groupCosts(strategy, new GroupTiling(1, 1, single, counts));
  }
}
