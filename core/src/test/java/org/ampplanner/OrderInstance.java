package org.ampplanner;

import static org.ampplanner.InstancesTest.longs;
import static org.ampplanner.fixtures.PlainAssignment.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ampplanner.fixtures.PlainOrder;
import org.ampplanner.partition.OrderSolver;
import org.ampplanner.partition.OrderSolver.Ordered;
import org.ampplanner.partition.OrderTables;
import tools.jackson.databind.JsonNode;

/** Instances of the layer assignment with a free order of stages. */
final class OrderInstance {
  private OrderInstance() {}

  static void check(JsonNode i) {
    OrderTables tables = tables(i);
    Optional<Ordered> found = OrderSolver.solve(tables);
    if (i.path("optimal").isNull()) {
      assertThat(found).isEmpty();
    } else {
      Ordered ordered = found.orElseThrow();
      assertThat(ordered.objective()).isEqualTo(i.path("optimal").asLong());
      assertThat(PlainOrder.objective(tables, ordered.kinds(), ordered.partition().cuts()))
          .isEqualTo(i.path("optimal").asLong());
    }
  }

  private static OrderTables.Memory memory(JsonNode i, int kinds, int stages, int microBatches) {
    long[][] kept = new long[kinds][];
    long[][] activations = new long[kinds][];
    Arrays.fill(kept, prefix(longs(i.path("staticMem"))));
    Arrays.fill(activations, prefix(longs(i.path("actMem"))));
    return new OrderTables.Memory(
        kept,
        activations,
        IntStream.range(0, stages).map(s -> Math.min(stages - s, microBatches)).toArray(),
        longs(i.path("classMemCap")));
  }

  private static OrderTables tables(JsonNode i) {
    int perGroup = i.path("block").asInt();
    int layers = i.path("layers").asInt();
    int microBatches = i.path("microbatches").asInt();
    int[] perKind = LongStream.of(longs(i.path("stagesPerClass"))).mapToInt(n -> (int) n).toArray();
    int stages = IntStream.of(perKind).sum();
    int kinds = perKind.length;
    long[] volume = longs(i.path("volume"));
    long[] parameters = longs(i.path("params"));
    long[] coefficients = longs(i.path("syncCoef"));
    long[] inner = longs(i.path("linkIntra"));
    long[][] time = new long[kinds][];
    long[][] sync = new long[kinds][];
    long[][][] cut = new long[kinds][kinds][];
    for (int c = 0; c < kinds; c++) {
      long coefficient = coefficients[c];
      time[c] = prefix(longs(i.path("layerTime").path(c)));
      sync[c] = prefix(Arrays.stream(parameters).map(p -> p * coefficient).toArray());
      for (int d = 0; d < kinds; d++) {
        cut[c][d] = cuts(volume, layers, i.path("link").path(c).path(d).asLong());
      }
    }
    return new OrderTables(
        microBatches,
        new OrderTables.Shape(
            stages / perGroup, perGroup, Arrays.stream(perKind).map(n -> n / perGroup).toArray()),
        new OrderTables.Costs(
            time,
            cut,
            Arrays.stream(inner)
                .mapToObj(link -> cuts(volume, layers, link))
                .toArray(long[][]::new),
            sync),
        List.of(),
        memory(i, kinds, stages, microBatches));
  }

  private static long[] cuts(long[] volume, int layers, long link) {
    long[] cut = new long[layers];
    for (int i = 1; i < layers; i++) {
      cut[i] = volume[i - 1] * link;
    }
    return cut;
  }
}
