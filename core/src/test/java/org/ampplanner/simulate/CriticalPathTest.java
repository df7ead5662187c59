package org.ampplanner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ampplanner.strategy.Schedule;
import org.junit.jupiter.api.Test;

class CriticalPathTest {
  private static final int CASES = 3000;

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

    /** Times that differ from chunk to chunk, small numbers or 1 / 2^20ths: sums are exact. */
    PassTimes anyTimes(Random random) {
      int n = devices * chunks;
      int most = random.nextBoolean() ? 6 : 1 << 20;
      double[] backward = draw(random, n, 1, 2 * most);
      return new PassTimes(
          devices,
          draw(random, n, 1, most),
          backward,
          Arrays.stream(backward).map(b -> b / 2).toArray(),
          draw(random, n - 1, 0, most / 3),
          draw(random, n - 1, 0, most / 3));
    }

    private static double[] draw(Random random, int n, int least, int most) {
      double unit = most > 100 ? 0x1p-20 : 1;
      double[] all = new double[n];
      Arrays.setAll(all, i -> unit * random.nextInt(least, most + 1));
      return all;
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

  private static final Comparator<PathItem> ALIKE =
      Comparator.comparing(PathItem::kind)
          .thenComparing(PathItem::stage)
          .thenComparing(PathItem::count);

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

  /** Pieces put together, as paths are. */
  private static List<PathItem> together(List<PlainPath.Piece> pieces) {
    Map<List<Object>, PathItem> all = new LinkedHashMap<>();
    for (PlainPath.Piece p : pieces) {
      all.merge(
          List.of(p.kind(), p.stage()),
          new PathItem(p.kind(), p.stage(), 1, p.seconds()),
          (a, b) -> new PathItem(a.kind(), a.stage(), a.count() + 1, a.seconds() + b.seconds()));
    }
    return List.copyOf(all.values());
  }

  @Test
  void pathsAreTheLongestOfAllChains() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Case c = Case.random(random);
      PassTimes times = c.anyTimes(random);
      int d = random.nextInt(c.devices);
      String name = "seed " + seed + ", device " + d + ", " + c;
      assertThat(PipelinePath.of(c.schedule, times, c.microBatches, d))
          .as(name)
          .isEqualTo(together(PlainPath.of(c.schedule, times, c.microBatches, false, d)));
      assertThat(PipelinePath.receiving(c.schedule, times, c.microBatches, d))
          .as(name)
          .isEqualTo(together(PlainPath.of(c.schedule, times, c.microBatches, true, d)));
    }
  }

  @Test
  void pathsOfBlockingExchangesAreTheLongestOfAllChains() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Case c =
          new Case(
              Schedule.ONE_FORWARD_ONE_BACKWARD, 1 + random.nextInt(6), 1, 1 + random.nextInt(20));
      PassTimes times = c.anyTimes(random);
      double[] ends = BlockingPipeline.endTimes(times, c.microBatches);
      for (int d = 0; d < c.devices; d++) {
        String name = "seed " + seed + ", device " + d + ", " + c;
        List<PathItem> path = PipelinePath.blocking(times, c.microBatches, d);
        assertThat(path).as(name).isEqualTo(together(PlainPath.blocking(times, c.microBatches, d)));
        assertThat(sum(path)).as(name).isEqualTo(ends[d]);
      }
    }
  }

  @Test
  void pathsAreAsLongAsTheRun() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Case c = Case.random(random);
      PassTimes times = c.anyTimes(random);
      double[] ends = PipelineSimulator.endTimes(c.schedule, times, c.microBatches);
      double[] late = PipelineSimulator.endTimes(c.schedule, times.receiving(), c.microBatches);
      for (int d = 0; d < c.devices; d++) {
        assertThat(sum(PipelinePath.of(c.schedule, times, c.microBatches, d)))
            .as("seed %d, %s", seed, c)
            .isEqualTo(ends[d]);
        assertThat(sum(PipelinePath.receiving(c.schedule, times, c.microBatches, d)))
            .as("seed %d, %s", seed, c)
            .isEqualTo(late[d]);
        assertThat(late[d]).as("seed %d, %s", seed, c).isGreaterThanOrEqualTo(ends[d]);
      }
    }
  }

  @Test
  void pathsOfTracesAreThose() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Case c = Case.random(random);
      PassTimes times = c.anyTimes(random);
      int d = random.nextInt(c.devices);
      PipelineTrace trace =
          PipelineSimulator.trace(c.schedule, times, c.microBatches, LinkUse.SHARED_FREELY);
      double at = 0;
      List<PlainPath.Piece> pieces = new ArrayList<>();
      for (TimedEvent event : trace.path(d)) {
        assertThat(event.start()).as("seed %d, %s", seed, c).isEqualTo(at);
        at = event.end();
        pieces.add(piece(event));
      }
      pieces.removeIf(p -> p.seconds() == 0);
      assertThat(together(pieces))
          .as("seed %d, %s", seed, c)
          .isEqualTo(PipelinePath.of(c.schedule, times, c.microBatches, d));
    }
  }

  private static PlainPath.Piece piece(TimedEvent event) {
    return switch (event) {
      case TimedTransfer t ->
          new PlainPath.Piece(PathItem.Kind.TRANSFER, t.boundary(), t.seconds());
      case TimedPass p ->
          new PlainPath.Piece(
              PathItem.Kind.valueOf(p.pass().kind().name()), p.device(), p.seconds());
    };
  }

  /** Any chain bounds the end from below whatever the times are, and the critical one meets it. */
  @Test
  void noPathIsLongerThanTheRunUnderOtherTimes() {
    for (int seed = 0; seed < CASES; seed++) {
      Random random = new Random(seed);
      Case c = Case.random(random);
      PassTimes times = c.times(random);
      int device = random.nextInt(c.devices);
      List<PathItem> path = PipelinePath.of(c.schedule, times, c.microBatches, device);
      PassTimes others = c.times(random);
      double[] ends = PipelineSimulator.endTimes(c.schedule, others, c.microBatches);
      if (Arrays.stream(times.forwardTransfer()).allMatch(t -> t > 0)) {
        assertThat(length(path, others, c.schedule == Schedule.ZERO_BUBBLE))
            .as("seed %d, %s", seed, c)
            .isLessThanOrEqualTo(ends[device] + 1e-9);
      }
    }
  }

  @Test
  void longRunsAreContinuedOnlyWhereThatIsTheirPath() {
    int rough = 0;
    for (int seed = 0; seed < CASES / 3; seed++) {
      Random random = new Random(seed);
      Case few = Case.random(random);
      int more = few.devices * (35 + random.nextInt(60));
      Case c = new Case(few.schedule, few.devices, few.chunks, few.microBatches + more);
      PassTimes times = c.anyTimes(random);
      int d = random.nextInt(c.devices);
      List<PathItem> full = PipelinePath.of(c.schedule, times, c.microBatches, d, Long.MAX_VALUE);
      List<PathItem> path = PipelinePath.of(c.schedule, times, c.microBatches, d, 0);
      double[] ends = PipelineSimulator.endTimes(c.schedule, times, c.microBatches);
      assertThat(sum(path)).as("seed %d, %s", seed, c).isCloseTo(ends[d], within(1e-9 * ends[d]));
      if (Math.abs(sum(full) - ends[d]) < 1e-9 * ends[d]) {
        assertThat(path).as("seed %d, %s", seed, c).usingElementComparator(ALIKE).isEqualTo(full);
      } else {
        rough++; // the simulator extended the run before it had settled
      }
    }
    assertThat(rough).isLessThan(CASES / 100);
  }

  @Test
  void longRunsAreContinuedFromShorterOnes() {
    Random random = new Random(1);
    Case c = new Case(Schedule.ONE_FORWARD_ONE_BACKWARD, 4, 1, 1_000_003);
    for (int i = 0; i < 3; i++) {
      PassTimes times = c.times(random);
      double end = PipelineSimulator.endTimes(c.schedule, times, c.microBatches)[0];
      List<PathItem> path = PipelinePath.of(c.schedule, times, c.microBatches, 0);
      assertThat(sum(path)).isCloseTo(end, within(end * 1e-9));
    }
  }
}
