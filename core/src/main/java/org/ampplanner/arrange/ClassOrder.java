package org.ampplanner.arrange;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ampplanner.cluster.NodeClasses.NodeClass;
import org.ampplanner.cluster.NodeLine;

/**
 * Classes of nodes, the fastest first.
 *
 * @param fastestFirst indices of the classes
 * @param total whether every class is in nothing better than the one before: neither on any layer,
 *     nor in memory, nor in any link
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClassOrder(int[] fastestFirst, boolean total) {
  private static final List<ToDoubleFunction<NodeLine>> MERITS =
      List.of(
          line -> line.device().memoryBytes(),
          line -> line.inter().bytesPerSecond(),
          line -> line.intra().bytesPerSecond(),
          line -> line.device().memoryBytesPerSecond(),
          line -> -line.inter().latencySeconds(),
          line -> -line.intra().latencySeconds());

  /**
   * Orders classes.
   *
   * @param layerSeconds {@code [class][layer]}, times on a single node
   */
  static ClassOrder of(List<NodeClass> classes, double[][] layerSeconds) {
    Comparator<Integer> order =
        Comparator.comparingDouble(c -> Arrays.stream(layerSeconds[c]).sum());
    for (ToDoubleFunction<NodeLine> merit : MERITS) {
      order = order.thenComparingDouble(c -> -merit.applyAsDouble(classes.get(c).line()));
    }
    int[] sorted =
        IntStream.range(0, classes.size())
            .boxed()
            .sorted(order)
            .mapToInt(Integer::intValue)
            .toArray();
    boolean total = true;
    for (int i = 1; i < sorted.length; i++) {
      int before = sorted[i - 1];
      int after = sorted[i];
      total &= noSlower(layerSeconds[before], layerSeconds[after]);
      for (ToDoubleFunction<NodeLine> merit : MERITS) {
        total &=
            merit.applyAsDouble(classes.get(before).line())
                >= merit.applyAsDouble(classes.get(after).line());
      }
    }
    return new ClassOrder(sorted, total);
  }

  private static boolean noSlower(double[] layers, double[] others) {
    return IntStream.range(0, layers.length).allMatch(l -> layers[l] <= others[l]);
  }
}
