package org.ampplanner.space;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ampplanner.cluster.ClusterLayout;
import org.ampplanner.cluster.NodeClasses;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.cluster.NodePieces;

/**
 * How many devices a mesh may take that leaves nodes idle: few numbers, since each is a space of
 * its own.
 *
 * <ul>
 *   <li>All nodes of some classes, for up to {@value #MOST_CLASSES} classes.
 *   <li>One node, for links too slow to share.
 *   <li>Every number of nodes, up to {@value #EVERY} of them: one node more is then never worse.
 *   <li>All nodes but one, up to {@value #FEW_NODES}: for a straggler.
 *   <li>Where the number of nodes has a prime factor above 5: all but one.
 *   <li>Where it has one, or its odd part does not divide the batch: the most nodes that divide the
 *       batch, the most that are a power of two.
 * </ul>
 */
public final class IdleSizes {
  private static final int MOST_CLASSES = 5;
  private static final int EVERY = 8;
  private static final int FEW_NODES = 64; // beyond them one node less matters little

  private IdleSizes() {}

  /** Returns the numbers of devices, ascending, each less than all. */
  public static List<Integer> of(ClusterLayout layout, int globalBatchSize) {
    Set<Integer> sizes = new TreeSet<>();
    NodePieces pieces = new NodePieces(layout);
    List<NodeClass> classes = layout.hasTopology() ? List.of() : new NodeClasses(layout).all();
    addClasses(classes, sizes);
    int nodes = pieces.count();
    if (nodes == layout.nodes() && nodes > 1) {
      boolean few = nodes <= FEW_NODES;
      if (few) {
        sizes.add(pieces.size());
      }
      for (int some = 2; nodes <= EVERY && some < nodes; some++) {
        sizes.add(some * pieces.size());
      }
      if (few || !smooth(nodes)) {
        sizes.add((nodes - 1) * pieces.size());
      }
      if (!smooth(nodes) || globalBatchSize % (nodes / Integer.lowestOneBit(nodes)) != 0) {
        sizes.add(Integer.highestOneBit(nodes - 1) * pieces.size());
        sizes.add(largestDivisor(globalBatchSize, nodes - 1) * pieces.size());
      }
    }
    return List.copyOf(sizes);
  }

  private static void addClasses(List<NodeClass> classes, Set<Integer> sizes) {
    int subsets = classes.size() > MOST_CLASSES ? 0 : (1 << classes.size()) - 1;
    for (int subset = 1; subset < subsets; subset++) {
      int devices = 0;
      for (int c = 0; c < classes.size(); c++) {
        NodeClass each = classes.get(c);
        devices += (subset >> c & 1) == 1 ? each.nodes().size() * each.line().devices() : 0;
      }
      sizes.add(devices);
    }
  }

  /** Whether a number has no prime factor above 5. */
  private static boolean smooth(int number) {
    int rest = number;
    for (int prime : new int[] {2, 3, 5}) {
      while (rest % prime == 0) {
        rest /= prime;
      }
    }
    return rest == 1;
  }

  private static int largestDivisor(int number, int most) {
    int divisor = Math.min(number, most);
    while (number % divisor != 0) {
      divisor--;
    }
    return divisor;
  }
}
