package org.ampplanner.space;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeClasses;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.cluster.NodeLine;
import org.ampplanner.placement.Placement;
import org.ampplanner.placement.RankOrder;
import org.ampplanner.strategy.Degrees;

/**
 * Two-level placements of tensor-parallel groups: inside every node {@code a} replicas times {@code
 * b} stages, across nodes {@code dp/a} times {@code pp/b}, for every node order that differs in
 * device class. AMP's random and annealing baselines draw such rectangular tilings (section 5).
 *
 * <p>Hostfile order always comes first. Beyond {@value #MAX_DEVICES} devices, with nodes of unequal
 * size or with links that tell nodes of one class apart, it stands alone; beyond {@value
 * #MAX_NODE_ORDERS} node orders, hostfile order of the nodes and the orders in which every class is
 * contiguous stand for all.
 */
public final class TilingPlacements {
  /** The largest cluster whose tilings are enumerated. */
  public static final int MAX_DEVICES = 512;

  /** The most node orders that are enumerated in full. */
  public static final int MAX_NODE_ORDERS = 96;

  private final ClusterLayout layout;
  private final List<int[]> nodeOrders;
  private boolean listsAllOrders;

  /** Prepares the placements of a cluster. */
  public TilingPlacements(ClusterLayout layout) {
    this.layout = layout;
    this.listsAllOrders = isTiled();
    this.nodeOrders = isTiled() ? orders() : List.of();
  }

  /** Returns the placements of a device mesh, hostfile order first, without repetitions. */
  public List<Placement> placements(Degrees degrees) {
    Set<Placement> placements = new LinkedHashSet<>();
    placements.add(Placement.hostfileOrder((int) degrees.worldSize()));
    boolean whole = degrees.worldSize() == layout.devices() && degrees.contextParallel() == 1;
    if (isTiled() && whole) {
      int cells = layout.line(0).devices() / degrees.tensorParallel();
      for (int a = 1; a <= cells; a++) {
        placements.addAll(placements(degrees, a));
      }
    }
    return List.copyOf(placements);
  }

  /** Returns the placements with so many replicas per node, none where they don't divide. */
  public List<Placement> placements(Degrees degrees, int replicasPerNode) {
    int cells = layout.line(0).devices() / degrees.tensorParallel();
    boolean fits =
        cells % replicasPerNode == 0
            && degrees.dataParallel() % replicasPerNode == 0
            && degrees.pipelineParallel() % (cells / replicasPerNode) == 0;
    List<int[]> orders = fits ? nodeOrders : List.of();
    return orders.stream()
        .map(order -> tile(degrees, replicasPerNode, cells / replicasPerNode, order))
        .toList();
  }

  /** Returns whether every order of nodes that differs in device class is listed. */
  public boolean listsAllOrders() {
    return listsAllOrders;
  }

  private boolean isTiled() {
    List<NodeLine> lines = layout.cluster().lines();
    return layout.devices() <= MAX_DEVICES
        && !layout.hasTopology()
        && lines.stream().allMatch(line -> line.devices() == lines.get(0).devices());
  }

  private Placement tile(Degrees degrees, int a, int b, int[] order) {
    RankOrder ranks = RankOrder.of(degrees);
    int tp = degrees.tensorParallel();
    int across = degrees.dataParallel() / a;
    int[] devices = new int[(int) degrees.worldSize()];
    for (int i = 0; i < order.length; i++) {
      int first = layout.firstDevice(order[i]);
      for (int cell = 0; cell < a * b; cell++) {
        int stage = i / across * b + cell / a;
        int replica = i % across * a + cell % a;
        for (int t = 0; t < tp; t++) {
          devices[ranks.rank(stage, replica, t)] = first + cell * tp + t;
        }
      }
    }
    return new Placement(devices);
  }

  /** Node orders that differ in the sequence of classes, hostfile order first. */
  private List<int[]> orders() {
    List<List<Integer>> classes =
        NodeClasses.byLine(layout).stream().map(NodeClass::nodes).toList();
    Set<List<Integer>> sequences = new LinkedHashSet<>();
    sequences.add(hostfileSequence(classes));
    int[] left = classes.stream().mapToInt(Collection::size).toArray();
    if (!permute(left, new ArrayList<>(), layout.nodes(), sequences)) {
      listsAllOrders = false;
      sequences.clear();
      sequences.add(hostfileSequence(classes));
      contiguous(classes, new ArrayList<>(), sequences);
    }
    return sequences.stream().map(sequence -> nodes(sequence, classes)).toList();
  }

  private List<Integer> hostfileSequence(List<List<Integer>> classes) {
    List<Integer> sequence = new ArrayList<>(Collections.nCopies(layout.nodes(), 0));
    for (int c = 0; c < classes.size(); c++) {
      for (int node : classes.get(c)) {
        sequence.set(node, c);
      }
    }
    return sequence;
  }

  /** Adds all sequences with the given class counts; false once there are too many. */
  private static boolean permute(
      int[] left, List<Integer> prefix, int length, Set<List<Integer>> out) {
    if (prefix.size() == length) {
      out.add(List.copyOf(prefix));
      return out.size() <= MAX_NODE_ORDERS;
    }
    for (int c = 0; c < left.length; c++) {
      if (left[c] > 0) {
        left[c]--;
        prefix.add(c);
        boolean few = permute(left, prefix, length, out);
        prefix.remove(prefix.size() - 1);
        left[c]++;
        if (!few) {
          return false;
        }
      }
    }
    return true;
  }

  private static void contiguous(
      List<List<Integer>> classes, List<Integer> order, Set<List<Integer>> out) {
    if (out.size() > MAX_NODE_ORDERS) {
      return;
    }
    if (order.size() == classes.size()) {
      List<Integer> sequence = new ArrayList<>();
      order.forEach(c -> sequence.addAll(Collections.nCopies(classes.get(c).size(), c)));
      out.add(List.copyOf(sequence));
      return;
    }
    for (int c = 0; c < classes.size(); c++) {
      if (!order.contains(c)) {
        order.add(c);
        contiguous(classes, order, out);
        order.remove(order.size() - 1);
      }
    }
  }

  private static int[] nodes(List<Integer> sequence, List<List<Integer>> classes) {
    int[] next = new int[classes.size()];
    return sequence.stream().mapToInt(c -> classes.get(c).get(next[c]++)).toArray();
  }
}
