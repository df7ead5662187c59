package org.ampplanner.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeClasses;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.cost.GroupKind;
import org.ampplanner.cost.Tiling;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.strategy.Degrees;

/**
 * Two-level tilings by class of node: which kinds of node group can serve the stages of a device
 * mesh, and how many of each, in a time that does not depend on the number of nodes.
 *
 * <p>Nodes are taken in a given order of their classes and cut into consecutive groups. Where that
 * order is total (a class after another is no faster on any layer, has no more memory and no more
 * bandwidth) no other grouping is better: sort any grouping by the worst member of its groups; the
 * j best groups hold jr nodes at least as good as the j-th worst, so the j-th consecutive group's
 * worst member is no worse. Where classes are not ordered, {@link #every} divides nodes in every
 * way that can be best, of up to {@value Groupings#MOST_CLASSES} classes; of more, consecutive
 * groups are a restriction of the space.
 */
public final class Tilings {
  private final ClusterLayout layout;
  private final List<NodeClass> classes;

  /**
   * Prepares the tilings of a cluster.
   *
   * @throws IllegalArgumentException if links or switches tell nodes of a class apart
   */
  public Tilings(ClusterLayout layout) {
    this.layout = layout;
    this.classes = new NodeClasses(layout).all();
  }

  /** Returns the classes of nodes. */
  public List<NodeClass> classes() {
    return classes;
  }

  /**
   * Returns the tilings of a mesh: over all nodes; if it is smaller than the cluster, over whole
   * classes that have just its size, and over some of the groups that all nodes form.
   *
   * @param order indices of the classes, best first or worst first
   */
  public List<Tiling> of(Degrees degrees, int[] order) {
    return new TilingList(layout, classes, degrees, order, false).all();
  }

  /**
   * Returns the tilings of a mesh with nodes divided in every way that can be best ({@link
   * Groupings}), whatever the classes are like.
   *
   * @param order indices of the classes, in the order in which a group holds them
   */
  public List<Tiling> every(Degrees degrees, int[] order) {
    boolean divided = classes.size() <= Groupings.MOST_CLASSES;
    return new TilingList(layout, classes, degrees, order, divided).all();
  }

  /**
   * Returns the tilings that differ from one in which way round its mixed groups hold their nodes:
   * what stands with what in a replica. Of all groups turned at once nothing changes, so the first
   * stays; none where fewer than two are mixed.
   */
  public static List<Tiling> turned(Tiling tiling) {
    int[] mixed =
        IntStream.range(0, tiling.kinds().size())
            .filter(g -> tiling.kinds().get(g).runs().size() > 1)
            .toArray();
    List<Tiling> turned = new ArrayList<>();
    int others = Math.max(0, mixed.length - 1);
    for (int which = 1; which < 1 << others; which++) {
      List<GroupKind> kinds = new ArrayList<>(tiling.kinds());
      for (int m = 1; m < mixed.length; m++) {
        if ((which >> (m - 1) & 1) == 1) {
          kinds.set(mixed[m], new GroupKind(kinds.get(mixed[m]).runs().reversed()));
        }
      }
      turned.add(
          new Tiling(tiling.replicasPerNode(), tiling.stagesPerNode(), kinds, tiling.available()));
    }
    return turned;
  }

  /**
   * Places a mesh on a sequence of groups; nodes of a class are taken in hostfile order.
   *
   * @param kinds the kind of every group of the pipeline
   */
  public Placement placement(Degrees degrees, Tiling tiling, int[] kinds) {
    int a = tiling.replicasPerNode();
    int b = tiling.stagesPerNode();
    int width = degrees.tensorParallel() * degrees.contextParallel();
    RankOrder ranks = RankOrder.of(degrees);
    int[] next = new int[classes.size()];
    int[] devices = new int[(int) degrees.worldSize()];
    Arrays.fill(devices, -1);
    for (int g = 0; g < kinds.length; g++) {
      int position = 0;
      for (GroupKind.Run run : tiling.kinds().get(kinds[g]).runs()) {
        for (int i = 0; i < run.nodes(); i++, position++) {
          int node = classes.get(run.nodeClass()).nodes().get(next[run.nodeClass()]++);
          int first = layout.firstDevice(node);
          for (int cell = 0; cell < a * b; cell++) {
            int stage = g * b + cell / a;
            int replica = position * a + cell % a;
            for (int t = 0; t < width; t++) {
              devices[ranks.rank(stage, replica, 0, t)] = first + cell * width + t;
            }
          }
        }
      }
    }
    return new Placement(devices);
  }
}
