package org.ampplanner.simulate;

import java.util.Arrays;

/**
 * The exact end times of 1F1B without listing its passes, for at least as many micro-batches as
 * stages.
 *
 * <p>Stage s of k runs w = k-s forward passes ahead. With Φ(s,n) the end of its forward pass n+w-1
 * and B(s,n) the end of its backward pass n, the steady state is {@code Φ(s,n) = max(B(s,n-1),
 * Φ(s-1,n-1) + cf) + f} and {@code B(s,n) = max(Φ(s,n), B(s+1,n) + cb) + b}: linear over (max, +),
 * of order 1 (Baccelli et al. 1992, Synchronization and Linearity, section 3.7). When the state of
 * 2k times repeats up to a shift, all that follows repeats with it, and whole periods are skipped.
 * Repetitions are found by Brent's method, which keeps a single earlier state.
 *
 * <p>O(k · (k + transient + period)), independent of the number of micro-batches; O(k) memory.
 */
final class MaxPlusPipeline {
  private final PassTicks times;
  private final int stages;
  private final int microBatches;
  private long[] forward;
  private long[] backward;
  private long[] nextForward;

  private MaxPlusPipeline(PassTicks times, int microBatches) {
    this.times = times;
    this.stages = times.devices();
    this.microBatches = microBatches;
    this.forward = new long[stages];
    this.backward = new long[stages];
    this.nextForward = new long[stages];
  }

  /** Returns when each stage ends its last pass; {@code microBatches} must not be below stages. */
  static long[] endTimes(PassTicks times, int microBatches) {
    return new MaxPlusPipeline(times, microBatches).run();
  }

  private long[] run() {
    warmUp();
    backwards();
    int lastSteady = microBatches - stages;
    int n = 0;
    int markedAt = 0;
    int markLength = 1;
    long[] markForward = forward.clone();
    long[] markBackward = backward.clone();
    while (n < lastSteady) {
      step(++n);
      long shift = backward[0] - markBackward[0];
      if (repeats(markForward, markBackward, shift)) {
        int period = n - markedAt;
        int skipped = (lastSteady - n) / period;
        shift(Math.multiplyExact(shift, skipped));
        n += skipped * period;
        markLength = Integer.MAX_VALUE;
      }
      if (n - markedAt == markLength) {
        markedAt = n;
        markLength = markLength > Integer.MAX_VALUE / 2 ? markLength : 2 * markLength;
        System.arraycopy(forward, 0, markForward, 0, stages);
        System.arraycopy(backward, 0, markBackward, 0, stages);
      }
    }
    while (n < microBatches - 1) {
      step(++n);
    }
    return backward;
  }

  /** Forward passes up to the last one before the first backward pass, on every stage. */
  private void warmUp() {
    long[] arrivals = new long[stages];
    for (int s = 0; s < stages; s++) {
      long free = 0;
      for (int i = 0; i < stages - s; i++) {
        free = Math.max(free, arrivals[i]) + times.forward()[s];
        arrivals[i] = s < stages - 1 ? free + times.forwardTransfer()[s] : free;
      }
      forward[s] = free;
    }
  }

  /** One forward and one backward pass on every stage that still has them. */
  private void step(int n) {
    for (int s = 0; s < stages; s++) {
      boolean runs = n <= microBatches - (stages - s);
      if (runs) {
        long input = s == 0 ? 0 : forward[s - 1] + times.forwardTransfer()[s - 1];
        nextForward[s] = Math.max(backward[s], input) + times.forward()[s];
      } else {
        nextForward[s] = backward[s];
      }
    }
    long[] swap = forward;
    forward = nextForward;
    nextForward = swap;
    backwards();
  }

  private void backwards() {
    for (int s = stages - 1; s >= 0; s--) {
      long input = s == stages - 1 ? 0 : backward[s + 1] + times.backwardTransfer()[s];
      backward[s] = Math.max(forward[s], input) + times.backward()[s];
    }
  }

  private boolean repeats(long[] markForward, long[] markBackward, long shift) {
    for (int s = 0; s < stages; s++) {
      if (backward[s] - markBackward[s] != shift || forward[s] - markForward[s] != shift) {
        return false;
      }
    }
    return true;
  }

  private void shift(long by) {
    Arrays.setAll(forward, s -> forward[s] + by);
    Arrays.setAll(backward, s -> backward[s] + by);
  }
}
