package org.ampplanner.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Solves planning problems with known optimal values: those of the folder in {@code
 * -Damp.instances=DIR}, else the ones in the test resources, whose README states the format.
 */
class InstancesTest {
  private static final String OWN = "src/test/resources/instances";

  @TestFactory
  List<DynamicNode> instances() throws IOException {
    Map<String, List<JsonNode>> byKind = new LinkedHashMap<>();
    read()
        .forEach(
            i -> byKind.computeIfAbsent(i.path("kind").asString(), k -> new ArrayList<>()).add(i));
    List<DynamicNode> nodes = new ArrayList<>();
    byKind.forEach((kind, instances) ->
        nodes.add(
            switch (kind) {
              case "assign" -> container(kind, instances, InstancesTest::assign);
              case "order" -> container(kind, instances, InstancesTest::order);
              default -> skipped(kind, instances.size());
            }));
    return nodes;
  }

  private static List<JsonNode> read() throws IOException {
    String given = System.getProperty("amp.instances", "");
    Path folder = Path.of(given.isEmpty() ? OWN : given);
    List<JsonNode> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        all.addAll(JsonMapper.shared().readTree(Files.readString(file)).valueStream().toList());
      }
    }
    assertThat(all).as("instances in %s", folder).isNotEmpty();
    return all;
  }

  private static DynamicContainer container(
      String kind, List<JsonNode> instances, java.util.function.Consumer<JsonNode> check) {
    return DynamicContainer.dynamicContainer(
        kind + ", " + instances.size(),
        instances.stream()
            .map(i -> DynamicTest.dynamicTest(i.path("id").asString(), () -> check.accept(i))));
  }

  private static DynamicTest skipped(String kind, int count) {
    String name = "skipped: kind " + kind + ", " + count + " instances: no solver yet";
    return DynamicTest.dynamicTest(
        name,
        () -> {
          System.out.println(name);
          abort(name);
        });
  }

  private static void assign(JsonNode i) {
    LayerTables tables = tables(i);
    LayerAssignment result = LayerAssignmentSolver.solve(tables);
    if (i.path("optimal").isNull()) {
      assertThat(result).isInstanceOf(LayerAssignment.Infeasible.class);
    } else {
      LayerAssignment.Assigned assigned = (LayerAssignment.Assigned) result;
      long optimal = i.path("optimal").asLong();
      assertThat(assigned.objective()).isEqualTo(optimal);
      assertThat(EveryPartition.objective(tables, assigned.partition().cuts())).isEqualTo(optimal);
    }
  }

  private static void order(JsonNode i) {
    OrderTables tables = orderTables(i);
    OrderAssignment result = OrderSolver.solve(tables);
    if (i.path("optimal").isNull()) {
      assertThat(result).isInstanceOf(OrderAssignment.Infeasible.class);
    } else {
      OrderAssignment.Ordered ordered = (OrderAssignment.Ordered) result;
      long optimal = i.path("optimal").asLong();
      assertThat(ordered.assigned().objective()).isEqualTo(optimal);
      LayerTables fixed =
          tables.inOrder(ordered.order().stream().mapToInt(Integer::intValue).toArray());
      assertThat(EveryPartition.objective(fixed, ordered.assigned().partition().cuts()))
          .isEqualTo(optimal);
    }
  }

  private static OrderTables orderTables(JsonNode i) {
    int layers = i.path("layers").asInt();
    int microBatches = i.path("microbatches").asInt();
    long[] counts = longs(i.path("stagesPerClass"));
    long[] parameters = longs(i.path("params"));
    long[] coefficients = longs(i.path("syncCoef"));
    long[] inside = longs(i.path("linkIntra"));
    long[] volume = new long[layers];
    System.arraycopy(longs(i.path("volume")), 0, volume, 1, layers - 1);
    long[][][] cut = new long[counts.length][counts.length][];
    List<OrderTables.StageClass> classes = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      long[] link = longs(i.path("link").path(c));
      Arrays.setAll(cut[c], to -> times(link[to], volume));
      classes.add(
          new OrderTables.StageClass(
              (int) counts[c],
              RandomTables.prefix(longs(i.path("layerTime").path(c))),
              RandomTables.prefix(times(coefficients[c], parameters)),
              times(inside[c], volume)));
    }
    LayerTables.Memory memory =
        new LayerTables.Memory(
            RandomTables.prefix(longs(i.path("staticMem"))),
            RandomTables.prefix(longs(i.path("actMem"))),
            LayerTables.Memory.inFlight1F1B((int) Arrays.stream(counts).sum(), microBatches),
            longs(i.path("classMemCap")));
    return new OrderTables(microBatches, i.path("block").asInt(), classes, cut, List.of(), memory);
  }

  private static long[] times(long factor, long[] values) {
    return Arrays.stream(values).map(v -> factor * v).toArray();
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
            .map(row -> RandomTables.prefix(longs(row)))
            .toArray(long[][]::new);
    long[][] time = new long[stages][];
    long[][] sync = new long[stages][];
    long[] cap = new long[stages];
    for (int s = 0; s < stages; s++) {
      time[s] = byClass[(int) classes[s]];
      sync[s] = RandomTables.prefix(times(coefficients[s], parameters));
      cap[s] = caps[(int) classes[s]];
    }
    long[][] cut = new long[stages - 1][layers];
    for (int b = 0; b < stages - 1; b++) {
      long[] after = longs(i.path("cutCost").path(b));
      System.arraycopy(after, 0, cut[b], 1, layers - 1);
    }
    return new LayerTables(
        microBatches,
        time,
        cut,
        sync,
        List.of(),
        new LayerTables.Memory(
            RandomTables.prefix(longs(i.path("staticMem"))),
            RandomTables.prefix(longs(i.path("actMem"))),
            LayerTables.Memory.inFlight1F1B(stages, microBatches),
            cap));
  }

  private static long[] longs(JsonNode array) {
    return array.valueStream().mapToLong(JsonNode::asLong).toArray();
  }
}
