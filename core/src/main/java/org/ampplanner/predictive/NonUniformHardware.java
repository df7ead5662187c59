package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.collective.Fabric;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.collective.Resharding;
import org.ampplanner.collective.Resharding.Side;
import org.ampplanner.predictive.PlacedStages.StageHardware;
import org.ampplanner.placement.Placement;
import org.ampplanner.strategy.Degrees;
import org.ampplanner.strategy.NonUniformStrategy;
import org.ampplanner.strategy.Strategy;
import org.jspecify.annotations.Nullable;

/**
 * The hardware of stages that differ in their degrees, stage by stage as {@link PlacedStages} finds
 * it for equal ones: where all stages have the same degrees, the two say the same. Replicas that
 * work on one micro-batch together count as one, as slow as the slowest.
 */
final class NonUniformHardware {
  private final ClusterLayout layout;
  private final NonUniformStrategy strategy;
  private final List<Placement> slices = new ArrayList<>();
  private final List<Fabric> fabrics = new ArrayList<>();
  private final List<GroupLink[]> boundaries = new ArrayList<>();
  private final @Nullable Resharding[] resharding;

  NonUniformHardware(ClusterLayout layout, Placement placement, NonUniformStrategy strategy) {
    this.layout = layout;
    this.strategy = strategy;
    int stages = strategy.stages().size();
    for (int s = 0; s < stages; s++) {
      Strategy own = strategy.stages().get(s);
      slices.add(placement.slice(strategy.firstRank(s), strategy.firstRank(s + 1)));
      fabrics.add(fabric(slices.get(s), own, 1));
    }
    this.resharding = new Resharding[stages];
    for (int s = 0; s < stages; s++) {
      boundaries.add(boundary(s, (s + 1) % stages));
    }
  }

  private Fabric fabric(Placement placement, Strategy own, int stages) {
    return new Fabric(
        layout, placement, Degrees.of(own.tensorParallel(), stages, own.dataParallel()));
  }

  /** By replica, the link of a stage to another. */
  private GroupLink[] boundary(int s, int next) {
    Strategy own = strategy.stages().get(s);
    Strategy other = strategy.stages().get(next);
    if (s == next) {
      return fabrics.get(s).boundaries(0);
    }
    if (own.equals(other)) {
      return fabric(slices.get(s).followedBy(slices.get(next)), own, 2).boundaries(0);
    }
    Resharding hands =
        new Resharding(
            layout,
            new Side(slices.get(s), own.tensorParallel()),
            new Side(slices.get(next), other.tensorParallel()));
    resharding[s] = hands;
    GroupLink[] links = new GroupLink[own.dataParallel()];
    Arrays.fill(links, hands.slowest());
    return links;
  }

  /** Returns by boundary what hands activations over; null where degrees are the same. */
  @Nullable Resharding[] resharding() {
    return resharding;
  }

  /** A replica, or all of them together, and its micro-batches. */
  private record Pipeline(List<StageHardware> stages, int microBatches) {}

  /**
   * The stages of the distinct pipelines.
   *
   * @param stages their hardware
   * @param microBatches by distinct pipeline
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, read once
  record Placed(PlacedStages stages, int[] microBatches) {}

  /** Returns the stages with their distinct pipelines. */
  Placed placed() {
    Map<Pipeline, List<Integer>> distinct = new LinkedHashMap<>();
    for (int p = 0; p < strategy.pipelines(); p++) {
      List<StageHardware> stages = new ArrayList<>();
      for (int s = 0; s < slices.size(); s++) {
        stages.add(hardware(s, replicas(s, p)));
      }
      Pipeline pipeline = new Pipeline(stages, strategy.microBatches().get(p));
      distinct.computeIfAbsent(pipeline, k -> new ArrayList<>()).add(p);
    }
    List<GroupLink> data = new ArrayList<>();
    List<Map<Integer, Integer>> crossing = new ArrayList<>();
    for (Fabric fabric : fabrics) {
      Fabric.DataGroups groups = fabric.data(0);
      data.add(groups.slowest());
      crossing.add(groups.crossing());
    }
    PlacedStages placed =
        new PlacedStages(
            distinct.keySet().stream().map(Pipeline::stages).toList(),
            distinct.values().stream().map(List::copyOf).toList(),
            distinct.values().stream().map(this::tensorCrossing).toList(),
            data,
            crossing,
            data);
    return new Placed(
        placed, distinct.keySet().stream().mapToInt(Pipeline::microBatches).toArray());
  }

  /** The replicas of a stage that a pipeline goes through. */
  private List<Integer> replicas(int stage, int pipeline) {
    if (!strategy.joint()) {
      return List.of(pipeline);
    }
    List<Integer> all = new ArrayList<>();
    for (int r = 0; r < strategy.stages().get(stage).dataParallel(); r++) {
      all.add(r);
    }
    return all;
  }

  private StageHardware hardware(int s, List<Integer> replicas) {
    int tp = strategy.stages().get(s).tensorParallel();
    Map<String, DeviceType> types = new TreeMap<>();
    GroupLink tensor = GroupLink.ALONE;
    GroupLink next = boundaries.get(s)[replicas.get(0)];
    for (int r : replicas) {
      tensor = tensor.worst(fabrics.get(s).tensor(0, r));
      next = next.worst(boundaries.get(s)[r]);
      for (int t = 0; t < tp; t++) {
        DeviceType type = layout.typeOf(slices.get(s).device(r * tp + t));
        types.put(type.id(), type);
      }
    }
    return new StageHardware(
        List.copyOf(types.values()),
        new LayerPricer.Links(tensor, GroupLink.ALONE, GroupLink.ALONE),
        next);
  }

  /** By stage, how busy the exchanges of equal pipelines make each node's interfaces. */
  private List<Map<Integer, Double>> tensorCrossing(List<Integer> pipelines) {
    List<Map<Integer, Double>> crossing = new ArrayList<>();
    for (int s = 0; s < slices.size(); s++) {
      Map<Integer, Double> sum = new HashMap<>();
      for (int p : pipelines) {
        for (int r : replicas(s, p)) {
          fabrics.get(s).tensorCrossing(0, r).forEach((n, busy) -> sum.merge(n, busy, Double::sum));
        }
      }
      crossing.add(sum);
    }
    return crossing;
  }

  /** Returns the memory of the smallest device of every stage, in bytes. */
  double[] memoryLimits() {
    return slices.stream()
        .mapToDouble(slice -> {
          double least = Double.POSITIVE_INFINITY;
          for (int rank = 0; rank < slice.ranks(); rank++) {
            least = Math.min(least, layout.typeOf(slice.device(rank)).memoryBytes());
          }
          return least;
        })
        .toArray();
  }
}
