package org.ampplanner.collective;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.placement.Placement;

/**
 * How activations of one micro-batch go from the ranks of a stage to those of another with other
 * degrees. Replica j of d holds samples {@code [j/d, (j+1)/d)} of the micro-batch; a rank of the
 * other stage receives the part that it needs of every replica that has some of it. All of these
 * flows come at the same time: those of a device share its link, those of a node its interfaces.
 *
 * <p>Complexity: O(flows), of which there are at most the ranks of both stages times the larger
 * ratio of their degrees.
 */
public final class Resharding {
  private final ClusterLayout layout;
  private final Side from;
  private final Side to;
  private final Way forward;
  private final Way backward;

  /** The flows in one direction, where ranks of a replica hold all of a sample, and a part. */
  private record Way(List<Flow> whole, List<Flow> parted) {
    static Way of(ClusterLayout layout, Side from, Side to) {
      return new Way(flows(layout, sent(from, to, false)), flows(layout, sent(from, to, true)));
    }
  }

  /**
   * Ranks of a stage, tensor-parallel ones next to each other, then context-parallel ones.
   *
   * @param placement of its ranks alone
   * @param tensorParallel ranks that work on the same tokens
   * @param contextParallel parts of the sequence of a replica; the same on both sides
   */
  public record Side(Placement placement, int tensorParallel, int contextParallel) {
    int replicas() {
      return placement.ranks() / tensorParallel / contextParallel;
    }

    int device(int replica, int context, int lane) {
      return placement.device((replica * contextParallel + context) * tensorParallel + lane);
    }
  }

  /**
   * Bytes on a link.
   *
   * @param share of the bytes of the whole micro-batch
   * @param link with what falls to this flow of interfaces that others use
   */
  public record Flow(double share, GroupLink link) {}

  /** What a device sends to another, of a replica of the receiving side. */
  private record Sent(int from, int to, int replica, double share) {}

  /** Finds the flows between two sides. */
  public Resharding(ClusterLayout layout, Side from, Side to) {
    this.layout = layout;
    this.from = from;
    this.to = to;
    forward = Way.of(layout, from, to);
    backward = Way.of(layout, to, from);
  }

  /**
   * Returns the slowest flow's time, in seconds.
   *
   * @param bytes of the micro-batch of all replicas together
   * @param parts whether ranks of a replica hold a part of every sample each; else each holds all
   * @param ahead whether activations go to the second side; else gradients to the first
   */
  public double seconds(Collectives collectives, double bytes, boolean parts, boolean ahead) {
    double slowest = 0;
    Way way = ahead ? forward : backward;
    for (Flow flow : parts ? way.parted : way.whole) {
      slowest = Math.max(slowest, collectives.transfer(flow.share * bytes, flow.link));
    }
    return slowest;
  }

  /**
   * Adds by node what leaves it for nodes of other domains.
   *
   * @param bytes of the micro-batches of all replicas together, if all took as many as a replica of
   *     the receiving side
   * @param parts whether ranks of a replica hold a part of every sample each; else each holds all
   * @param ahead whether activations go to the second side; else gradients to the first
   */
  public void addLeaving(
      IntToDoubleFunction bytes, boolean parts, boolean ahead, double[] leaving) {
    for (Sent s : ahead ? sent(from, to, parts) : sent(to, from, parts)) {
      int node = layout.nodeOf(s.from);
      if (layout.domainOf(node) != layout.domainOf(layout.nodeOf(s.to))) {
        leaving[node] += bytes.applyAsDouble(s.replica) * s.share;
      }
    }
  }

  /** Returns the link that a micro-batch on its way ahead keeps busy longest. */
  public GroupLink slowest() {
    Flow worst = forward.whole.get(0);
    for (Flow flow : forward.whole) {
      worst = flow.share / rate(flow.link) > worst.share / rate(worst.link) ? flow : worst;
    }
    return worst.link;
  }

  private static double rate(GroupLink link) {
    return link.local() ? link.intraBytesPerSecond() : link.interBytesPerSecond();
  }

  private static List<Sent> sent(Side from, Side to, boolean parts) {
    List<Sent> all = new ArrayList<>();
    int d = from.replicas();
    int e = to.replicas();
    for (int j = 0; j < e; j++) {
      int first = (int) ((long) j * d / e);
      int last = (int) (((long) (j + 1) * d - 1) / e);
      for (int i = first; i <= last; i++) {
        double share = overlap(i, d, j, e) / from.contextParallel;
        for (int c = 0; c < from.contextParallel; c++) {
          addLanes(all, new Replicas(from, i, to, j), c, share, parts);
        }
      }
    }
    return all;
  }

  /** A replica of one side that has samples for one of the other. */
  private record Replicas(Side from, int sender, Side to, int receiver) {}

  private static void addLanes(
      List<Sent> all, Replicas pair, int context, double share, boolean parts) {
    int tp = pair.from.tensorParallel;
    for (int lane = 0; lane < pair.to.tensorParallel; lane++) {
      int receiver = pair.to.device(pair.receiver, context, lane);
      if (!parts) {
        int sender = pair.from.device(pair.sender, context, lane % tp);
        all.add(new Sent(sender, receiver, pair.receiver, share));
        continue;
      }
      for (int other = 0; other < tp; other++) {
        double part = overlap(other, tp, lane, pair.to.tensorParallel);
        if (part > 0) {
          int sender = pair.from.device(pair.sender, context, other);
          all.add(new Sent(sender, receiver, pair.receiver, share * part));
        }
      }
    }
  }

  /** Returns what part i of d equal parts has in common with part j of e. */
  private static double overlap(int i, int d, int j, int e) {
    long low = Math.max((long) i * e, (long) j * d);
    long high = Math.min((long) (i + 1) * e, (long) (j + 1) * d);
    return Math.max(0, high - low) / ((double) d * e);
  }

  private static List<Flow> flows(ClusterLayout layout, List<Sent> all) {
    Busy busy = new Busy(layout, all);
    Set<Flow> flows = new LinkedHashSet<>();
    for (Sent s : all) {
      int a = layout.nodeOf(s.from);
      int b = layout.nodeOf(s.to);
      if (layout.domainOf(a) == layout.domainOf(b)) {
        GroupLink link =
            GroupLink.between(layout.line(a), layout.line(b), true, Double.POSITIVE_INFINITY);
        flows.add(new Flow(busy.inside(s), link));
      } else {
        flows.add(new Flow(s.share, between(layout, s, busy.ofOut(s), busy.ofIn(s), busy.uplinks)));
      }
    }
    return List.copyOf(flows);
  }

  /** What devices, their interfaces and nodes send and take at the same time. */
  private static final class Busy {
    private final ClusterLayout layout;
    private final End out = new End();
    private final End in = new End();
    private final UplinkFlows uplinks;

    Busy(ClusterLayout layout, List<Sent> all) {
      this.layout = layout;
      this.uplinks = new UplinkFlows(layout);
      all.forEach(this::add);
    }

    private void add(Sent s) {
      int from = layout.nodeOf(s.from);
      int to = layout.nodeOf(s.to);
      if (layout.domainOf(from) == layout.domainOf(to)) {
        out.devices.merge(s.from, s.share, Double::sum);
        in.devices.merge(s.to, s.share, Double::sum);
      } else {
        out.leaves(from, s.from, s.share);
        in.leaves(to, s.to, s.share);
        uplinks.add(from, to);
      }
    }

    double inside(Sent s) {
      return Math.max(out.devices.getOrDefault(s.from, 0.0), in.devices.getOrDefault(s.to, 0.0));
    }

    double ofOut(Sent s) {
      return out.part(layout, s.from, s.share);
    }

    double ofIn(Sent s) {
      return in.part(layout, s.to, s.share);
    }
  }

  /** One end of everything that moves: shares by device inside a node, and beyond it by both. */
  private static final class End {
    private final Map<Integer, Double> devices = new HashMap<>();
    private final Map<Integer, Double> interfaces = new HashMap<>();
    private final Map<Integer, Double> nodes = new HashMap<>();

    void leaves(int node, int device, double share) {
      nodes.merge(node, share, Double::sum);
      interfaces.merge(device, share, Double::sum);
    }

    /** Returns the part of its node's interfaces that a share of a device has. */
    double part(ClusterLayout layout, int device, double share) {
      int node = layout.nodeOf(device);
      double ofInterface = share / interfaces.getOrDefault(device, share);
      return Math.min(
          share / nodes.getOrDefault(node, share),
          layout.line(node).interfaceShare(1) * ofInterface);
    }
  }

  /** Returns the link to another node, of whose interfaces something has so much of the share. */
  private static GroupLink between(
      ClusterLayout layout, Sent s, double ofOut, double ofIn, UplinkFlows uplinks) {
    int a = layout.nodeOf(s.from);
    int b = layout.nodeOf(s.to);
    NodeLine from = layout.line(a);
    NodeLine to = layout.line(b);
    double own =
        Math.min(from.inter().bytesPerSecond() * ofOut, to.inter().bytesPerSecond() * ofIn);
    double between = layout.bandwidth(s.from, s.to) * Math.max(ofOut, ofIn);
    double inter = Math.min(Math.min(own, between), uplinks.bytesPerSecond(a, b));
    return GroupLink.between(from, to, false, inter);
  }
}
