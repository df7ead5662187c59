package org.ampplanner.simulate;

import org.ampplanner.unit.Validation;

/**
 * {@link PassTimes} as whole ticks of a power of two, so that simulations add exactly and repeat
 * exactly. Whole numbers of seconds stay whole; rounding is below 1e-15 of the makespan per pass.
 *
 * @param devices devices of the pipeline
 * @param forward per virtual stage
 * @param backward per virtual stage, whole
 * @param weights per virtual stage, the part of backward that computes gradients of weights
 * @param forwardTransfer per boundary of virtual stages
 * @param backwardTransfer per boundary of virtual stages
 * @param perSecond ticks per second
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read by simulations, compared by nobody
record PassTicks(
    int devices,
    long[] forward,
    long[] backward,
    long[] weights,
    long[] forwardTransfer,
    long[] backwardTransfer,
    double perSecond) {
  private static final double LARGEST = 1L << 60;

  static PassTicks of(PassTimes times, int microBatches) {
    double worst =
        (sum(times.forward())
                + sum(times.backward())
                + sum(times.forwardTransfer())
                + sum(times.backwardTransfer()))
            * microBatches;
    new Validation()
        .require(worst < LARGEST, "a step's time", worst, "is too large to simulate", null)
        .throwIfInvalid();
    double perSecond = worst == 0 ? 1 : Math.scalb(1.0, Math.getExponent(LARGEST / worst));
    return new PassTicks(
        times.devices(),
        ticks(times.forward(), perSecond),
        ticks(times.backward(), perSecond),
        ticks(times.weights(), perSecond),
        ticks(times.forwardTransfer(), perSecond),
        ticks(times.backwardTransfer(), perSecond),
        perSecond);
  }

  int virtualStages() {
    return forward.length;
  }

  int chunks() {
    return forward.length / devices;
  }

  double[] seconds(long[] ticks) {
    double[] seconds = new double[ticks.length];
    for (int i = 0; i < ticks.length; i++) {
      seconds[i] = seconds(ticks[i]);
    }
    return seconds;
  }

  double seconds(long ticks) {
    return ticks / perSecond;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      if (!(value >= 0)) {
        throw new IllegalArgumentException("pass times (" + value + ") must be at least 0");
      }
      sum += value;
    }
    return sum;
  }

  private static long[] ticks(double[] seconds, double perSecond) {
    long[] ticks = new long[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      ticks[i] = Math.round(seconds[i] * perSecond);
    }
    return ticks;
  }
}
