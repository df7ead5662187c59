package org.ampplanner.predictive;

import java.util.List;
import java.util.Map;
import org.ampplanner.cluster.DeviceType;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.collective.NodeUse;

/**
 * The hardware of every stage of every kind of replica: replicas that are equal in all that matters
 * are priced once.
 *
 * @param replicas distinct replicas, each by stage
 * @param members data-parallel coordinates of the replicas of each kind
 * @param tensorCrossing by distinct replica and stage, how busy an exchange within tensor-parallel
 *     groups makes each node's interfaces, all equal replicas together
 * @param data by stage, the group that reduces gradients
 * @param crossing by stage and node, how these groups use its interfaces
 * @param expertData by stage, the group that reduces the gradients of experts
 */
record PlacedStages(
    List<List<StageHardware>> replicas,
    List<List<Integer>> members,
    List<List<Map<Integer, Double>>> tensorCrossing,
    List<GroupLink> data,
    List<Map<Integer, NodeUse>> crossing,
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
}
