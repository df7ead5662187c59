package org.ampplanner.simulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.schedule.Pass;

/**
 * Replays lists of passes, one per device, in exactly their order. A pass starts when its device is
 * free and its input has arrived; transfers delay their receiver and occupy nobody.
 *
 * <p>A device runs until its next pass lacks an input, then waits until the device that makes the
 * input has made it. O(passes) time, O(virtual stages · micro-batches) memory.
 */
final class Replay {
  private static final long MISSING = -1;

  private final PassTicks times;
  private final int devices;
  private final int microBatches;
  private final boolean split;
  private final long[] forwardEnd;
  private final long[] backwardEnd;

  /**
   * Prepares a replay.
   *
   * @param split whether weight gradients are passes of their own
   */
  Replay(PassTicks times, int microBatches, boolean split) {
    this.times = times;
    this.devices = times.devices();
    this.microBatches = microBatches;
    this.split = split;
    this.forwardEnd = new long[times.virtualStages() * microBatches];
    this.backwardEnd = new long[times.virtualStages() * microBatches];
    Arrays.fill(forwardEnd, MISSING);
    Arrays.fill(backwardEnd, MISSING);
  }

  /**
   * Returns when each device ends its last pass.
   *
   * @throws DeadlockException if devices wait for each other
   */
  long[] run(List<List<Pass>> passes) {
    long[] free = new long[devices];
    int[] next = new int[devices];
    ArrayDeque<Integer> ready = new ArrayDeque<>();
    boolean[] queued = new boolean[devices];
    for (int d = 0; d < devices; d++) {
      ready.add(d);
      queued[d] = true;
    }
    while (!ready.isEmpty()) {
      int d = ready.remove();
      queued[d] = false;
      List<Pass> own = passes.get(d);
      int before = next[d];
      while (next[d] < own.size()) {
        Pass pass = own.get(next[d]);
        long arrival = arrival(pass, d);
        if (arrival == MISSING) {
          break;
        }
        free[d] = Math.max(free[d], arrival) + duration(pass, d);
        record(pass, d, free[d]);
        next[d]++;
      }
      if (next[d] > before) {
        wake((d + 1) % devices, ready, queued);
        wake((d + devices - 1) % devices, ready, queued);
      }
    }
    requireEnd(passes, next);
    return free;
  }

  private static void wake(int device, ArrayDeque<Integer> ready, boolean[] queued) {
    if (!queued[device]) {
      queued[device] = true;
      ready.add(device);
    }
  }

  private void requireEnd(List<List<Pass>> passes, int[] next) {
    List<String> waiting = new ArrayList<>();
    for (int d = 0; d < devices; d++) {
      if (next[d] < passes.get(d).size()) {
        Pass pass = passes.get(d).get(next[d]);
        waiting.add("device " + d + " at " + name(pass) + " waits for " + input(pass, d));
      }
    }
    if (!waiting.isEmpty()) {
      throw new DeadlockException(waiting);
    }
  }

  private static String name(Pass pass) {
    return pass.kind() + " of micro-batch " + pass.microBatch() + " in chunk " + pass.chunk();
  }

  private String input(Pass pass, int device) {
    int v = pass.chunk() * devices + device;
    boolean last = v == times.virtualStages() - 1;
    return switch (pass.kind()) {
      case FORWARD -> made(Pass.Kind.FORWARD, v - 1, pass);
      case BACKWARD -> last ? made(Pass.Kind.FORWARD, v, pass) : made(pass.kind(), v + 1, pass);
      case WEIGHTS -> made(Pass.Kind.BACKWARD, v, pass);
    };
  }

  private String made(Pass.Kind kind, int v, Pass pass) {
    return name(new Pass(kind, v / devices, pass.microBatch())) + " on device " + v % devices;
  }

  private long arrival(Pass pass, int device) {
    int v = pass.chunk() * devices + device;
    int at = v * microBatches + pass.microBatch();
    return switch (pass.kind()) {
      case FORWARD ->
          v == 0 ? 0 : after(forwardEnd[at - microBatches], times.forwardTransfer(), v - 1);
      case BACKWARD ->
          v == times.virtualStages() - 1
              ? forwardEnd[at]
              : after(backwardEnd[at + microBatches], times.backwardTransfer(), v);
      case WEIGHTS -> backwardEnd[at];
    };
  }

  private static long after(long end, long[] transfers, int boundary) {
    return end == MISSING ? MISSING : end + transfers[boundary];
  }

  private long duration(Pass pass, int device) {
    int v = pass.chunk() * devices + device;
    return switch (pass.kind()) {
      case FORWARD -> times.forward()[v];
      case BACKWARD -> times.backward()[v] - (split ? times.weights()[v] : 0);
      case WEIGHTS -> times.weights()[v];
    };
  }

  private void record(Pass pass, int device, long end) {
    int at = (pass.chunk() * devices + device) * microBatches + pass.microBatch();
    switch (pass.kind()) {
      case FORWARD -> forwardEnd[at] = end;
      case BACKWARD -> backwardEnd[at] = end;
      case WEIGHTS -> {}
    }
  }
}
