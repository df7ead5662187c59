package org.ampplanner.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.cost.GroupKind;
import org.ampplanner.cost.Tiling;
import org.ampplanner.space.Groupings.Grouping;
import org.ampplanner.strategy.Degrees;

/** Lists the tilings of one device mesh. */
final class TilingList {
  private final ClusterLayout layout;
  private final List<NodeClass> classes;
  private final Degrees degrees;
  private final int[] order;
  private final boolean every;
  private final List<Tiling> tilings = new ArrayList<>();

  /**
   * Prepares the list.
   *
   * @param order indices of the classes, in the order in which groups are cut and hold them
   * @param every whether nodes are divided in every way that can be best instead of consecutively
   */
  TilingList(
      ClusterLayout layout, List<NodeClass> classes, Degrees degrees, int[] order, boolean every) {
    this.layout = layout;
    this.classes = classes;
    this.degrees = degrees;
    this.order = order;
    this.every = every;
  }

  /** Returns the tilings; to be called once. */
  List<Tiling> all() {
    int all = (1 << classes.size()) - 1;
    boolean whole = degrees.worldSize() == layout.devices();
    for (int subset = whole ? all : 1; subset <= all; subset++) {
      int perNode = devicesPerNode(subset);
      if (perNode > 0
          && perNode % (degrees.tensorParallel() * degrees.contextParallel()) == 0
          && (long) nodes(subset) * perNode == degrees.worldSize()) {
        int cells = perNode / degrees.tensorParallel() / degrees.contextParallel();
        addTilings(subset, cells, false, tilings);
      }
    }
    if (!whole) {
      addSpare();
    }
    return tilings;
  }

  /**
   * Tilings that choose among more groups than the mesh takes: those of all nodes, and those of
   * single classes. The nodes of the others stay idle.
   */
  private void addSpare() {
    int all = (1 << classes.size()) - 1;
    int perNode = devicesPerNode(all);
    int width = degrees.tensorParallel() * degrees.contextParallel();
    if (perNode == 0 || perNode % width != 0 || degrees.worldSize() % perNode != 0) {
      return;
    }
    List<Tiling> spare = new ArrayList<>();
    addTilings(all, perNode / width, true, spare);
    for (Tiling tiling : List.copyOf(spare)) {
      boolean several = tiling.kinds().stream().anyMatch(g -> g.nodes() > 1);
      if (!every && classes.size() > 1 && several) {
        spare.add(pure(tiling));
      }
    }
    spare.stream()
        .filter(tiling -> Arrays.stream(tiling.counts()).sum() >= tiling.groups(degrees))
        .forEach(tilings::add);
  }

  /** The same with groups of one class each. */
  private Tiling pure(Tiling tiling) {
    int size = degrees.dataParallel() / tiling.replicasPerNode();
    List<GroupKind> kinds = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      int groups = Math.min(tiling.groups(degrees), classes.get(c).nodes().size() / size);
      if (groups > 0) {
        kinds.add(new GroupKind(List.of(run(c, size))));
        counts.add(groups);
      }
    }
    return new Tiling(tiling.replicasPerNode(), tiling.stagesPerNode(), kinds, counts);
  }

  private void addTilings(int subset, int cells, boolean spare, List<Tiling> out) {
    for (int a = 1; a <= cells; a++) {
      int b = cells / a;
      boolean fits =
          cells % a == 0 && degrees.dataParallel() % a == 0 && degrees.pipelineParallel() % b == 0;
      // Of two classes that are all used, every way is the consecutive one.
      if (fits && every && Integer.bitCount(subset) > (spare ? 1 : 2)) {
        everyWay(subset, a, b).forEach(out::add);
      } else if (fits) {
        out.add(consecutive(subset, a, b));
      }
    }
  }

  /** Tilings of a subset's nodes, one for each way to divide them. */
  private List<Tiling> everyWay(int subset, int a, int b) {
    int size = degrees.dataParallel() / a;
    int groups = degrees.pipelineParallel() / b;
    int[] nodes = new int[classes.size()];
    for (int c = 0; c < nodes.length; c++) {
      nodes[c] = (subset >> c & 1) == 1 ? classes.get(c).nodes().size() : 0;
    }
    List<Tiling> ways = new ArrayList<>();
    for (Grouping grouping : Groupings.of(nodes, size, groups)) {
      List<GroupKind> kinds = new ArrayList<>();
      List<Integer> counts = new ArrayList<>();
      grouping
          .groups()
          .forEach((held, count) -> {
            List<GroupKind.Run> runs = new ArrayList<>();
            for (int c : order) {
              if (held.get(c) > 0) {
                runs.add(run(c, held.get(c)));
              }
            }
            kinds.add(new GroupKind(runs));
            counts.add(Math.min(count, groups));
          });
      ways.add(new Tiling(a, b, kinds, counts));
    }
    return ways;
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
  private Tiling consecutive(int subset, int a, int b) {
    int size = degrees.dataParallel() / a;
    List<GroupKind> kinds = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    List<GroupKind.Run> open = new ArrayList<>();
    int free = size;
    for (int c : order) {
      int left = (subset >> c & 1) == 1 ? classes.get(c).nodes().size() : 0;
      if (left > 0 && free < size) {
        int taken = Math.min(left, free);
        open.add(run(c, taken));
        left -= taken;
        free -= taken;
        if (free == 0) {
          kinds.add(new GroupKind(open));
          counts.add(1);
          open = new ArrayList<>();
          free = size;
        }
      }
      if (left >= size) {
        kinds.add(new GroupKind(List.of(run(c, size))));
        counts.add(Math.min(left / size, degrees.pipelineParallel() / b));
        left %= size;
      }
      if (left > 0) {
        open.add(run(c, left));
        free -= left;
      }
    }
    return new Tiling(a, b, kinds, counts);
  }

  private GroupKind.Run run(int c, int nodes) {
    return new GroupKind.Run(classes.get(c).line(), c, nodes);
  }
}
