package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.collective.Fabric;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.strategy.Degrees;

/**
 * The hardware of every stage of every kind of replica: replicas that are equal in all that matters
 * are priced once.
 *
 * @param replicas distinct replicas, each by stage
 * @param members data-parallel coordinates of the replicas of each kind
 * @param tensorCrossing by distinct replica and stage, how busy an exchange within tensor-parallel
 *     groups makes each node's interfaces, all equal replicas together
 * @param data by stage, the group that reduces gradients
 * @param crossing by stage and node, how many of these groups leave their domain there
 * @param expertData by stage, the group that reduces the gradients of experts
 */
record PlacedStages(
    List<List<StageHardware>> replicas,
    List<List<Integer>> members,
    List<List<Map<Integer, Double>>> tensorCrossing,
    List<GroupLink> data,
    List<Map<Integer, Integer>> crossing,
    List<GroupLink> expertData) {

  /**
   * The hardware of one stage of one replica.
   *
   * @param types device types, without repetition
   * @param links of its groups
   * @param next link to the next stage
   */
  record StageHardware(List<DeviceType> types, LayerPricer.Links links, GroupLink next) {}

  /** Returns the links from the last stage to the first, of all kinds of replica. */
  List<GroupLink> tied() {
    return replicas.stream().map(r -> r.get(r.size() - 1).next()).distinct().toList();
  }

  static PlacedStages of(ClusterLayout layout, Placement placement, Degrees degrees) {
    Fabric fabric = new Fabric(layout, placement, degrees);
    int stages = degrees.pipelineParallel();
    List<GroupLink> data = new ArrayList<>();
    List<Map<Integer, Integer>> crossing = new ArrayList<>();
    List<GroupLink> expertData = new ArrayList<>();
    List<GroupLink> expert = new ArrayList<>();
    List<GroupLink[]> boundaries = new ArrayList<>();
    for (int s = 0; s < stages; s++) {
      Fabric.DataGroups groups = fabric.data(s);
      data.add(groups.slowest());
      crossing.add(groups.crossing());
      boolean experts = degrees.expertParallel() > 1;
      expert.add(experts ? fabric.expert(s) : GroupLink.ALONE);
      expertData.add(experts ? fabric.expertData(s) : data.get(s));
      boundaries.add(fabric.boundaries(s));
    }
    Map<List<StageHardware>, List<Integer>> distinct = new LinkedHashMap<>();
    for (int r = 0; r < degrees.dataParallel(); r++) {
      List<StageHardware> replica = new ArrayList<>();
      for (int s = 0; s < stages; s++) {
        replica.add(
            new StageHardware(
                types(layout, placement, degrees, s, r),
                new LayerPricer.Links(
                    fabric.tensor(s, r), context(fabric, degrees, s, r), expert.get(s)),
                boundaries.get(s)[r]));
      }
      distinct.computeIfAbsent(replica, k -> new ArrayList<>()).add(r);
    }
    return new PlacedStages(
        List.copyOf(distinct.keySet()),
        distinct.values().stream().map(List::copyOf).toList(),
        distinct.values().stream().map(of -> tensorCrossing(fabric, stages, of)).toList(),
        data,
        crossing,
        expertData);
  }

  /** By stage, how busy the exchanges of equal replicas make each node's interfaces. */
  private static List<Map<Integer, Double>> tensorCrossing(
      Fabric fabric, int stages, List<Integer> members) {
    List<Map<Integer, Double>> crossing = new ArrayList<>();
    for (int s = 0; s < stages; s++) {
      Map<Integer, Double> sum = new HashMap<>();
      for (int r : members) {
        fabric.tensorCrossing(s, r).forEach((node, busy) -> sum.merge(node, busy, Double::sum));
      }
      crossing.add(sum);
    }
    return crossing;
  }

  private static GroupLink context(Fabric fabric, Degrees degrees, int stage, int replica) {
    return degrees.contextParallel() == 1 ? GroupLink.ALONE : fabric.context(stage, replica);
  }

  private static List<DeviceType> types(
      ClusterLayout layout, Placement placement, Degrees degrees, int stage, int replica) {
    RankOrder order = RankOrder.of(degrees);
    Map<String, DeviceType> types = new LinkedHashMap<>();
    for (int c = 0; c < degrees.contextParallel(); c++) {
      for (int t = 0; t < degrees.tensorParallel(); t++) {
        DeviceType type = layout.typeOf(placement.device(order.rank(stage, replica, c, t)));
        types.put(type.id(), type);
      }
    }
    return new TreeSet<>(types.keySet()).stream().map(types::get).toList();
  }
}
