package org.ampplanner.partition;

/**
 * Seconds as whole ticks of a power of two, so small that rounding stays below 1e-12 of a step, so
 * large that the worst objective stays within a long.
 *
 * @param perSecond ticks per second
 */
public record Ticks(double perSecond) {
  private static final double LARGEST = 1L << 58;

  /** Returns ticks for a problem in which nothing takes longer than {@code worstSeconds}. */
  public static Ticks forWorst(double worstSeconds) {
    double worst = Math.max(worstSeconds, 1e-9);
    return new Ticks(Math.scalb(1.0, Math.getExponent(LARGEST / 16 / worst)));
  }

  /** Returns an inclusive cut-off that rounding cannot make too small. */
  public long cutoff(double seconds) {
    return (long) Math.min(seconds * perSecond * (1 + 1e-12) + 1, LARGEST);
  }

  public long of(double seconds) {
    return Math.round(seconds * perSecond);
  }

  /** Returns prefix sums of times. */
  public long[] prefix(double[] seconds) {
    long[] sums = new long[seconds.length + 1];
    for (int l = 0; l < seconds.length; l++) {
      sums[l + 1] = sums[l] + of(seconds[l]);
    }
    return sums;
  }

  /** Returns prefix sums of a time per parameter. */
  public long[] prefix(long[] parameters, double secondsPerParameter) {
    double ticks = secondsPerParameter * perSecond;
    long[] sums = new long[parameters.length + 1];
    for (int l = 0; l < parameters.length; l++) {
      sums[l + 1] = sums[l] + Math.round(parameters[l] * ticks);
    }
    return sums;
  }

  /** Turns costs of cutting after a layer into costs of cutting before the next. */
  public long[] before(double[] secondsAfter) {
    long[] before = new long[secondsAfter.length + 1];
    for (int l = 0; l < secondsAfter.length; l++) {
      before[l + 1] = of(secondsAfter[l]);
    }
    return before;
  }
}
