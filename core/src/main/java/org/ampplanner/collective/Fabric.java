package org.ampplanner.collective;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.strategy.Degrees;
import org.jspecify.annotations.Nullable;

/**
 * The links of every group of a placed strategy. Groups of one kind communicate at the same time,
 * so those that cross a node's network interfaces share them, none drives more of them than its
 * devices have, and those that cross the uplink of a switch in one direction share that.
 *
 * <p>Complexity: O(ranks) per kind of group.
 */
public final class Fabric {
  private final ClusterLayout layout;
  private final Placement placement;
  private final RankOrder order;
  private final Degrees degrees;
  private @Nullable Traffic traffic;

  /** Makes the fabric of a placed strategy. */
  public Fabric(ClusterLayout layout, Placement placement, Degrees degrees) {
    this.layout = layout;
    this.placement = placement;
    this.order = RankOrder.of(degrees);
    this.degrees = degrees;
  }

  /** Lets it share network interfaces with more than its own stages. */
  public void meet(Traffic all) {
    this.traffic = all;
  }

  private Traffic traffic() {
    Traffic known = traffic;
    if (known == null) {
      known = new Traffic(layout);
      int stages = degrees.pipelineParallel();
      for (int s = 0; s < stages; s++) {
        known.addStage(this, s);
        if (s < stages - 1 || degrees.virtualPipeline() > 1) {
          known.addBoundary(this, s);
        }
      }
      traffic = known;
    }
    return known;
  }

  /** Adds the groups of a stage over which sequences and experts are spread. */
  void addGroups(int stage, Crossing contexts, Crossing experts) {
    for (int r = 0; r < degrees.dataParallel() && degrees.contextParallel() > 1; r++) {
      contexts.add(contextGroups(stage, r));
    }
    if (degrees.expertParallel() > 1) {
      experts.add(expertGroups(stage));
    }
  }

  /** Returns the slowest tensor-parallel group of one replica of a stage. */
  public GroupLink tensor(int stage, int replica) {
    return worst(tensorGroups(stage, replica));
  }

  private int[][] tensorGroups(int stage, int replica) {
    int[][] groups = new int[degrees.contextParallel()][degrees.tensorParallel()];
    for (int c = 0; c < groups.length; c++) {
      for (int t = 0; t < groups[c].length; t++) {
        groups[c][t] = device(stage, replica, c, t);
      }
    }
    return groups;
  }

  /**
   * Returns by node what part of the time of a tensor-parallel exchange the node's interfaces are
   * busy for one replica of a stage, as many times as groups cross them; nothing where the groups
   * stay within their domains.
   */
  public Map<Integer, Double> tensorCrossing(int stage, int replica) {
    GroupLink link = tensor(stage, replica);
    Map<Integer, Double> busy = new HashMap<>();
    if (link.local()) {
      return busy;
    }
    for (int[] group : tensorGroups(stage, replica)) {
      for (int node : Arrays.stream(group).map(this::node).distinct().toArray()) {
        double own = layout.line(node).inter().bytesPerSecond();
        busy.merge(node, Math.min(1, link.interBytesPerSecond() / own), Double::sum);
      }
    }
    return busy;
  }

  /** Returns the slowest context-parallel group of one replica of a stage. */
  public GroupLink context(int stage, int replica) {
    int[][] groups = contextGroups(stage, replica);
    return worst(groups, new Crossing(layout).add(groups), traffic().contexts());
  }

  private int[][] contextGroups(int stage, int replica) {
    int cp = degrees.contextParallel();
    int tp = degrees.tensorParallel();
    int[][] groups = new int[tp][cp];
    for (int t = 0; t < tp; t++) {
      for (int c = 0; c < cp; c++) {
        groups[t][c] = device(stage, replica, c, t);
      }
    }
    return groups;
  }

  /**
   * The groups of one stage that reduce gradients.
   *
   * @param slowest links of the slowest of them, shared with the stage's own groups only
   * @param crossing by node, how they use its interfaces
   */
  public record DataGroups(GroupLink slowest, Map<Integer, NodeUse> crossing) {
    /** Copies the map. */
    public DataGroups {
      crossing = Map.copyOf(crossing);
    }
  }

  /** Returns the groups of a stage that reduce gradients: data times context parallel. */
  public DataGroups data(int stage) {
    int[][] groups = dataGroups(stage);
    Crossing crossing = new Crossing(layout).add(groups);
    return new DataGroups(worst(groups, crossing, crossing), crossing.uses());
  }

  private int[][] dataGroups(int stage) {
    int tp = degrees.tensorParallel();
    int cp = degrees.contextParallel();
    int dp = degrees.dataParallel();
    int[][] groups = new int[tp][dp * cp];
    for (int t = 0; t < tp; t++) {
      for (int i = 0; i < dp * cp; i++) {
        groups[t][i] = device(stage, i / cp, i % cp, t);
      }
    }
    return groups;
  }

  /** Returns the slowest group of a stage over which experts are spread. */
  public GroupLink expert(int stage) {
    int[][] groups = expertGroups(stage);
    return worst(groups, new Crossing(layout).add(groups), traffic().experts());
  }

  /** Ranks that share an expert are next to each other, then those that hold other experts. */
  private int[][] expertGroups(int stage) {
    int etp = degrees.expertTensorParallel();
    int ep = Math.min(degrees.expertParallel(), Math.max(1, degrees.ranksPerStage() / etp));
    int[][] groups = new int[etp * degrees.expertReplicas()][ep];
    for (int g = 0; g < groups.length; g++) {
      for (int i = 0; i < ep; i++) {
        groups[g][i] = ofStage(stage, g % etp + etp * (g / etp * ep + i));
      }
    }
    return groups;
  }

  /** Returns the slowest group of a stage that reduces the gradients of one expert. */
  public GroupLink expertData(int stage) {
    int etp = degrees.expertTensorParallel();
    int ep = Math.min(degrees.expertParallel(), Math.max(1, degrees.ranksPerStage() / etp));
    int[][] groups = new int[etp * ep][degrees.expertReplicas()];
    for (int g = 0; g < groups.length; g++) {
      for (int i = 0; i < groups[g].length; i++) {
        groups[g][i] = ofStage(stage, g % etp + etp * (i * ep + g / etp));
      }
    }
    return worst(groups);
  }

  /** Returns the device of a rank of a stage, tensor parallelism fastest, then context, data. */
  private int ofStage(int stage, int rank) {
    int tp = degrees.tensorParallel();
    int cp = degrees.contextParallel();
    return device(stage, rank / tp / cp, rank / tp % cp, rank % tp);
  }

  /** Flows of other replicas come at other times, and meet one's own about half of the time. */
  private static final double MEETS = 0.5;

  /** Returns each replica's slowest flow from a stage to the next; the last stage's goes to 0. */
  public GroupLink[] boundaries(int stage) {
    int next = (stage + 1) % degrees.pipelineParallel();
    Map<Integer, Integer> sent = new HashMap<>();
    Map<Integer, Integer> received = new HashMap<>();
    cross(stage, sent, received);
    UplinkFlows uplinks = new UplinkFlows(layout);
    for (int r = 0; r < degrees.dataParallel(); r++) {
      for (int lane = 0; lane < lanes(); lane++) {
        int from = node(device(stage, r, lane));
        int to = node(device(next, r, lane));
        if (layout.domainOf(from) != layout.domainOf(to)) {
          uplinks.add(from, to);
        }
      }
    }
    GroupLink[] flows = new GroupLink[degrees.dataParallel()];
    for (int r = 0; r < flows.length; r++) {
      Map<Integer, Integer> ownLeaving = new HashMap<>();
      Map<Integer, Integer> ownEntering = new HashMap<>();
      cross(stage, next, r, ownLeaving, ownEntering);
      Map<Integer, Double> leaving = sharing(ownLeaving, sent, traffic().leaving());
      Map<Integer, Double> entering = sharing(ownEntering, received, traffic().entering());
      flows[r] = flow(device(stage, r, 0), device(next, r, 0), leaving, entering, uplinks);
      for (int lane = 1; lane < lanes(); lane++) {
        int from = device(stage, r, lane);
        flows[r] = flows[r].worst(flow(from, device(next, r, lane), leaving, entering, uplinks));
      }
    }
    return flows;
  }

  /** Counts by node the flows from a stage to the next. */
  void cross(int stage, Map<Integer, Integer> leaving, Map<Integer, Integer> entering) {
    int next = (stage + 1) % degrees.pipelineParallel();
    for (int r = 0; r < degrees.dataParallel(); r++) {
      cross(stage, next, r, leaving, entering);
    }
  }

  private void cross(
      int stage,
      int next,
      int replica,
      Map<Integer, Integer> leaving,
      Map<Integer, Integer> entering) {
    for (int lane = 0; lane < lanes(); lane++) {
      int from = node(device(stage, replica, lane));
      int to = node(device(next, replica, lane));
      if (layout.domainOf(from) != layout.domainOf(to)) {
        leaving.merge(from, 1, Integer::sum);
        entering.merge(to, 1, Integer::sum);
      }
    }
  }

  /**
   * Among how many flows interfaces divide themselves: those of all boundaries, its own at least.
   */
  private static Map<Integer, Double> sharing(
      Map<Integer, Integer> own, Map<Integer, Integer> boundary, Map<Integer, Integer> all) {
    Map<Integer, Double> sharing = new HashMap<>();
    own.forEach((node, flows) -> {
      int least = boundary.getOrDefault(node, flows);
      sharing.put(node, sharing(flows, Math.max(least, all.getOrDefault(node, 0))));
    });
    return sharing;
  }

  /**
   * Returns among how many flows an interface divides itself as one replica's flows see it.
   *
   * @param own flows of the replica itself
   * @param all flows of all replicas
   */
  public static double sharing(int own, int all) {
    return own + MEETS * (all - own);
  }

  /** What falls to one device's flow among so many: no more than its own interfaces carry. */
  public static double flowShare(NodeLine line, double sharing) {
    return Math.min(line.interfaceShare(1), 1 / sharing);
  }

  private GroupLink flow(
      int a,
      int b,
      Map<Integer, Double> leaving,
      Map<Integer, Double> entering,
      UplinkFlows uplinks) {
    int from = node(a);
    int to = node(b);
    NodeLine lineA = layout.line(from);
    NodeLine lineB = layout.line(to);
    boolean local = layout.domainOf(from) == layout.domainOf(to);
    double shareA = leaving.getOrDefault(from, 1.0);
    double shareB = entering.getOrDefault(to, 1.0);
    double inter =
        local
            ? Double.POSITIVE_INFINITY
            : Math.min(
                layout.bandwidth(a, b) / Math.max(1, Math.min(shareA, shareB)),
                Math.min(
                    lineA.inter().bytesPerSecond() * flowShare(lineA, shareA),
                    lineB.inter().bytesPerSecond() * flowShare(lineB, shareB)));
    return GroupLink.between(
        lineA, lineB, local, Math.min(inter, uplinks.bytesPerSecond(from, to)));
  }

  private int lanes() {
    return degrees.contextParallel() * degrees.tensorParallel();
  }

  private int device(int stage, int replica, int lane) {
    int tp = degrees.tensorParallel();
    return device(stage, replica, lane / tp, lane % tp);
  }

  private int device(int stage, int replica, int context, int tensor) {
    return placement.device(order.rank(stage, replica, context, tensor));
  }

  private int node(int device) {
    return layout.nodeOf(device);
  }

  private GroupLink worst(int[][] groups) {
    Crossing own = new Crossing(layout).add(groups);
    return worst(groups, own, own);
  }

  /**
   * The slowest of some groups.
   *
   * @param own these groups
   * @param all these and what comes at other times
   */
  private GroupLink worst(int[][] groups, Crossing own, Crossing all) {
    if (groups.length == 0 || groups[0].length <= 1) {
      return GroupLink.ALONE;
    }
    GroupLink worst = GroupLink.ALONE;
    UplinkFlows uplinks = uplinkFlows(groups);
    for (int[] group : groups) {
      worst = worst.worst(link(group, own, all, uplinks));
    }
    return worst;
  }

  /** The flows of the rings of some groups at the same time. */
  private UplinkFlows uplinkFlows(int[][] groups) {
    UplinkFlows flows = new UplinkFlows(layout);
    for (int[] group : groups) {
      if (layout.hasTopology() && group.length > 1) {
        flows.addRing(Arrays.stream(group).map(this::node).toArray());
      }
    }
    return flows;
  }

  /** The links of one group; within a domain nothing is shared. */
  private GroupLink link(int[] group, Crossing own, Crossing all, UplinkFlows uplinks) {
    Map<Integer, Integer> members = new LinkedHashMap<>();
    for (int device : group) {
      members.merge(node(device), 1, Integer::sum);
    }
    Map<Integer, Double> domains = new HashMap<>();
    double intra = Double.POSITIVE_INFINITY;
    double intraLatency = 0;
    double interLatency = 0;
    for (Map.Entry<Integer, Integer> member : members.entrySet()) {
      int node = member.getKey();
      NodeLine line = layout.line(node);
      double share = own.share(node, member.getValue(), all);
      domains.merge(layout.domainOf(node), line.inter().bytesPerSecond() * share, Double::sum);
      intra = Math.min(intra, line.intra().bytesPerSecond());
      intraLatency = Math.max(intraLatency, line.intra().latencySeconds());
      interLatency = Math.max(interLatency, line.inter().latencySeconds());
    }
    double inter = domains.values().stream().mapToDouble(Double::doubleValue).min().orElse(0);
    if (layout.hasTopology() && domains.size() > 1) {
      for (int i = 0; i < group.length; i++) {
        int next = group[(i + 1) % group.length];
        if (layout.domainOf(node(group[i])) != layout.domainOf(node(next))) {
          inter = Math.min(inter, layout.bandwidth(group[i], next) / own.groups(node(group[i])));
          inter = Math.min(inter, uplinks.bytesPerSecond(node(group[i]), node(next)));
        }
      }
    }
    return new GroupLink(
        group.length, domains.size(), intra, inter, intraLatency, interLatency, false);
  }
}
