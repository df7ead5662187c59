package org.ampplanner.predictive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.collective.Fabric;
import org.ampplanner.collective.GroupLink;
import org.ampplanner.collective.NodeUse;
import org.ampplanner.cost.GroupKind;
import org.ampplanner.cost.Tiling;
import org.ampplanner.predictive.PlacedStages.StageHardware;
import org.ampplanner.strategy.Degrees;

/**
 * The hardware of every stage of a sequence of node groups: what {@link PlacedStages} says of its
 * placement, from what describes the groups instead of from their devices. A group's nodes stand
 * for each other as far as they share a line, so that replicas differ only where runs of nodes end.
 */
final class PlacedGroups {
  private final Degrees degrees;
  private final Tiling tiling;
  private final int perNode; // ranks of data and context parallelism on a node
  private final int lanes;

  PlacedGroups(Degrees degrees, Tiling tiling) {
    this.degrees = degrees;
    this.tiling = tiling;
    this.perNode = tiling.replicasPerNode() * degrees.contextParallel();
    this.lanes = degrees.tensorParallel() * degrees.contextParallel();
  }

  /** Returns whether groups can be told by their lines: nodes stand alone, experts divide them. */
  static boolean possible(Degrees degrees, Tiling tiling) {
    int perNode = tiling.replicasPerNode() * degrees.contextParallel();
    int ep = degrees.expertParallel();
    boolean alone = true;
    for (GroupKind group : tiling.kinds()) {
      for (GroupKind.Run run : group.runs()) {
        alone &= run.line().linkedNodes() == 1;
      }
    }
    int ranks = perNode * degrees.tensorParallel();
    int parts = ranks / degrees.expertTensorParallel();
    return alone
        && ranks % degrees.expertTensorParallel() == 0
        && (parts % ep == 0 || ep % parts == 0);
  }

  /** Returns the hardware of a sequence of kinds of group; of equal replicas, the first. */
  PlacedStages of(int[] kinds) {
    int stages = degrees.pipelineParallel();
    int perGroup = tiling.stagesPerNode();
    List<GroupLink> data = new ArrayList<>();
    List<Map<Integer, NodeUse>> crossing = new ArrayList<>();
    List<GroupLink> expertData = new ArrayList<>();
    for (int s = 0; s < stages; s++) {
      GroupKind group = tiling.kinds().get(kinds[s / perGroup]);
      data.add(data(group));
      crossing.add(group.nodes() > 1 ? Map.of(s / perGroup, use(group)) : Map.of());
      expertData.add(expertData(group));
    }
    Map<List<StageHardware>, List<Integer>> distinct = new LinkedHashMap<>();
    for (int position : positions(kinds)) {
      int member = position * tiling.replicasPerNode();
      distinct.putIfAbsent(replica(kinds, position), List.of(member));
    }
    List<List<StageHardware>> replicas = List.copyOf(distinct.keySet());
    return new PlacedStages(
        replicas,
        List.copyOf(distinct.values()),
        Collections.nCopies(replicas.size(), Collections.nCopies(stages, Map.of())),
        data,
        crossing,
        expertData);
  }

  /** Returns the hardware of the replica whose nodes stand at a position of their groups. */
  List<StageHardware> replica(int[] kinds, int position) {
    int perGroup = tiling.stagesPerNode();
    List<StageHardware> replica = new ArrayList<>();
    for (int s = 0; s < degrees.pipelineParallel(); s++) {
      int at = s / perGroup;
      boolean inside = s % perGroup < perGroup - 1 || kinds.length == 1;
      GroupKind group = tiling.kinds().get(kinds[at]);
      GroupKind next = tiling.kinds().get(kinds[(at + 1) % kinds.length]);
      NodeLine line = line(group, position);
      replica.add(
          hardware(group, line, inside ? inner(line) : between(line, line(next, position))));
    }
    return replica;
  }

  StageHardware hardware(GroupKind group, NodeLine line, GroupLink next) {
    return new StageHardware(
        List.of(line.device()),
        new LayerPricer.Links(
            within(line, degrees.tensorParallel()),
            degrees.contextParallel() == 1
                ? GroupLink.ALONE
                : within(line, degrees.contextParallel()),
            expert(group)),
        next);
  }

  /** Where runs of nodes begin in any of the groups. */
  private Set<Integer> positions(int[] kinds) {
    Set<Integer> starts = new TreeSet<>();
    for (int kind : kinds) {
      int at = 0;
      for (GroupKind.Run run : tiling.kinds().get(kind).runs()) {
        starts.add(at);
        at += run.nodes();
      }
    }
    return starts;
  }

  static NodeLine line(GroupKind group, int position) {
    int at = 0;
    for (GroupKind.Run run : group.runs()) {
      at += run.nodes();
      if (position < at) {
        return run.line();
      }
    }
    throw new IllegalArgumentException("a group of " + at + " nodes has no node " + position);
  }

  /** The link of a stage to another on the same node. */
  static GroupLink inner(NodeLine line) {
    return new GroupLink(
        2,
        1,
        line.intra().bytesPerSecond(),
        Double.POSITIVE_INFINITY,
        line.intra().latencySeconds(),
        line.inter().latencySeconds(),
        false);
  }

  /** The link of a stage to another on another node: what falls to one of the lanes. */
  GroupLink between(NodeLine from, NodeLine to) {
    double share = Fabric.sharing(lanes, tiling.replicasPerNode() * lanes);
    return new GroupLink(
        2,
        2,
        Math.min(from.intra().bytesPerSecond(), to.intra().bytesPerSecond()),
        Math.min(
            Math.min(from.inter().bytesPerSecond(), to.inter().bytesPerSecond()) / share,
            Math.min(
                from.inter().bytesPerSecond() * Fabric.flowShare(from, share),
                to.inter().bytesPerSecond() * Fabric.flowShare(to, share))),
        Math.max(from.intra().latencySeconds(), to.intra().latencySeconds()),
        Math.max(from.inter().latencySeconds(), to.inter().latencySeconds()),
        from.inter().bytesPerSecond() != to.inter().bytesPerSecond());
  }

  /** Returns the link of a group on one node. */
  static GroupLink within(NodeLine line, int size) {
    return within(line, size, 1);
  }

  /** Returns the link of a group over so many nodes of a line that has all interfaces to itself. */
  static GroupLink within(NodeLine line, int size, int nodes) {
    return new GroupLink(
        size,
        nodes,
        line.intra().bytesPerSecond(),
        line.inter().bytesPerSecond(),
        line.intra().latencySeconds(),
        line.inter().latencySeconds(),
        false);
  }

  /** The groups that reduce gradients: tensor-parallel many cross every node's interfaces. */
  GroupLink data(GroupKind group) {
    int size = degrees.dataParallel() * degrees.contextParallel();
    return size == 1
        ? GroupLink.ALONE
        : spread(group, size, group.nodes(), degrees.tensorParallel(), false);
  }

  private GroupLink expert(GroupKind group) {
    int ep = degrees.expertParallel();
    if (ep == 1) {
      return GroupLink.ALONE;
    }
    return spread(
        group, ep, Math.max(1, ep / expertsPerNode()), degrees.expertTensorParallel(), true);
  }

  GroupLink expertData(GroupKind group) {
    int ep = degrees.expertParallel();
    if (ep == 1 && !degrees.spreadsExpertsOverTensor()) {
      return data(group);
    }
    int size = degrees.expertReplicas();
    if (size == 1) {
      return GroupLink.ALONE;
    }
    int etp = degrees.expertTensorParallel();
    return ep < expertsPerNode()
        ? spread(group, size, group.nodes(), etp * ep, false)
        : spread(group, size, size, etp * expertsPerNode(), false);
  }

  /** Returns how many groups of ranks that share an expert a node holds. */
  private int expertsPerNode() {
    return perNode * degrees.tensorParallel() / degrees.expertTensorParallel();
  }

  /** How the groups that reduce gradients use the interfaces of the node that they use most. */
  private NodeUse use(GroupKind group) {
    int tp = degrees.tensorParallel();
    NodeUse most = new NodeUse(tp, 0);
    for (GroupKind.Run run : group.runs()) {
      NodeUse own = NodeUse.of(run.line(), perNode, perNode * tp, tp);
      most = own.share() > most.share() ? own : most;
    }
    return most;
  }

  /**
   * Groups over so many nodes of a node group each.
   *
   * @param groups that cross every node
   * @param anytime whether those of other stages on the node come at other times, and not after
   */
  private GroupLink spread(GroupKind group, int size, int nodes, int groups, boolean anytime) {
    int all = anytime ? groups * tiling.stagesPerNode() : groups;
    int devices = perNode * degrees.tensorParallel();
    return new GroupLink(
        size,
        nodes,
        least(group, line -> line.intra().bytesPerSecond()),
        least(
            group,
            line ->
                line.inter().bytesPerSecond()
                    * (nodes > 1
                        ? NodeUse.share(line, Math.max(1, size / nodes), devices, groups, all)
                        : 1)),
        -least(group, line -> -line.intra().latencySeconds()),
        -least(group, line -> -line.inter().latencySeconds()),
        false);
  }

  private static double least(GroupKind group, ToDoubleFunction<NodeLine> value) {
    double least = Double.POSITIVE_INFINITY;
    for (GroupKind.Run run : group.runs()) {
      least = Math.min(least, value.applyAsDouble(run.line()));
    }
    return least;
  }
}
