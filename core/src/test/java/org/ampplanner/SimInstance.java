package org.ampplanner;

import static org.ampplanner.InstancesTest.longs;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.ampplanner.simulate.PassTimes;
import org.ampplanner.simulate.PipelineSimulator;
import org.ampplanner.strategy.Schedule;
import tools.jackson.databind.JsonNode;

/** Instances of pipeline schedules. */
final class SimInstance {
  private SimInstance() {}

  static void check(JsonNode i) {
    double[] backward = doubles(i.path("bwd"));
    PassTimes times =
        new PassTimes(
            i.path("devices").asInt(),
            doubles(i.path("fwd")),
            backward,
            new double[backward.length],
            doubles(i.path("commFwd")),
            doubles(i.path("commBwd")));
    Schedule schedule =
        Arrays.stream(Schedule.values())
            .filter(s -> s.id().equals(i.path("schedule").asString()))
            .findFirst()
            .orElseThrow();
    double[] ends = PipelineSimulator.endTimes(schedule, times, i.path("microbatches").asInt());
    assertThat(ends).isEqualTo(doubles(i.path("deviceEnd")));
    assertThat(Arrays.stream(ends).max().orElseThrow()).isEqualTo(i.path("makespan").asDouble());
  }

  private static double[] doubles(JsonNode array) {
    return LongStream.of(longs(array)).asDoubleStream().toArray();
  }
}
