package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.collective.Fabric;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.collective.Resharding;
import org.ampplanner.collective.Resharding.Side;
import org.ampplanner.collective.Traffic;
import org.ampplanner.placement.Placement;
import org.ampplanner.predictive.PlacedStages.StageHardware;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.PipelineStrategy;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * Finds the hardware of every stage of a placed strategy. Stages that are alike share one fabric;
 * where stages differ, each has a fabric of its own, and activations are resharded between them.
 *
 * <p>Complexity: O(ranks).
 */
final class PlacedPipeline {
  private final ClusterLayout layout;
  private final PipelineStrategy strategy;
  private final List<Seat> seats = new ArrayList<>();
  private final @Nullable Fabric whole;
  private final List<Fabric> pairs = new ArrayList<>(); // by boundary, where stages are apart

  /** A stage's ranks, the fabric that they are part of, and the number of the stage in it. */
  private record Seat(Placement ranks, Fabric fabric, int index) {}

  /** By replica, the link of a stage to the next; what reshards where degrees differ. */
  @SuppressWarnings("ArrayRecordComponent") // made once, read once
  private record Boundary(GroupLink[] links, @Nullable Resharding resharding) {}

  PlacedPipeline(ClusterLayout layout, Placement placement, PipelineStrategy strategy) {
    this(layout, placement, strategy, strategy.alike());
  }

  /**
   * Finds the same stage by stage even where stages are alike, so that both ways can be compared.
   *
   * @param together whether to take all stages together, which have to be alike
   */
  PlacedPipeline(
      ClusterLayout layout, Placement placement, PipelineStrategy strategy, boolean together) {
    if (placement.ranks() != strategy.ranks()) {
      throw new IllegalArgumentException(
          "placement of " + placement.ranks() + " ranks for a strategy of " + strategy.ranks());
    }
    this.layout = layout;
    this.strategy = strategy;
    int stages = strategy.stages().size();
    Fabric shared = together ? new Fabric(layout, placement, strategy.first().degrees()) : null;
    for (int s = 0; s < stages; s++) {
      Placement ranks = placement.slice(strategy.firstRank(s), strategy.firstRank(s + 1));
      seats.add(
          shared != null
              ? new Seat(ranks, shared, s)
              : new Seat(ranks, fabric(ranks, strategy.stages().get(s), 1), 0));
    }
    this.whole = shared;
    if (shared == null) {
      meet();
    }
  }

  /** Lets the fabrics of all stages and boundaries share network interfaces. */
  private void meet() {
    Traffic all = new Traffic(layout);
    for (int s = 0; s < seats.size(); s++) {
      int next = (s + 1) % seats.size();
      Strategy own = strategy.stages().get(s);
      Fabric pair = fabric(seats.get(s).ranks.followedBy(seats.get(next).ranks), own, 2);
      pairs.add(pair);
      seats.get(s).fabric.meet(all);
      pair.meet(all);
      all.addStage(seats.get(s).fabric, 0);
      boolean back = next == 0 && own.degrees().virtualPipeline() == 1;
      if (!back && own.equals(strategy.stages().get(next))) {
        all.addBoundary(pair, 0);
      }
    }
  }

  /** Returns what hands over after a stage; of the last stage, to the first. */
  private Boundary boundary(int s) {
    int next = (s + 1) % seats.size();
    Strategy own = strategy.stages().get(s);
    Strategy other = strategy.stages().get(next);
    Placement ranks = seats.get(s).ranks;
    if (whole != null) {
      return new Boundary(whole.boundaries(s), null);
    }
    if (own.equals(other)) {
      return new Boundary(pairs.get(s).boundaries(0), null);
    }
    Resharding hands = new Resharding(layout, side(ranks, own), side(seats.get(next).ranks, other));
    GroupLink[] links = new GroupLink[own.dataParallel()];
    Arrays.fill(links, hands.slowest());
    return new Boundary(links, hands);
  }

  private Fabric fabric(Placement ranks, Strategy own, int stages) {
    return new Fabric(layout, ranks, own.degrees().withPipeline(stages));
  }

  private static Side side(Placement ranks, Strategy own) {
    return new Side(ranks, own.tensorParallel(), own.degrees().contextParallel());
  }

  /** A replica, or all of them together, and its micro-batches. */
  private record Pipeline(List<StageHardware> stages, int microBatches) {}

  /**
   * The stages with their distinct pipelines.
   *
   * @param stages the hardware
   * @param resharding by boundary, what hands activations over; null where degrees are the same
   * @param microBatches by distinct pipeline
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, read once
  record Placed(PlacedStages stages, @Nullable Resharding[] resharding, int[] microBatches) {}

  /** Returns the stages with their distinct pipelines. */
  Placed placed() {
    List<Fabric.DataGroups> data = new ArrayList<>();
    List<GroupLink> expert = new ArrayList<>();
    List<GroupLink> expertData = new ArrayList<>();
    List<Boundary> boundaries = new ArrayList<>();
    Degrees degrees = strategy.first().degrees();
    boolean experts = degrees.expertParallel() > 1 || degrees.spreadsExpertsOverTensor();
    for (Seat seat : seats) {
      data.add(seat.fabric.data(seat.index));
      expert.add(experts ? seat.fabric.expert(seat.index) : GroupLink.ALONE);
      GroupLink reduced = data.get(data.size() - 1).slowest();
      expertData.add(experts ? seat.fabric.expertData(seat.index) : reduced);
      boundaries.add(boundary(boundaries.size()));
    }
    Map<Pipeline, List<Integer>> distinct = new LinkedHashMap<>();
    for (int p = 0; p < strategy.pipelines(); p++) {
      List<StageHardware> stages = new ArrayList<>();
      for (int s = 0; s < seats.size(); s++) {
        stages.add(hardware(s, replicas(s, p), expert.get(s), boundaries.get(s).links));
      }
      Pipeline pipeline = new Pipeline(stages, strategy.microBatches().get(p));
      distinct.computeIfAbsent(pipeline, k -> new ArrayList<>()).add(p);
    }
    PlacedStages placed =
        new PlacedStages(
            distinct.keySet().stream().map(Pipeline::stages).toList(),
            distinct.values().stream().map(List::copyOf).toList(),
            distinct.values().stream().map(this::tensorCrossing).toList(),
            data.stream().map(Fabric.DataGroups::slowest).toList(),
            data.stream().map(Fabric.DataGroups::crossing).toList(),
            expertData);
    return new Placed(
        placed,
        boundaries.stream().map(Boundary::resharding).toArray(Resharding[]::new),
        distinct.keySet().stream().mapToInt(Pipeline::microBatches).toArray());
  }

  /** The replicas of a stage that a pipeline goes through. */
  private int[] replicas(int stage, int pipeline) {
    return strategy.joint()
        ? IntStream.range(0, strategy.stages().get(stage).dataParallel()).toArray()
        : new int[] {pipeline};
  }

  private StageHardware hardware(int s, int[] replicas, GroupLink expert, GroupLink[] links) {
    Seat seat = seats.get(s);
    Degrees degrees = strategy.stages().get(s).degrees();
    int lanes = degrees.tensorParallel() * degrees.contextParallel();
    Map<String, DeviceType> types = new TreeMap<>();
    GroupLink tensor = GroupLink.ALONE;
    GroupLink context = GroupLink.ALONE;
    GroupLink next = links[replicas[0]];
    for (int r : replicas) {
      tensor = tensor.worst(seat.fabric.tensor(seat.index, r));
      next = next.worst(links[r]);
      if (degrees.contextParallel() > 1) {
        context = context.worst(seat.fabric.context(seat.index, r));
      }
      for (int lane = 0; lane < lanes; lane++) {
        DeviceType type = layout.typeOf(seat.ranks.device(r * lanes + lane));
        types.put(type.id(), type);
      }
    }
    return new StageHardware(
        List.copyOf(types.values()), new LayerPricer.Links(tensor, context, expert), next);
  }

  /** By stage, how busy the exchanges of equal pipelines make each node's interfaces. */
  private List<Map<Integer, Double>> tensorCrossing(List<Integer> pipelines) {
    List<Map<Integer, Double>> crossing = new ArrayList<>();
    for (int s = 0; s < seats.size(); s++) {
      Seat seat = seats.get(s);
      Map<Integer, Double> sum = new HashMap<>();
      for (int p : pipelines) {
        for (int r : replicas(s, p)) {
          seat.fabric
              .tensorCrossing(seat.index, r)
              .forEach((node, busy) -> sum.merge(node, busy, Double::sum));
        }
      }
      crossing.add(sum);
    }
    return crossing;
  }

  /** Returns the memory of the smallest device of every stage, in bytes. */
  double[] memoryLimits() {
    return seats.stream()
        .mapToDouble(seat ->
            IntStream.range(0, seat.ranks.ranks())
                .mapToDouble(rank -> layout.typeOf(seat.ranks.device(rank)).memoryBytes())
                .min()
                .orElseThrow())
        .toArray();
  }
}
