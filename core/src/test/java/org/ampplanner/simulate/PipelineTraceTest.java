package org.ampplanner.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.ampplanner.memory.InFlight;
import org.ampplanner.schedule.Pass;
import org.ampplanner.schedule.Pass.Kind;
import org.ampplanner.simulate.StepTimeline.Interval;
import org.ampplanner.strategy.Schedule;
import org.junit.jupiter.api.Test;

class PipelineTraceTest {
  private static final long SEED = 20261121;
  private static final double EXACT = 1e-9;
  private static final double QUEUED = 0.25; // seconds between passes and synchronisation

  private record Case(String name, Schedule schedule, PassTimes times, int microBatches) {
    PipelineTrace trace(LinkUse links) {
      return PipelineSimulator.trace(schedule, times, microBatches, links);
    }
  }

  private static List<Case> cases(int n) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Schedule schedule = List.of(Schedule.values()).get(i % Schedule.values().length);
      int k = random.nextInt(1, 6);
      int chunks = schedule == Schedule.INTERLEAVED ? random.nextInt(1, 4) : 1;
      int m = chunks == 1 ? random.nextInt(1, 20) : k * random.nextInt(1, 5);
      boolean free = random.nextInt(4) == 0;
      int v = k * chunks;
      double[] backward = draw(random, v, 20);
      double[] weights = new double[v];
      java.util.Arrays.setAll(weights, j -> Math.floor(backward[j] / 2));
      PassTimes times =
          new PassTimes(
              k,
              draw(random, v, 20),
              backward,
              weights,
              free ? new double[v - 1] : draw(random, v - 1, 9),
              free ? new double[v - 1] : draw(random, v - 1, 9));
      String name =
          "seed " + SEED + " case " + i + " " + schedule + " k " + k + " v " + chunks + " m " + m;
      cases.add(new Case(name, schedule, times, m));
    }
    return cases;
  }

  private static double[] draw(SplittableRandom random, int n, int most) {
    double[] values = new double[n];
    java.util.Arrays.setAll(values, i -> random.nextInt(1, most + 1));
    return values;
  }

  @Test
  void everyPassRunsOnceInOrderAndEndsWhenTheSimulatorSays() {
    for (Case c : cases(3000)) {
      PipelineTrace trace = c.trace(LinkUse.SHARED_FREELY);
      assertThat(trace.ends())
          .as(c.name)
          .isEqualTo(PipelineSimulator.endTimes(c.schedule, c.times, c.microBatches));
      Set<Object> seen = new HashSet<>();
      for (List<TimedPass> passes : trace.byDevice()) {
        double free = 0;
        for (TimedPass pass : passes) {
          assertThat(pass.start()).as(c.name).isGreaterThanOrEqualTo(free);
          assertThat(seen.add(List.of(pass.device(), pass.pass()))).as(c.name).isTrue();
          free = pass.end();
        }
      }
      int kinds = c.schedule == Schedule.ZERO_BUBBLE ? 3 : 2;
      assertThat(seen).as(c.name).hasSize(kinds * c.times.forward().length * c.microBatches);
      assertThat(trace.transfers())
          .as(c.name)
          .hasSize(2 * (c.times.forward().length - 1) * c.microBatches);
    }
  }

  @Test
  void transfersLeaveWhenTheirPassEndsAndLinksCarryOneAtATimeWhereAsked() {
    for (Case c : cases(1500)) {
      PipelineTrace free = c.trace(LinkUse.SHARED_FREELY);
      Set<Object> made = new HashSet<>();
      free.passes().forEach(p -> made.add(List.of(p.device(), p.pass(), p.end())));
      for (TimedTransfer t : free.transfers()) {
        assertThat(made).as(c.name).contains(List.of(t.from(), t.sent(), t.start()));
      }
      PipelineTrace single = c.trace(LinkUse.ONE_AT_A_TIME);
      double[] link = new double[4 * c.times.devices()];
      for (TimedTransfer t : single.transfers()) {
        int at = 2 * t.from() + (t.forward() ? 1 : 0);
        assertThat(t.start()).as(c.name).isGreaterThanOrEqualTo(link[at]);
        link[at] = t.end();
      }
      for (int d = 0; d < c.times.devices(); d++) {
        assertThat(single.ends()[d]).as(c.name).isGreaterThanOrEqualTo(free.ends()[d]);
      }
    }
  }

  @Test
  void busyAndIdleByCauseAddUpOnEveryDevice() {
    for (Case c : cases(1500)) {
      for (PipelineTrace trace : List.of(c.trace(LinkUse.ONE_AT_A_TIME), blocking(c))) {
        double end = max(trace.ends()) + 7;
        List<Bubble> bubbles = Bubble.of(trace, end);
        for (int d = 0; d < c.times.devices(); d++) {
          Bubble b = bubbles.get(d);
          double busy = trace.byDevice().get(d).stream().mapToDouble(TimedPass::seconds).sum();
          assertThat(b.busy()).as(c.name).isCloseTo(busy, within(EXACT));
          assertThat(b.busy() + b.idle()).as(c.name).isCloseTo(end, within(EXACT));
          assertThat(List.of(b.warmUp(), b.imbalance(), b.transfer(), b.drain()))
              .as(c.name)
              .allSatisfy(part -> assertThat(part).isGreaterThanOrEqualTo(-EXACT));
        }
      }
    }
  }

  @Test
  void equalStagesWaitOnlyToFillAndToDrain() {
    double[] one = {1, 1, 1, 1};
    double[] two = {2, 2, 2, 2};
    PassTimes times = new PassTimes(4, one, two, new double[4], new double[3], new double[3]);
    PipelineTrace trace =
        PipelineSimulator.trace(Schedule.ONE_FORWARD_ONE_BACKWARD, times, 8, LinkUse.SHARED_FREELY);
    List<Bubble> bubbles = Bubble.of(trace, max(trace.ends()));
    assertThat(bubbles.get(3)).isEqualTo(new Bubble(24, 3, 0, 0, 6));
    assertThat(bubbles).allSatisfy(b -> assertThat(b.idle()).isEqualTo(9));
    assertThat(bubbles).allSatisfy(b -> assertThat(b.imbalance()).isEqualTo(0));
  }

  @Test
  void theCriticalPathCoversTheStepWithoutGaps() {
    for (Case c : cases(1500)) {
      List<PipelineTrace> traces =
          List.of(c.trace(LinkUse.SHARED_FREELY), c.trace(LinkUse.ONE_AT_A_TIME), blocking(c));
      for (PipelineTrace trace : traces) {
        StepTimeline step = step(c, trace);
        List<CriticalPath.Link> path = CriticalPath.of(step);
        double at = 0;
        for (CriticalPath.Link link : path) {
          assertThat(link.start()).as(c.name + " " + path).isCloseTo(at, within(EXACT));
          at = link.end();
        }
        assertThat(at).as(c.name).isCloseTo(step.seconds(), within(EXACT));
      }
    }
  }

  @Test
  void noStageHoldsMoreMicroBatchesThanTheMemoryModelCounts() {
    for (Case c : cases(3000)) {
      PipelineTrace trace = c.trace(LinkUse.SHARED_FREELY);
      for (List<TimedPass> passes : trace.byDevice()) {
        int held = 0;
        int most = 0;
        for (TimedPass pass : passes) {
          held += pass.pass().kind() == Kind.FORWARD ? 1 : 0;
          most = Math.max(most, held);
          held -= pass.pass().kind() == Kind.BACKWARD ? 1 : 0;
        }
        int k = c.times.devices();
        double counted =
            InFlight.microBatches(
                c.schedule, passes.get(0).device(), k, c.times.chunks(), c.microBatches);
        if (c.schedule != Schedule.INTERLEAVED) {
          assertThat((double) most).as(c.name).isEqualTo(counted);
        }
      }
    }
  }

  @Test
  void aDeadlockNamesTheCircle() {
    double[] one = {1, 1};
    PassTimes times = new PassTimes(2, one, one, new double[2], new double[1], new double[1]);
    Pass forward = new Pass(Kind.FORWARD, 0, 0);
    Pass backward = new Pass(Kind.BACKWARD, 0, 0);
    assertThatThrownBy(() ->
            PipelineSimulator.replay(
                List.of(List.of(backward, forward), List.of(forward, backward)), times, 1))
        .isInstanceOf(DeadlockException.class)
        .hasMessageContaining(
            "deadlocks: device 0 waits for device 1 waits for device 0. In detail:");
  }

  private static PipelineTrace blocking(Case c) {
    PassTimes t = c.times;
    int k = t.devices();
    return BlockingPipeline.trace(
        new PassTimes(
            k,
            java.util.Arrays.copyOf(t.forward(), k),
            java.util.Arrays.copyOf(t.backward(), k),
            new double[k],
            java.util.Arrays.copyOf(t.forwardTransfer(), k - 1),
            java.util.Arrays.copyOf(t.backwardTransfer(), k - 1)),
        c.microBatches);
  }

  private static StepTimeline step(Case c, PipelineTrace trace) {
    int k = c.times.devices();
    double end = max(trace.ends());
    List<Interval> syncs = new ArrayList<>();
    for (double each : trace.ends()) {
      syncs.add(new Interval(each + QUEUED, each + QUEUED + 3));
    }
    Interval update = new Interval(end + QUEUED + 4, end + QUEUED + 6);
    int chunks = trace.blocking() ? 1 : c.times.chunks();
    List<Double> none = Collections.nCopies(k * chunks, 0.0);
    return new StepTimeline(
        chunks,
        c.microBatches,
        List.of(new StepTimeline.Replica(List.of(0), trace, none, none)),
        syncs,
        new Interval(end + QUEUED + 3, end + QUEUED + 4),
        Collections.nCopies(k, update),
        end + QUEUED + 6.5,
        "");
  }

  private static double max(double[] values) {
    return java.util.Arrays.stream(values).max().orElseThrow();
  }
}
