package org.ampplanner;

import static org.ampplanner.InstancesTest.longs;
import static org.ampplanner.fixtures.PlainAssignment.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.ampplanner.partition.StageChoiceSolver;
import org.ampplanner.partition.StageChoiceSolver.Chosen;
import org.ampplanner.partition.StageChoiceTables;
import org.ampplanner.partition.StageChoiceTables.Choice;
import org.ampplanner.partition.StageChoiceTables.Memory;
import tools.jackson.databind.JsonNode;

/** Instances of pipelines whose stages choose their configuration. */
final class StagesInstance {
  private StagesInstance() {}

  static void check(JsonNode i) {
    Optional<Chosen> chosen = StageChoiceSolver.solve(tables(i));
    if (i.path("optimal").isNull()) {
      assertThat(chosen).isEmpty();
    } else {
      assertThat(chosen.orElseThrow().objective()).isEqualTo(i.path("optimal").asLong());
    }
  }

  private static StageChoiceTables tables(JsonNode i) {
    int layers = i.path("layers").asInt();
    long[] volume = longs(i.path("volume"));
    long link = i.path("linkCost").asLong();
    long[] cut = new long[layers + 1];
    for (int l = 1; l < layers; l++) {
      cut[l] = volume[l - 1] * link;
    }
    List<Choice> choices = i.path("configs").valueStream().map(c -> choice(i, c)).toList();
    return new StageChoiceTables(
        i.path("microbatches").asInt(),
        StageChoiceTables.upTo(i.path("maxStages").asInt()),
        LongStream.of(longs(i.path("unitsPerClass"))).mapToInt(n -> (int) n).toArray(),
        choices,
        new long[][][] {{cut}});
  }

  private static Choice choice(JsonNode i, JsonNode c) {
    long coefficient = c.path("syncCoef").asLong();
    int deviceClass = c.path("class").asInt();
    int stages = i.path("maxStages").asInt();
    return Choice.of(
        deviceClass,
        c.path("units").asInt(),
        prefix(longs(c.path("layerTime"))),
        prefix(Arrays.stream(longs(i.path("params"))).map(p -> p * coefficient).toArray()),
        stages,
        Memory.of(
            longs(i.path("classMemCap"))[deviceClass] * c.path("memMultiplier").asLong(),
            prefix(longs(i.path("staticMem"))),
            prefix(longs(i.path("actMem"))),
            i.path("microbatches").asInt(),
            stages));
  }
}
