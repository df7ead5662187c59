package org.ampplanner.simulate;

import java.util.Arrays;

/**
 * The exact end times of interleaved 1F1B without listing its passes: what {@link Replay} finds for
 * the lists of {@link org.ampplanner.schedule.PassOrder}, whose n-th pass follows from n.
 *
 * <p>O(passes) time, O(virtual stages · micro-batches) memory.
 */
final class InterleavedPipeline {
  private static final long MISSING = -1;

  private final PassTicks times;
  private final int devices;
  private final int chunks;
  private final int microBatches;
  private final int total;
  private final long[] forwardArrival; // [virtual stage · micro-batches + micro-batch]
  private final long[] backwardArrival;
  private final long[] free;
  private final int[] ahead;
  private final int[] forwards;
  private final int[] backwards;

  private InterleavedPipeline(PassTicks times, int microBatches) {
    this.times = times;
    this.devices = times.devices();
    this.chunks = times.virtualStages() / devices;
    this.microBatches = microBatches;
    this.total = microBatches * chunks;
    this.forwardArrival = new long[times.virtualStages() * microBatches];
    this.backwardArrival = new long[forwardArrival.length];
    Arrays.fill(forwardArrival, microBatches, forwardArrival.length, MISSING);
    Arrays.fill(backwardArrival, MISSING);
    this.free = new long[devices];
    this.ahead = new int[devices];
    Arrays.setAll(
        ahead,
        d ->
            microBatches == devices
                ? total
                : Math.min(total, 2 * (devices - 1 - d) + (chunks - 1) * devices));
    this.forwards = new int[devices];
    this.backwards = new int[devices];
  }

  /** Returns when each device ends its last pass; empty if devices wait for each other. */
  static long[] endTimes(PassTicks times, int microBatches) {
    InterleavedPipeline run = new InterleavedPipeline(times, microBatches);
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int d = 0; d < run.devices; d++) {
        moved |= run.advance(d);
      }
    }
    return Arrays.stream(run.backwards).allMatch(n -> n == run.total) ? run.free : new long[0];
  }

  /** Runs a device until a pass lacks its input; false if it could run none. */
  private boolean advance(int d) {
    int before = forwards[d] + backwards[d];
    boolean goOn = true;
    while (goOn && backwards[d] < total) {
      boolean warm = forwards[d] < ahead[d];
      boolean forward = forwards[d] < total && (warm || forwards[d] - ahead[d] == backwards[d]);
      goOn = forward ? forward(d) : backward(d);
    }
    return forwards[d] + backwards[d] > before;
  }

  private boolean forward(int d) {
    int n = forwards[d];
    int v = chunk(n) * devices + d;
    int at = v * microBatches + micro(n);
    long arrival = forwardArrival[at];
    if (arrival == MISSING) {
      return false;
    }
    free[d] = Math.max(free[d], arrival) + times.forward()[v];
    if (v == times.virtualStages() - 1) {
      backwardArrival[at] = free[d];
    } else {
      forwardArrival[at + microBatches] = free[d] + times.forwardTransfer()[v];
    }
    forwards[d]++;
    return true;
  }

  private boolean backward(int d) {
    int n = backwards[d];
    int v = (chunks - 1 - chunk(n)) * devices + d;
    int at = v * microBatches + micro(n);
    long arrival = backwardArrival[at];
    if (arrival == MISSING) {
      return false;
    }
    free[d] = Math.max(free[d], arrival) + times.backward()[v];
    if (v > 0) {
      backwardArrival[at - microBatches] = free[d] + times.backwardTransfer()[v - 1];
    }
    backwards[d]++;
    return true;
  }

  /** Groups of as many micro-batches as devices go through all chunks one by one. */
  private int chunk(int n) {
    int group = n / (devices * chunks);
    return (n - group * devices * chunks) / width(group);
  }

  private int micro(int n) {
    int group = n / (devices * chunks);
    return group * devices + (n - group * devices * chunks) % width(group);
  }

  private int width(int group) {
    return Math.min(devices, microBatches - group * devices);
  }
}
