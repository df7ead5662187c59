package org.ampplanner.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeClasses;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.cost.GroupKind;
import org.ampplanner.cost.GroupTiling;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.strategy.Degrees;

/**
 * Two-level tiles by class of node: which kinds of node group can serve the stages of a device
 * mesh, and how many of each, in a time that does not depend on the number of nodes.
 *
 * <p>Nodes are taken in a given order of their classes and cut into consecutive groups. Where that
 * order is total (a class after another is no faster on any layer, has no more memory and no more
 * bandwidth) no other grouping is better: sort any grouping by the worst member of its groups; the
 * j best groups hold jr nodes at least as good as the j-th worst, so the j-th consecutive group's
 * worst member is no worse. Where classes are not ordered, {@link #everyTile} divides nodes in
 * every way that can be best, of up to {@value Groupings#MOST_CLASSES} classes; of more,
 * consecutive groups are a restriction of the space.
 */
public final class GroupTiles {
  private final ClusterLayout layout;
  private final List<NodeClass> classes;

  /**
   * A tile: groups of nodes and how stages and replicas lie on them.
   *
   * @param degrees the device mesh
   * @param tiling kinds of group, with {@code available} adding up to at least {@code blocks}
   * @param blocks how many groups the pipeline takes
   */
  public record Tile(Degrees degrees, GroupTiling tiling, int blocks) {
    /** Returns how many groups there are of each kind. */
    public int[] available() {
      return tiling.available().stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /**
   * Prepares the tiles of a cluster.
   *
   * @throws IllegalArgumentException if links or switches tell nodes of a class apart
   */
  public GroupTiles(ClusterLayout layout) {
    this.layout = layout;
    this.classes = new NodeClasses(layout).all();
  }

  /** Returns the classes of nodes. */
  public List<NodeClass> classes() {
    return classes;
  }

  /**
   * Returns the tiles of a mesh: over all nodes; if it is smaller than the cluster, over whole
   * classes that have just its size, and over some of the groups that all nodes form.
   *
   * @param order indices of the classes, best first or worst first
   */
  public List<Tile> tiles(Degrees degrees, int[] order) {
    return new TileListing(layout, classes, degrees, order, false).tiles();
  }

  /**
   * Returns the tiles of a mesh with nodes divided in every way that can be best ({@link
   * Groupings}), whatever the classes are like.
   *
   * @param order indices of the classes, in the order in which a group holds them
   */
  public List<Tile> everyTile(Degrees degrees, int[] order) {
    boolean every = classes.size() <= Groupings.MOST_CLASSES;
    return new TileListing(layout, classes, degrees, order, every).tiles();
  }

  /**
   * Returns the tiles that differ from one in which way round its mixed groups hold their nodes:
   * what stands with what in a replica. Of all groups turned at once nothing changes, so the first
   * stays; none where fewer than two are mixed.
   */
  public static List<Tile> turned(Tile tile) {
    GroupTiling own = tile.tiling();
    int[] mixed =
        IntStream.range(0, own.groups().size())
            .filter(g -> own.groups().get(g).runs().size() > 1)
            .toArray();
    List<Tile> turned = new ArrayList<>();
    int others = Math.max(0, mixed.length - 1);
    for (int which = 1; which < 1 << others; which++) {
      List<GroupKind> groups = new ArrayList<>(own.groups());
      for (int m = 1; m < mixed.length; m++) {
        if ((which >> (m - 1) & 1) == 1) {
          groups.set(mixed[m], new GroupKind(groups.get(mixed[m]).runs().reversed()));
        }
      }
      turned.add(
          new Tile(
              tile.degrees(),
              new GroupTiling(own.replicasPerNode(), own.stagesPerNode(), groups, own.available()),
              tile.blocks()));
    }
    return turned;
  }

  /**
   * Places a sequence of groups; nodes of a class are taken in hostfile order.
   *
   * @param kinds the kind of group of every block of the pipeline
   */
  public Placement placement(Tile tile, int[] kinds) {
    Degrees degrees = tile.degrees();
    int a = tile.tiling().replicasPerNode();
    int b = tile.tiling().stagesPerNode();
    int width = degrees.tensorParallel() * degrees.contextParallel();
    RankOrder ranks = RankOrder.of(degrees);
    int[] next = new int[classes.size()];
    int[] devices = new int[(int) degrees.worldSize()];
    Arrays.fill(devices, -1);
    for (int block = 0; block < kinds.length; block++) {
      int position = 0;
      for (GroupKind.Run run : tile.tiling().groups().get(kinds[block]).runs()) {
        for (int i = 0; i < run.nodes(); i++, position++) {
          int node = classes.get(run.nodeClass()).nodes().get(next[run.nodeClass()]++);
          int first = layout.firstDevice(node);
          for (int group = 0; group < a * b; group++) {
            int stage = block * b + group / a;
            int replica = position * a + group % a;
            for (int t = 0; t < width; t++) {
              devices[ranks.rank(stage, replica, 0, t)] = first + group * width + t;
            }
          }
        }
      }
    }
    return new Placement(devices);
  }
}
