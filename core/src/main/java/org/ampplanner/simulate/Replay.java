package org.ampplanner.simulate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ampplanner.schedule.Pass;

/**
 * Replays lists of passes, one per device, in exactly their order. A pass starts when its device is
 * free and its input has arrived; transfers delay their receiver and occupy no device.
 *
 * <p>A device runs until its next pass lacks an input, then waits until the device that makes the
 * input has made it. O(passes) time, O(virtual stages · micro-batches) memory.
 */
final class Replay {
  private static final long MISSING = -1;

  /** Hears of every pass and transfer, in ticks. */
  interface Listener {
    /** Hears of nothing. */
    Listener NONE =
        new Listener() {
          @Override
          public void pass(int device, Pass pass, long start, long end) {}

          @Override
          public void transfer(Pass sent, int from, int to, long start, long end) {}
        };

    void pass(int device, Pass pass, long start, long end);

    void transfer(Pass sent, int from, int to, long start, long end);
  }

  private final PassTicks times;
  private final int devices;
  private final int microBatches;
  private final boolean split;
  private final LinkUse links;
  private final Listener listener;
  private final long[] forwardMade;
  private final long[] backwardMade;
  private final long[] forwardArrival;
  private final long[] backwardArrival;
  private final long[] forwardLink;
  private final long[] backwardLink;

  /**
   * Prepares a replay.
   *
   * @param split whether weight gradients are passes of their own
   * @param links what transfers do to links
   * @param listener hears of everything
   */
  Replay(PassTicks times, int microBatches, boolean split, LinkUse links, Listener listener) {
    this.times = times;
    this.devices = times.devices();
    this.microBatches = microBatches;
    this.split = split;
    this.links = links;
    this.listener = listener;
    this.forwardMade = missing();
    this.backwardMade = missing();
    this.forwardArrival = missing();
    this.backwardArrival = missing();
    this.forwardLink = new long[devices];
    this.backwardLink = new long[devices];
  }

  private long[] missing() {
    long[] times = new long[this.times.virtualStages() * microBatches];
    Arrays.fill(times, MISSING);
    return times;
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
        long start = Math.max(free[d], arrival);
        free[d] = start + duration(pass, d);
        listener.pass(d, pass, start, free[d]);
        hand(pass, d, free[d]);
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
    int[] waitsFor = new int[devices];
    Arrays.fill(waitsFor, -1);
    for (int d = 0; d < devices; d++) {
      if (next[d] < passes.get(d).size()) {
        Pass pass = passes.get(d).get(next[d]);
        waitsFor[d] = maker(pass, d);
        waiting.add("device " + d + " at " + name(pass) + " waits for " + input(pass, d));
      }
    }
    if (!waiting.isEmpty()) {
      throw new DeadlockException(waiting, circle(waitsFor));
    }
  }

  /** The device that makes the input of a pass. */
  private int maker(Pass pass, int device) {
    int v = pass.chunk() * devices + device;
    return switch (pass.kind()) {
      case FORWARD -> (v - 1) % devices;
      case BACKWARD -> v == times.virtualStages() - 1 ? device : (v + 1) % devices;
      case WEIGHTS -> device;
    };
  }

  /**
   * Devices that wait for each other in a circle, each for the next; a device on its own needs what
   * it would make later itself. Empty where somebody waits for what nobody is to make.
   */
  private static List<Integer> circle(int[] waitsFor) {
    int at = 0;
    while (waitsFor[at] < 0) {
      at++;
    }
    List<Integer> path = new ArrayList<>();
    while (at >= 0 && !path.contains(at)) {
      path.add(at);
      at = waitsFor[at];
    }
    return at < 0 ? List.of() : List.copyOf(path.subList(path.indexOf(at), path.size()));
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
      case FORWARD -> v == 0 ? 0 : forwardArrival[at];
      case BACKWARD -> v == times.virtualStages() - 1 ? forwardMade[at] : backwardArrival[at];
      case WEIGHTS -> backwardMade[at];
    };
  }

  private long duration(Pass pass, int device) {
    int v = pass.chunk() * devices + device;
    return switch (pass.kind()) {
      case FORWARD -> times.forward()[v];
      case BACKWARD -> times.backward()[v] - (split ? times.weights()[v] : 0);
      case WEIGHTS -> times.weights()[v];
    };
  }

  /** Hands what a pass made to the virtual stage that needs it. */
  private void hand(Pass pass, int device, long end) {
    int v = pass.chunk() * devices + device;
    int at = v * microBatches + pass.microBatch();
    switch (pass.kind()) {
      case FORWARD -> {
        forwardMade[at] = end;
        if (v < times.virtualStages() - 1) {
          int to = (device + 1) % devices;
          long took = times.forwardTransfer()[v];
          forwardArrival[at + microBatches] = sent(pass, device, to, end, took, forwardLink);
        }
      }
      case BACKWARD -> {
        backwardMade[at] = end;
        if (v > 0) {
          int to = (device + devices - 1) % devices;
          long took = times.backwardTransfer()[v - 1];
          backwardArrival[at - microBatches] = sent(pass, device, to, end, took, backwardLink);
        }
      }
      case WEIGHTS -> {}
    }
  }

  private long sent(Pass pass, int from, int to, long made, long took, long[] free) {
    long start = links == LinkUse.ONE_AT_A_TIME ? Math.max(made, free[from]) : made;
    free[from] = start + took;
    listener.transfer(pass, from, to, start, start + took);
    return start + took;
  }
}
