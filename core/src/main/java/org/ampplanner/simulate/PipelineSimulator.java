package org.ampplanner.simulate;

import java.util.Arrays;
import java.util.List;
import org.ampplanner.schedule.Pass;
import org.ampplanner.schedule.PassOrder;
import org.ampplanner.strategy.Schedule;

/**
 * Replays a pipeline schedule: a pass starts when its device is free and its input has arrived;
 * transfers delay their receiver and occupy nobody. O(passes).
 *
 * <p>Where there are very many micro-batches, the steady state repeats: two shorter runs are
 * replayed and the rest is added at their rate. That is exact once the pipeline has settled.
 */
public final class PipelineSimulator {
  private static final int LONG_RUN = 60_000; // passes; a replay takes about a millisecond
  private static final int SETTLED_ROUNDS = 8;
  private static final int MEASURED_ROUNDS = 2;

  private PipelineSimulator() {}

  /** Returns when each device ends its last pass. */
  public static double[] endTimes(Schedule schedule, PassTimes times, int microBatches) {
    int k = times.devices();
    long passes = 2L * microBatches * times.forward().length;
    int base = SETTLED_ROUNDS * k + microBatches % k;
    int more = base + MEASURED_ROUNDS * k;
    if (passes <= LONG_RUN || microBatches <= more) {
      return replay(schedule, times, microBatches);
    }
    double[] shorter = replay(schedule, times, base);
    double[] longer = replay(schedule, times, more);
    double rounds = (double) (microBatches - more) / (more - base);
    double[] ends = new double[k];
    for (int s = 0; s < k; s++) {
      ends[s] = longer[s] + rounds * (longer[s] - shorter[s]);
    }
    return ends;
  }

  private static double[] replay(Schedule schedule, PassTimes times, int microBatches) {
    int k = times.devices();
    int virtual = times.forward().length;
    PassOrder order = new PassOrder(schedule, k, times.chunks(), microBatches);
    Pass[][] passes = new Pass[k][];
    for (int s = 0; s < k; s++) {
      List<Pass> list = order.passes(s);
      passes[s] = list.toArray(new Pass[0]);
    }
    boolean split = schedule == Schedule.ZERO_BUBBLE;
    Replay replay = new Replay(times, microBatches, virtual, split);
    return replay.run(passes);
  }

  private static final class Replay {
    private final PassTimes times;
    private final int k;
    private final boolean split;
    private final double[][] forwardEnd;
    private final double[][] backwardEnd;

    Replay(PassTimes times, int microBatches, int virtual, boolean split) {
      this.times = times;
      this.k = times.devices();
      this.split = split;
      this.forwardEnd = new double[virtual][microBatches];
      this.backwardEnd = new double[virtual][microBatches];
      for (int v = 0; v < virtual; v++) {
        Arrays.fill(forwardEnd[v], Double.NaN);
        Arrays.fill(backwardEnd[v], Double.NaN);
      }
    }

    double[] run(Pass[][] passes) {
      double[] free = new double[k];
      int[] next = new int[k];
      boolean progress = true;
      while (progress) {
        progress = false;
        for (int s = 0; s < k; s++) {
          while (next[s] < passes[s].length) {
            double arrival = arrival(passes[s][next[s]], s);
            if (Double.isNaN(arrival)) {
              break;
            }
            free[s] = Math.max(free[s], arrival) + duration(passes[s][next[s]], s);
            record(passes[s][next[s]], s, free[s]);
            next[s]++;
            progress = true;
          }
        }
      }
      for (int s = 0; s < k; s++) {
        if (next[s] < passes[s].length) {
          throw new IllegalStateException("the schedule deadlocks on device " + s);
        }
      }
      return free;
    }

    private double arrival(Pass pass, int s) {
      int v = pass.chunk() * k + s;
      int m = pass.microBatch();
      return switch (pass.kind()) {
        case FORWARD -> v == 0 ? 0 : forwardEnd[v - 1][m] + times.forwardTransfer()[v - 1];
        case BACKWARD ->
            v == forwardEnd.length - 1
                ? forwardEnd[v][m]
                : backwardEnd[v + 1][m] + times.backwardTransfer()[v];
        case WEIGHTS -> backwardEnd[v][m];
      };
    }

    private double duration(Pass pass, int s) {
      int v = pass.chunk() * k + s;
      return switch (pass.kind()) {
        case FORWARD -> times.forward()[v];
        case BACKWARD -> split ? times.backward()[v] - times.weights()[v] : times.backward()[v];
        case WEIGHTS -> times.weights()[v];
      };
    }

    private void record(Pass pass, int s, double end) {
      int v = pass.chunk() * k + s;
      switch (pass.kind()) {
        case FORWARD -> forwardEnd[v][pass.microBatch()] = end;
        case BACKWARD -> backwardEnd[v][pass.microBatch()] = end;
        case WEIGHTS -> {}
      }
    }
  }
}
