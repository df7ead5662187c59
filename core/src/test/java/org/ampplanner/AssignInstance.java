package org.ampplanner;

import static org.ampplanner.InstancesTest.longs;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ampplanner.fixtures.PlainAssignment;
import org.ampplanner.partition.LayerAssignment;
import org.ampplanner.partition.LayerAssignmentSolver;
import org.ampplanner.partition.LayerTables;
import tools.jackson.databind.JsonNode;

/** Instances of the layer assignment with a fixed order of stages. */
final class AssignInstance {
  private AssignInstance() {}

  static void check(JsonNode i) {
    LayerTables tables = tables(i);
    LayerAssignment result = LayerAssignmentSolver.solve(tables);
    if (i.path("optimal").isNull()) {
      assertThat(result).isInstanceOf(LayerAssignment.Infeasible.class);
    } else {
      LayerAssignment.Assigned assigned = (LayerAssignment.Assigned) result;
      long optimal = i.path("optimal").asLong();
      assertThat(assigned.objective()).isEqualTo(optimal);
      assertThat(PlainAssignment.objective(tables, assigned.partition().cuts())).isEqualTo(optimal);
    }
  }

  private static long[][] cuts(JsonNode costs, int stages, int layers) {
    long[][] cut = new long[stages - 1][layers];
    for (int b = 0; b < stages - 1; b++) {
      long[] after = longs(costs.path(b));
      System.arraycopy(after, 0, cut[b], 1, layers - 1);
    }
    return cut;
  }

  private static LayerTables tables(JsonNode i) {
    int stages = i.path("stages").asInt();
    int layers = i.path("layers").asInt();
    int microBatches = i.path("microbatches").asInt();
    long[] classes = longs(i.path("stageClass"));
    long[] coefficients = longs(i.path("syncCoef"));
    long[] parameters = longs(i.path("params"));
    long[] caps = longs(i.path("classMemCap"));
    long[][] byClass =
        i.path("layerTime")
            .valueStream()
            .map(row -> PlainAssignment.prefix(longs(row)))
            .toArray(long[][]::new);
    long[][] time = new long[stages][];
    long[][] sync = new long[stages][];
    long[] cap = new long[stages];
    int[] inFlight =
        IntStream.range(0, stages).map(s -> Math.min(stages - s, microBatches)).toArray();
    for (int s = 0; s < stages; s++) {
      time[s] = byClass[(int) classes[s]];
      long coefficient = coefficients[s];
      sync[s] =
          PlainAssignment.prefix(Arrays.stream(parameters).map(p -> p * coefficient).toArray());
      cap[s] = caps[(int) classes[s]];
    }
    return new LayerTables(
        microBatches,
        time,
        cuts(i.path("cutCost"), stages, layers),
        sync,
        List.of(),
        new LayerTables.Memory(
            PlainAssignment.prefix(longs(i.path("staticMem"))),
            PlainAssignment.prefix(longs(i.path("actMem"))),
            inFlight,
            cap));
  }
}
