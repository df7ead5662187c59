package org.ampplanner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ampplanner.strategy.Schedule;
import org.junit.jupiter.api.Test;

/**
 * The end of a pipeline is a maximum over all chains of passes, so that any chain bounds it from
 * below whatever the times are, and the critical one meets it.
 */
class CriticalPathTest {
  private static final int CASES = 1500;

  private record Case(Schedule schedule, int devices, int chunks, int microBatches) {
    static Case random(Random random) {
      Schedule schedule = List.of(Schedule.values()).get(random.nextInt(Schedule.values().length));
      int devices = 1 + random.nextInt(6);
      boolean interleaved = schedule == Schedule.INTERLEAVED && devices > 1;
      int chunks = interleaved ? 1 + random.nextInt(3) : 1;
      int microBatches = 1 + random.nextInt(20);
      return new Case(
          schedule, devices, chunks, chunks > 1 ? devices * (1 + microBatches / 5) : microBatches);
    }

    /** Times that are equal on all chunks of a device, as a path names devices only. */
    PassTimes times(Random random) {
      double[] forward = new double[devices];
      double[] backward = new double[devices];
      double[] transfer = new double[devices];
      for (int d = 0; d < devices; d++) {
        forward[d] = 1 + random.nextInt(9);
        backward[d] = 2 + random.nextInt(18);
        transfer[d] = random.nextInt(4);
      }
      int n = devices * chunks;
      return new PassTimes(
          devices,
          repeated(forward, n),
          repeated(backward, n),
          repeated(Arrays.stream(backward).map(b -> b / 2).toArray(), n),
          repeated(transfer, n - 1),
          repeated(transfer, n - 1));
    }

    private double[] repeated(double[] values, int n) {
      double[] all = new double[n];
      Arrays.setAll(all, i -> values[i % devices]);
      return all;
    }
  }

  private static double sum(List<PathItem> path) {
    return path.stream().mapToDouble(PathItem::seconds).sum();
  }

  /** The length of the same chain under other times. */
  private static double length(List<PathItem> path, PassTimes times, boolean split) {
    double sum = 0;
    for (PathItem item : path) {
      int s = item.stage();
      double each =
          switch (item.kind()) {
            case FORWARD -> times.forward()[s];
            case BACKWARD -> times.backward()[s] - (split ? times.weights()[s] : 0);
            case WEIGHTS -> times.weights()[s];
            case TRANSFER -> times.forwardTransfer()[s];
            case GRADIENT_SYNC, TIED_SYNC, OPTIMIZER, OTHER -> throw new AssertionError(item);
          };
      sum += item.count() * each;
    }
    return sum;
  }

  @Test
  void thePathIsAsLongAsTheRunAndNoLongerUnderAnyOtherTimes() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Case c = Case.random(random);
      PassTimes times = c.times(random);
      double[] ends = PipelineSimulator.endTimes(c.schedule, times, c.microBatches);
      int device = random.nextInt(c.devices);
      List<PathItem> path = CriticalPath.of(c.schedule, times, c.microBatches, device);
      assertThat(sum(path)).as("seed %d, %s", seed, c).isCloseTo(ends[device], within(1e-9));

      PassTimes others = c.times(random);
      double[] otherEnds = PipelineSimulator.endTimes(c.schedule, others, c.microBatches);
      boolean split = c.schedule == Schedule.ZERO_BUBBLE;
      boolean free = Arrays.stream(times.forwardTransfer()).anyMatch(t -> t == 0);
      if (!free) {
        assertThat(length(path, others, split))
            .as("seed %d, %s", seed, c)
            .isLessThanOrEqualTo(otherEnds[device] + 1e-9);
      }
    }
  }

  @Test
  void pathsOfBlockingExchangesAreAsLongAsTheRun() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Case c =
          new Case(
              Schedule.ONE_FORWARD_ONE_BACKWARD, 1 + random.nextInt(6), 1, 1 + random.nextInt(20));
      PassTimes times = c.times(random);
      double[] ends = BlockingPipeline.endTimes(times, c.microBatches);
      for (int d = 0; d < c.devices; d++) {
        assertThat(sum(CriticalPath.blocking(times, c.microBatches, d)))
            .as("seed %d, %s", seed, c)
            .isCloseTo(ends[d], within(1e-9));
      }
    }
  }

  @Test
  void pathsOfReceivedTransfersAreAsLongAsTheRun() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Case c = Case.random(random);
      PassTimes times = c.times(random);
      double[] ends = PipelineSimulator.endTimes(c.schedule, times.receiving(), c.microBatches);
      double[] eager = PipelineSimulator.endTimes(c.schedule, times, c.microBatches);
      for (int d = 0; d < c.devices; d++) {
        assertThat(sum(CriticalPath.receiving(c.schedule, times, c.microBatches, d)))
            .as("seed %d, %s", seed, c)
            .isCloseTo(ends[d], within(1e-9));
        assertThat(ends[d]).as("seed %d, %s", seed, c).isGreaterThanOrEqualTo(eager[d] - 1e-9);
      }
    }
  }

  @Test
  void longRunsAreContinuedFromShorterOnes() {
    Random random = new Random(1);
    Case c = new Case(Schedule.ONE_FORWARD_ONE_BACKWARD, 4, 1, 1_000_003);
    for (int i = 0; i < 3; i++) {
      PassTimes times = c.times(random);
      double end = PipelineSimulator.endTimes(c.schedule, times, c.microBatches)[0];
      List<PathItem> path = CriticalPath.of(c.schedule, times, c.microBatches, 0);
      assertThat(sum(path)).isCloseTo(end, within(end * 1e-9));
    }
  }
}
