package org.ampplanner.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.schedule.Pass;
import org.ampplanner.schedule.PassOrder;
import org.ampplanner.strategy.Schedule;

/**
 * When every device of a pipeline ends: a pass starts when its device is free and its input has
 * arrived; transfers delay their receiver and occupy nobody.
 *
 * <p>1F1B goes by {@link MaxPlusPipeline}, in a time that does not depend on the number of
 * micro-batches, all else by {@link Replay}, in O(passes); both are exact but for the rounding to
 * ticks. Runs of other schedules with more than {@value #LONG_RUN} passes are replayed at three
 * shorter lengths; where all devices grow by the same from the first to the second as from the
 * second to the third, the rest is added at that rate, and they are replayed in full where not.
 */
public final class PipelineSimulator {
  private static final int LONG_RUN = 4000; // fewer are replayed at once
  private static final int SETTLED_ROUNDS = 8;

  private PipelineSimulator() {}

  /** Returns when each device ends its last pass, in seconds. */
  public static double[] endTimes(Schedule schedule, PassTimes times, int microBatches) {
    PassTicks ticks = PassTicks.of(times, microBatches);
    return ticks.seconds(endTicks(schedule, ticks, microBatches));
  }

  /** Returns when the last device ends its last pass, in seconds. */
  public static double makespan(Schedule schedule, PassTimes times, int microBatches) {
    return Arrays.stream(endTimes(schedule, times, microBatches)).max().orElseThrow();
  }

  /**
   * Replays lists of passes, one per device, in exactly their order; all gradients of weights are
   * passes of their own, or none.
   *
   * @return when each device ends, in seconds
   * @throws DeadlockException if devices wait for each other
   */
  public static double[] replay(List<List<Pass>> passes, PassTimes times, int microBatches) {
    boolean split =
        passes.stream().flatMap(List::stream).anyMatch(p -> p.kind() == Pass.Kind.WEIGHTS);
    PassTicks ticks = PassTicks.of(times, microBatches);
    return ticks.seconds(
        new Replay(ticks, microBatches, split, LinkUse.SHARED_FREELY, Replay.Listener.NONE)
            .run(passes));
  }

  /**
   * Returns every pass and transfer with its time, in O(passes).
   *
   * @throws DeadlockException if devices wait for each other
   */
  public static PipelineTrace trace(
      Schedule schedule, PassTimes times, int microBatches, LinkUse links) {
    PassTicks ticks = PassTicks.of(times, microBatches);
    List<List<TimedPass>> timed = new ArrayList<>();
    List<TimedTransfer> transfers = new ArrayList<>();
    for (int d = 0; d < times.devices(); d++) {
      timed.add(new ArrayList<>());
    }
    Replay.Listener listener =
        new Replay.Listener() {
          @Override
          public void pass(int device, Pass pass, long start, long end) {
            timed
                .get(device)
                .add(new TimedPass(device, pass, ticks.seconds(start), ticks.seconds(end)));
          }

          @Override
          public void transfer(Pass sent, int from, int to, long start, long end) {
            transfers.add(
                new TimedTransfer(sent, from, to, ticks.seconds(start), ticks.seconds(end)));
          }
        };
    new Replay(ticks, microBatches, schedule == Schedule.ZERO_BUBBLE, links, listener)
        .run(passes(schedule, times.devices(), times.chunks(), microBatches));
    return new PipelineTrace(
        times.devices(), timed.stream().flatMap(List::stream).toList(), transfers, false);
  }

  private static List<List<Pass>> passes(
      Schedule schedule, int devices, int chunks, int microBatches) {
    PassOrder order = new PassOrder(schedule, devices, chunks, microBatches);
    List<List<Pass>> passes = new ArrayList<>();
    for (int device = 0; device < devices; device++) {
      passes.add(order.passes(device));
    }
    return passes;
  }

  static long[] endTicks(Schedule schedule, PassTicks times, int microBatches) {
    boolean plain =
        switch (schedule) {
          case ONE_FORWARD_ONE_BACKWARD -> true;
          case INTERLEAVED -> times.chunks() == 1;
          case GPIPE, ZERO_BUBBLE, EAGER_ONE_FORWARD_ONE_BACKWARD -> false;
        };
    if (plain && microBatches >= times.devices()) {
      return MaxPlusPipeline.endTimes(times, microBatches);
    }
    int round = times.devices();
    int base = SETTLED_ROUNDS * round + microBatches % round;
    boolean isLong =
        microBatches > 3 * (base + 2 * round) && passes(times, microBatches) > LONG_RUN;
    return isLong
        ? extended(schedule, times, microBatches, base)
        : run(schedule, times, microBatches);
  }

  private static long passes(PassTicks times, int microBatches) {
    return 2L * microBatches * times.virtualStages();
  }

  private static long[] run(Schedule schedule, PassTicks times, int microBatches) {
    long[] ends =
        schedule == Schedule.INTERLEAVED && times.chunks() > 1
            ? InterleavedPipeline.endTimes(times, microBatches)
            : new long[0];
    return ends.length > 0 ? ends : replayed(schedule, times, microBatches);
  }

  private static long[] extended(Schedule schedule, PassTicks times, int microBatches, int base) {
    int round = times.devices();
    long[] first = run(schedule, times, base);
    long[] second = run(schedule, times, base + round);
    long[] third = run(schedule, times, base + 2 * round);
    long rounds = (microBatches - base - 2L * round) / round;
    long[] ends = new long[round];
    for (int d = 0; d < round; d++) {
      long growth = third[d] - second[d];
      if (growth != second[d] - first[d] || growth != third[0] - second[0]) {
        return run(schedule, times, microBatches);
      }
      ends[d] = third[d] + rounds * growth;
    }
    return ends;
  }

  static long[] replayed(Schedule schedule, PassTicks times, int microBatches) {
    return new Replay(
            times,
            microBatches,
            schedule == Schedule.ZERO_BUBBLE,
            LinkUse.SHARED_FREELY,
            Replay.Listener.NONE)
        .run(passes(schedule, times.devices(), times.chunks(), microBatches));
  }
}
