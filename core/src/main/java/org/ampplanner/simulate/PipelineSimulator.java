package org.ampplanner.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.ampplanner.schedule.Pass;
import org.ampplanner.schedule.PassOrder;
import org.ampplanner.strategy.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * When every device of a pipeline ends: a pass starts when its device is free and its input has
 * arrived; transfers delay their receiver and occupy nobody.
 *
 * <p>1F1B goes by {@link MaxPlusPipeline}, in a time that does not depend on the number of
 * micro-batches, all else by {@link Replay}, in O(passes); both are exact but for the rounding to
 * ticks. Runs of other schedules with more than {@value #LONG_RUN} passes are replayed at three
 * shorter lengths; where all devices grow by the same from the first to the second as from the
 * second to the third, the rest is added at that rate, and they are replayed in full where not. The
 * rate is too low where a device is slower than the rest by so little that it has not fallen behind
 * by then.
 */
public final class PipelineSimulator {
  static final int LONG_RUN = 4000; // fewer are replayed at once
  static final int SETTLED_ROUNDS = 8;

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
    PipelineTrace.Builder trace = new PipelineTrace.Builder(times.devices(), false);
    PassTicks ticks = PassTicks.of(times, microBatches);
    run(schedule, ticks, microBatches, links, new Timed(ticks, trace::pass, trace::transfer));
    return trace.build();
  }

  /**
   * Returns what the end of a device waits for.
   *
   * @throws DeadlockException if devices wait for each other
   */
  static List<TimedEvent> path(Schedule schedule, PassTicks ticks, int microBatches, int device) {
    Chains chains = new Chains(ticks.devices());
    Timed listener = new Timed(ticks, chains::pass, chains::transfer);
    run(schedule, ticks, microBatches, LinkUse.SHARED_FREELY, listener);
    return Chains.events(chains.ends()[device]);
  }

  /** Hands on events in seconds. */
  private record Timed(
      PassTicks ticks, Consumer<TimedPass> passes, Consumer<TimedTransfer> transfers)
      implements Replay.Listener {
    @Override
    public void pass(int device, Pass pass, long start, long end) {
      passes.accept(new TimedPass(device, pass, ticks.seconds(start), ticks.seconds(end)));
    }

    @Override
    public void transfer(Pass sent, int from, int to, long start, long end) {
      transfers.accept(new TimedTransfer(sent, from, to, ticks.seconds(start), ticks.seconds(end)));
    }
  }

  private static long[] run(
      Schedule schedule,
      PassTicks times,
      int microBatches,
      LinkUse links,
      Replay.Listener listener) {
    return new Replay(times, microBatches, schedule == Schedule.ZERO_BUBBLE, links, listener)
        .run(passes(schedule, times.devices(), times.chunks(), microBatches));
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
    if (isPlain(schedule, times, microBatches)) {
      return MaxPlusPipeline.endTimes(times, microBatches);
    }
    int base = base(times, microBatches, SETTLED_ROUNDS);
    return base > 0 && passes(times, microBatches) > LONG_RUN
        ? extended(schedule, times, microBatches, base)
        : run(schedule, times, microBatches);
  }

  /** Returns whether the ends follow from a recurrence, however long the run is. */
  static boolean isPlain(Schedule schedule, PassTicks times, int microBatches) {
    boolean plain =
        switch (schedule) {
          case ONE_FORWARD_ONE_BACKWARD -> true;
          case INTERLEAVED -> times.chunks() == 1;
          case GPIPE, ZERO_BUBBLE, EAGER_ONE_FORWARD_ONE_BACKWARD -> false;
        };
    return plain && microBatches >= times.devices();
  }

  /**
   * Returns the micro-batches of a run of so many rounds that the whole run continues; 0 if it is
   * not much longer.
   */
  static int base(PassTicks times, int microBatches, long rounds) {
    int round = times.devices();
    long base = rounds * round + microBatches % round;
    return microBatches > 3 * (base + 2L * round) ? (int) base : 0;
  }

  static long passes(PassTicks times, int microBatches) {
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
    Steady steady = steady(schedule, times, base);
    if (steady == null) {
      return run(schedule, times, microBatches);
    }
    int rounds = (microBatches - base) / times.devices() - 2;
    long[] ends = steady.ends;
    Arrays.setAll(ends, d -> ends[d] + rounds * steady.growth);
    return ends;
  }

  /**
   * A run from which on every round of micro-batches, as many as there are devices, adds the same.
   *
   * @param ends when the devices end
   * @param growth by how much all of them end later with every round
   */
  @SuppressWarnings("ArrayRecordComponent") // read at once
  record Steady(long[] ends, long growth) {}

  /**
   * Returns the run two rounds longer than some micro-batches; null if the two add not the same.
   */
  static @Nullable Steady steady(Schedule schedule, PassTicks times, int base) {
    int round = times.devices();
    long[] first = run(schedule, times, base);
    long[] second = run(schedule, times, base + round);
    long[] third = run(schedule, times, base + 2 * round);
    long growth = third[0] - second[0];
    for (int d = 0; d < round; d++) {
      if (third[d] - second[d] != growth || second[d] - first[d] != growth) {
        return null;
      }
    }
    return new Steady(third, growth);
  }

  static long[] replayed(Schedule schedule, PassTicks times, int microBatches) {
    return run(schedule, times, microBatches, LinkUse.SHARED_FREELY, Replay.Listener.NONE);
  }
}
