package org.ampplanner.stages;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeClasses;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.placement.Placement;

/**
 * The nodes of a cluster by class, and where stages go on them. Stages of whole nodes take nodes in
 * the order of the pipeline; stages that are parts of a node fill what is left, the largest first.
 * Their sizes divide each other, so that they fit whenever there are devices enough.
 */
final class NodePool {
  private static final int MOST_BY_DEVICE = 64;

  private final ClusterLayout layout;
  private final List<NodeClass> classes;
  private final boolean byDevice;

  /**
   * Sorts the nodes.
   *
   * @throws IllegalArgumentException if links or switches tell nodes apart
   */
  NodePool(ClusterLayout layout) {
    this.layout = layout;
    this.classes = new NodeClasses(layout).all();
    this.byDevice = layout.devices() <= MOST_BY_DEVICE;
  }

  List<NodeClass> classes() {
    return classes;
  }

  /** Returns whether stages may be parts of nodes. */
  boolean byDevice() {
    return byDevice;
  }

  /** Returns what there is of each class, in devices or nodes. */
  int[] units() {
    return classes.stream()
        .mapToInt(c -> c.nodes().size() * (byDevice ? c.line().devices() : 1))
        .toArray();
  }

  /** Returns every shape that a stage may have. */
  List<StageShape> shapes() {
    List<StageShape> shapes = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      int perNode = classes.get(c).line().devices();
      for (int part = 1; byDevice && part < perNode; part *= 2) {
        if (perNode % part == 0) {
          addShapes(shapes, c, part, part, 0);
        }
      }
      int nodes = classes.get(c).nodes().size();
      for (int n = 1; n <= nodes; n = n < 8 ? n + 1 : Math.max(n + 1, Math.min(2 * n, nodes))) {
        addShapes(shapes, c, byDevice ? n * perNode : n, n * perNode, n);
      }
    }
    return shapes;
  }

  private void addShapes(List<StageShape> shapes, int c, int units, int devices, int nodes) {
    int perNode = classes.get(c).line().devices();
    IntStream.rangeClosed(1, perNode)
        .filter(tp -> perNode % tp == 0 && devices % tp == 0)
        .forEach(tp -> shapes.add(new StageShape(c, units, devices, nodes, tp)));
  }

  /** Returns the devices of stages, stage by stage. */
  Placement place(List<StageShape> stages) {
    int[][] devices = new int[stages.size()][];
    int[] nodesUsed = new int[classes.size()];
    int[] left = new int[classes.size()]; // devices left on the node that is filled
    for (int s = 0; s < devices.length; s++) {
      StageShape shape = stages.get(s);
      if (shape.nodes() > 0) {
        devices[s] = new int[shape.devices()];
        for (int n = 0; n < shape.nodes(); n++) {
          fill(devices[s], n, shape.nodeClass(), nodesUsed[shape.nodeClass()]++);
        }
      }
    }
    List<Integer> parts =
        IntStream.range(0, devices.length)
            .filter(s -> stages.get(s).nodes() == 0)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(s -> -stages.get(s).devices())
                    .thenComparingInt(s -> s))
            .toList();
    for (int s : parts) {
      StageShape shape = stages.get(s);
      NodeClass own = classes.get(shape.nodeClass());
      if (left[shape.nodeClass()] < shape.devices()) {
        nodesUsed[shape.nodeClass()]++;
        left[shape.nodeClass()] = own.line().devices();
      }
      int node = own.nodes().get(nodesUsed[shape.nodeClass()] - 1);
      int end = layout.firstDevice(node) + own.line().devices();
      int first = end - left[shape.nodeClass()];
      devices[s] = IntStream.range(first, first + shape.devices()).toArray();
      left[shape.nodeClass()] -= shape.devices();
    }
    return new Placement(
        IntStream.range(0, devices.length).flatMap(s -> IntStream.of(devices[s])).toArray());
  }

  private void fill(int[] devices, int at, int nodeClass, int index) {
    NodeClass own = classes.get(nodeClass);
    int first = layout.firstDevice(own.nodes().get(index));
    for (int d = 0; d < own.line().devices(); d++) {
      devices[at * own.line().devices() + d] = first + d;
    }
  }

  /** Returns the devices of a stage that is alone. */
  Placement alone(StageShape shape) {
    return place(List.of(shape));
  }

  /** Returns the devices of two stages on different nodes; null if there are too few nodes. */
  @org.jspecify.annotations.Nullable
  Placement apart(StageShape a, StageShape b) {
    int nodesA = Math.max(1, a.nodes());
    int nodesB = Math.max(1, b.nodes());
    int before = a.nodeClass() == b.nodeClass() ? nodesA : 0;
    if (before + nodesB > classes.get(b.nodeClass()).nodes().size()) {
      return null;
    }
    int[] second = new int[b.devices()];
    NodeClass own = classes.get(b.nodeClass());
    for (int d = 0; d < second.length; d++) {
      int node = own.nodes().get(before + d / own.line().devices());
      second[d] = layout.firstDevice(node) + d % own.line().devices();
    }
    return alone(a).followedBy(new Placement(second));
  }

  /** Returns the devices of two stages on one node; null if they don't fit on one. */
  @org.jspecify.annotations.Nullable
  Placement together(StageShape a, StageShape b) {
    boolean fit =
        a.nodeClass() == b.nodeClass()
            && a.nodes() == 0
            && b.nodes() == 0
            && a.devices() + b.devices() <= classes.get(a.nodeClass()).line().devices();
    return fit ? place(List.of(a, b)) : null;
  }
}
