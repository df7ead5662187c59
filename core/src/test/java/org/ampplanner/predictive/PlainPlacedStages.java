package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.collective.Fabric;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.collective.NodeUse;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.predictive.PlacedStages.StageHardware;
import org.ampplanner.strategy.Degrees;

/** The hardware of a uniform strategy, rank by rank. */
final class PlainPlacedStages {
  private final ClusterLayout layout;
  private final Placement placement;
  private final Degrees degrees;
  private final Fabric fabric;

  private PlainPlacedStages(ClusterLayout layout, Placement placement, Degrees degrees) {
    this.layout = layout;
    this.placement = placement;
    this.degrees = degrees;
    this.fabric = new Fabric(layout, placement, degrees);
  }

  static PlacedStages of(ClusterLayout layout, Placement placement, Degrees degrees) {
    return new PlainPlacedStages(layout, placement, degrees).stages();
  }

  private PlacedStages stages() {
    List<GroupLink> data = new ArrayList<>();
    List<Map<Integer, NodeUse>> crossing = new ArrayList<>();
    List<GroupLink> expertData = new ArrayList<>();
    boolean experts = degrees.expertParallel() > 1;
    for (int s = 0; s < degrees.pipelineParallel(); s++) {
      data.add(fabric.data(s).slowest());
      crossing.add(fabric.data(s).crossing());
      expertData.add(experts ? fabric.expertData(s) : fabric.data(s).slowest());
    }
    Map<List<StageHardware>, List<Integer>> distinct = new LinkedHashMap<>();
    for (int r = 0; r < degrees.dataParallel(); r++) {
      List<StageHardware> replica = new ArrayList<>();
      for (int s = 0; s < degrees.pipelineParallel(); s++) {
        replica.add(hardware(s, r));
      }
      distinct.computeIfAbsent(replica, k -> new ArrayList<>()).add(r);
    }
    return new PlacedStages(
        List.copyOf(distinct.keySet()),
        List.copyOf(distinct.values()),
        distinct.values().stream().map(this::tensorCrossing).toList(),
        data,
        crossing,
        expertData);
  }

  private StageHardware hardware(int s, int r) {
    RankOrder order = RankOrder.of(degrees);
    Map<String, DeviceType> types = new TreeMap<>();
    for (int c = 0; c < degrees.contextParallel(); c++) {
      for (int t = 0; t < degrees.tensorParallel(); t++) {
        DeviceType type = layout.typeOf(placement.device(order.rank(s, r, c, t)));
        types.put(type.id(), type);
      }
    }
    return new StageHardware(
        List.copyOf(types.values()),
        new LayerPricer.Links(
            fabric.tensor(s, r),
            degrees.contextParallel() > 1 ? fabric.context(s, r) : GroupLink.ALONE,
            degrees.expertParallel() > 1 ? fabric.expert(s) : GroupLink.ALONE),
        fabric.boundaries(s)[r]);
  }

  private List<Map<Integer, Double>> tensorCrossing(List<Integer> members) {
    List<Map<Integer, Double>> crossing = new ArrayList<>();
    for (int s = 0; s < degrees.pipelineParallel(); s++) {
      Map<Integer, Double> sum = new HashMap<>();
      for (int r : members) {
        fabric.tensorCrossing(s, r).forEach((node, busy) -> sum.merge(node, busy, Double::sum));
      }
      crossing.add(sum);
    }
    return crossing;
  }
}
