package org.ampplanner.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeClasses;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.cost.GroupTiling;
import org.ampplanner.cost.NodeGroup;
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
 * worst member is no worse. Where classes are not ordered it is a restriction of the space.
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
    List<Tile> tiles = new ArrayList<>();
    int all = (1 << classes.size()) - 1;
    boolean whole = degrees.worldSize() == layout.devices();
    for (int subset = whole ? all : 1; subset <= all; subset++) {
      int perNode = devicesPerNode(subset);
      if (perNode > 0
          && perNode % (degrees.tensorParallel() * degrees.contextParallel()) == 0
          && (long) nodes(subset) * perNode == degrees.worldSize()) {
        int lanes = perNode / degrees.tensorParallel() / degrees.contextParallel();
        addTiles(degrees, subset, lanes, order, tiles);
      }
    }
    if (!whole) {
      addSpare(degrees, order, tiles);
    }
    return tiles;
  }

  /**
   * Tiles that choose among more groups than the mesh takes: those of all nodes, and those of
   * single classes. The nodes of the others stay idle.
   */
  private void addSpare(Degrees degrees, int[] order, List<Tile> tiles) {
    int all = (1 << classes.size()) - 1;
    int perNode = devicesPerNode(all);
    int width = degrees.tensorParallel() * degrees.contextParallel();
    if (perNode == 0 || perNode % width != 0 || degrees.worldSize() % perNode != 0) {
      return;
    }
    List<Tile> spare = new ArrayList<>();
    addTiles(degrees, all, perNode / width, order, spare);
    for (Tile tile : List.copyOf(spare)) {
      if (classes.size() > 1 && tile.tiling().groups().stream().anyMatch(g -> g.nodes() > 1)) {
        spare.add(pure(tile));
      }
    }
    spare.stream()
        .filter(tile -> Arrays.stream(tile.available()).sum() >= tile.blocks())
        .forEach(tiles::add);
  }

  /** The same with groups of one class each. */
  private Tile pure(Tile tile) {
    int size = tile.degrees().dataParallel() / tile.tiling().replicasPerNode();
    List<NodeGroup> kinds = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      int groups = Math.min(tile.blocks(), classes.get(c).nodes().size() / size);
      if (groups > 0) {
        kinds.add(new NodeGroup(List.of(run(c, size))));
        counts.add(groups);
      }
    }
    GroupTiling own = tile.tiling();
    return new Tile(
        tile.degrees(),
        new GroupTiling(own.replicasPerNode(), own.stagesPerNode(), kinds, counts),
        tile.blocks());
  }

  private void addTiles(Degrees degrees, int subset, int lanes, int[] order, List<Tile> tiles) {
    for (int a = 1; a <= lanes; a++) {
      int b = lanes / a;
      boolean fits =
          lanes % a == 0 && degrees.dataParallel() % a == 0 && degrees.pipelineParallel() % b == 0;
      if (fits) {
        tiles.add(tile(degrees, subset, a, b, order));
      }
    }
  }

  /** Devices per node of a set of classes, 0 where they differ. */
  private int devicesPerNode(int subset) {
    int devices = -1;
    for (int c = 0; c < classes.size(); c++) {
      if ((subset >> c & 1) == 1) {
        int own = classes.get(c).line().devices();
        if (devices >= 0 && own != devices) {
          return 0;
        }
        devices = own;
      }
    }
    return devices;
  }

  private int nodes(int subset) {
    int nodes = 0;
    for (int c = 0; c < classes.size(); c++) {
      nodes += (subset >> c & 1) == 1 ? classes.get(c).nodes().size() : 0;
    }
    return nodes;
  }

  /** Cuts the nodes of a subset, in the order of classes, into groups; equal groups counted. */
  private Tile tile(Degrees degrees, int subset, int a, int b, int[] order) {
    int size = degrees.dataParallel() / a;
    List<NodeGroup> kinds = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    List<NodeGroup.Run> open = new ArrayList<>();
    int free = size;
    for (int c : order) {
      int left = (subset >> c & 1) == 1 ? classes.get(c).nodes().size() : 0;
      if (left > 0 && free < size) {
        int taken = Math.min(left, free);
        open.add(run(c, taken));
        left -= taken;
        free -= taken;
        if (free == 0) {
          kinds.add(new NodeGroup(open));
          counts.add(1);
          open = new ArrayList<>();
          free = size;
        }
      }
      if (left >= size) {
        kinds.add(new NodeGroup(List.of(run(c, size))));
        counts.add(Math.min(left / size, degrees.pipelineParallel() / b));
        left %= size;
      }
      if (left > 0) {
        open.add(run(c, left));
        free -= left;
      }
    }
    return new Tile(degrees, new GroupTiling(a, b, kinds, counts), degrees.pipelineParallel() / b);
  }

  private NodeGroup.Run run(int c, int nodes) {
    return new NodeGroup.Run(classes.get(c).line(), c, nodes);
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
      for (NodeGroup.Run run : tile.tiling().groups().get(kinds[block]).runs()) {
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
