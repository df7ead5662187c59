package org.ampplanner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
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
    String given = System.getProperty("amp.instances", "");
    read(Path.of(given.isEmpty() ? OWN : given))
        .forEach(i -> byKind.computeIfAbsent(kind(i), k -> new ArrayList<>()).add(i));
    List<DynamicNode> nodes = new ArrayList<>();
    byKind.forEach((kind, instances) ->
        nodes.add(
            switch (kind) {
              case "assign" -> container(kind, instances, AssignInstance::check);
              case "order" -> container(kind, instances, OrderInstance::check);
              case "stages" -> container(kind, instances, StagesInstance::check);
              case "place" -> container(kind, instances, PlaceInstance::check);
              case "sim" -> container(kind, instances, SimInstance::check);
              default -> skipped(kind, instances.size());
            }));
    return nodes;
  }

  @Test
  void ourOwnAreOfEveryKind() throws IOException {
    Map<String, Long> counts =
        read(Path.of(OWN)).stream()
            .collect(Collectors.groupingBy(InstancesTest::kind, Collectors.counting()));
    assertThat(counts)
        .isEqualTo(Map.of("assign", 86L, "order", 74L, "stages", 25L, "place", 20L, "sim", 60L));
  }

  /** The kind of an instance; files from elsewhere may still have the older name of one. */
  private static String kind(JsonNode instance) {
    String kind = instance.path("kind").asString();
    return kind.equals("nonuniform") ? "stages" : kind;
  }

  private static List<JsonNode> read(Path folder) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
        all.addAll(root.isArray() ? root.valueStream().toList() : List.of(root));
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
    System.out.println(name);
    return DynamicTest.dynamicTest(name, () -> abort(name));
  }

  static long[] longs(JsonNode array) {
    return array.valueStream().mapToLong(JsonNode::asLong).toArray();
  }
}
