package org.ampplanner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ampplanner.schedule.Pass;
import org.ampplanner.schedule.Pass.Kind;
import org.ampplanner.schedule.PassOrder;
import org.ampplanner.strategy.Schedule;
import org.junit.jupiter.api.Test;

class PipelineSimulatorTest {
  private static final long SEED = 20261121;
  private static final List<Schedule> SCHEDULES = List.of(Schedule.values());

  @Test
  void theRecurrenceAgreesWithTheReplay() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 5000; i++) {
      int k = random.nextInt(1, 9);
      int m = k + random.nextInt(80);
      PassTicks times = PassTicks.of(random(random, k, 1, random.nextInt(1, 30)), m);
      assertThat(MaxPlusPipeline.endTimes(times, m))
          .as("seed %d, case %d: %s, %d micro-batches", SEED, i, times, m)
          .isEqualTo(PipelineSimulator.replayed(Schedule.ONE_FORWARD_ONE_BACKWARD, times, m));
    }
  }

  @Test
  void theReplayAgreesWithTheDefinition() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int i = 0; i < 4000; i++) {
      Schedule schedule = SCHEDULES.get(i % SCHEDULES.size());
      int k = random.nextInt(1, 6);
      int chunks = schedule == Schedule.INTERLEAVED ? random.nextInt(1, 4) : 1;
      int m = chunks == 1 ? random.nextInt(1, 30) : k * random.nextInt(1, 8);
      PassTimes times = random(random, k, chunks, 20);
      assertThat(PipelineSimulator.endTimes(schedule, times, m))
          .as("seed %d, case %d, %s, %d devices, %d micro-batches", SEED + 1, i, schedule, k, m)
          .isEqualTo(new Definition(schedule, times, m).ends());
    }
  }

  @Test
  void interleavedRunsOfAnyLengthAgreeWithTheReplay() {
    SplittableRandom random = new SplittableRandom(SEED + 7);
    for (int i = 0; i < 1500; i++) {
      int k = random.nextInt(2, 7);
      int chunks = random.nextInt(2, 5);
      int m = k * random.nextInt(1, 120);
      // Times far apart settle soon, times close to each other late.
      int spread = random.nextBoolean() ? 1000 : 4;
      PassTicks times = PassTicks.of(random(random, k, chunks, spread), m);
      assertThat(PipelineSimulator.endTicks(Schedule.INTERLEAVED, times, m))
          .as("seed %d, case %d, %d devices, %d chunks, %d", SEED + 7, i, k, chunks, m)
          .isEqualTo(PipelineSimulator.replayed(Schedule.INTERLEAVED, times, m));
    }
  }

  @Test
  void manyMicroBatchesCostNoMoreThanFew() {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    PassTimes times = random(random, 8, 1, 1000);
    double step = PipelineSimulator.makespan(Schedule.ONE_FORWARD_ONE_BACKWARD, times, 200_000_000);
    double slowest = 0;
    for (int s = 0; s < 8; s++) {
      slowest = Math.max(slowest, times.forward()[s] + times.backward()[s]);
    }
    assertThat(step).isGreaterThanOrEqualTo(slowest * 200_000_000);
  }

  @Test
  void longRunsOfAllSchedulesMatchTheirReplay() {
    SplittableRandom random = new SplittableRandom(SEED + 3);
    for (Schedule schedule : Schedule.values()) {
      PassTimes times = random(random, 4, schedule == Schedule.INTERLEAVED ? 2 : 1, 50);
      int m = 12_000;
      PassTicks ticks = PassTicks.of(times, m);
      assertThat(PipelineSimulator.endTimes(schedule, times, m))
          .isEqualTo(ticks.seconds(PipelineSimulator.replayed(schedule, ticks, m)));
    }
  }

  @Test
  void equalStagesFollowTheTextbooks() {
    double[] f = {2, 2, 2, 2};
    double[] b = {4, 4, 4, 4};
    double[] none = {0, 0, 0};
    PassTimes times = new PassTimes(4, f, b, new double[] {2, 2, 2, 2}, none, none);
    assertThat(PipelineSimulator.makespan(Schedule.GPIPE, times, 8)).isEqualTo((8 + 3) * 6);
    assertThat(PipelineSimulator.makespan(Schedule.ONE_FORWARD_ONE_BACKWARD, times, 8))
        .isEqualTo((8 + 3) * 6);
    assertThat(PipelineSimulator.makespan(Schedule.ZERO_BUBBLE, times, 8))
        .isEqualTo(8 * 6 + 3 * (2 + 2 - 2));
    double[] eight = {1, 1, 1, 1, 1, 1, 1, 1};
    double[] twos = {2, 2, 2, 2, 2, 2, 2, 2};
    PassTimes halves = new PassTimes(4, eight, twos, eight, new double[7], new double[7]);
    assertThat(PipelineSimulator.makespan(Schedule.INTERLEAVED, halves, 8))
        .isEqualTo((8 + 3 / 2.0) * 6, within(1e-9));
  }

  @Test
  void aDeadlockIsExplained() {
    PassTimes times =
        new PassTimes(
            2,
            new double[] {1, 1},
            new double[] {1, 1},
            new double[2],
            new double[1],
            new double[1]);
    Pass forward = new Pass(Kind.FORWARD, 0, 0);
    Pass backward = new Pass(Kind.BACKWARD, 0, 0);
    assertThatThrownBy(() ->
            PipelineSimulator.replay(
                List.of(List.of(backward, forward), List.of(forward, backward)), times, 1))
        .isInstanceOf(DeadlockException.class)
        .hasMessageContaining("device 0 at BACKWARD of micro-batch 0 in chunk 0 waits for BACKWARD")
        .hasMessageContaining("device 1 at FORWARD of micro-batch 0 in chunk 0 waits for FORWARD");
  }

  @Test
  void seconds() {
    PassTimes times =
        new PassTimes(
            2,
            new double[] {0.1, 0.1},
            new double[] {0.2, 0.2},
            new double[2],
            new double[] {0.01},
            new double[] {0.01});
    assertThat(PipelineSimulator.makespan(Schedule.ONE_FORWARD_ONE_BACKWARD, times, 1))
        .isCloseTo(0.62, within(1e-14));
  }

  private static PassTimes random(SplittableRandom random, int k, int chunks, int most) {
    int n = k * chunks;
    double[] backward = draw(random, n, most);
    double[] weights = Arrays.stream(backward).map(b -> Math.floor(b / 2)).toArray();
    boolean free = random.nextInt(4) == 0;
    return new PassTimes(
        k,
        draw(random, n, most),
        backward,
        weights,
        free ? new double[n - 1] : draw(random, n - 1, most),
        free ? new double[n - 1] : draw(random, n - 1, most));
  }

  private static double[] draw(SplittableRandom random, int n, int most) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> random.nextInt(1, most + 1));
    return values;
  }

  /** End times by definition, memoised: each pass after the one before it and after its input. */
  private static final class Definition {
    private final PassTimes times;
    private final int k;
    private final int virtual;
    private final boolean split;
    private final List<List<Pass>> passes;
    private final Map<String, Double> known = new HashMap<>();

    Definition(Schedule schedule, PassTimes times, int m) {
      this.times = times;
      this.k = times.devices();
      this.virtual = times.forward().length;
      this.split = schedule == Schedule.ZERO_BUBBLE;
      PassOrder order = new PassOrder(schedule, k, times.chunks(), m);
      this.passes = java.util.stream.IntStream.range(0, k).mapToObj(order::passes).toList();
    }

    double[] ends() {
      double[] ends = new double[k];
      Arrays.setAll(ends, d -> end(d, passes.get(d).get(passes.get(d).size() - 1)));
      return ends;
    }

    private double end(int device, Pass pass) {
      String key = device + " " + pass;
      Double before = known.get(key);
      if (before != null) {
        return before;
      }
      int at = passes.get(device).indexOf(pass);
      double free = at == 0 ? 0 : end(device, passes.get(device).get(at - 1));
      double end = Math.max(free, input(pass, pass.chunk() * k + device)) + duration(pass, device);
      known.put(key, end);
      return end;
    }

    private double input(Pass pass, int v) {
      int m = pass.microBatch();
      return switch (pass.kind()) {
        case FORWARD -> v == 0 ? 0 : made(Kind.FORWARD, v - 1, m) + times.forwardTransfer()[v - 1];
        case BACKWARD ->
            v == virtual - 1
                ? made(Kind.FORWARD, v, m)
                : made(Kind.BACKWARD, v + 1, m) + times.backwardTransfer()[v];
        case WEIGHTS -> made(Kind.BACKWARD, v, m);
      };
    }

    private double made(Kind kind, int v, int m) {
      return end(v % k, new Pass(kind, v / k, m));
    }

    private double duration(Pass pass, int device) {
      int v = pass.chunk() * k + device;
      return switch (pass.kind()) {
        case FORWARD -> times.forward()[v];
        case BACKWARD -> times.backward()[v] - (split ? times.weights()[v] : 0);
        case WEIGHTS -> times.weights()[v];
      };
    }
  }
}
