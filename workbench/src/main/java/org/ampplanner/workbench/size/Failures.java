package org.ampplanner.workbench.size;

/**
 * What failures take from a long run.
 *
 * @param gpuHoursBetween device-hours between two interruptions
 * @param checkpointSeconds what writing a checkpoint stops training for
 * @param restartSeconds from an interruption to the first step after it
 */
public record Failures(double gpuHoursBetween, double checkpointSeconds, double restartSeconds) {
  /**
   * The usual: 419 unexpected interruptions in 54 days on 16,384 H100 (Llama Team 2024, arXiv
   * 2407.21783, section 3.3.4) are one in 50,700 device-hours; a minute to write, a quarter of an
   * hour to come back.
   */
  public static final Failures USUAL = new Failures(50_700, 60, 900);

  /** No failures: every hour counts. */
  public static final Failures NONE = new Failures(Double.POSITIVE_INFINITY, 0, 0);

  /** Returns the seconds between two interruptions of so many devices. */
  public double secondsBetween(long devices) {
    return 3600 * gpuHoursBetween / devices;
  }

  /**
   * Returns the seconds between checkpoints that lose least: {@code sqrt(2 C M)} (Young 1974, doi
   * 10.1145/361147.361115).
   */
  public double checkpointInterval(long devices) {
    return Math.sqrt(2 * checkpointSeconds * secondsBetween(devices));
  }

  /**
   * Returns the share of time that trains, from 0 to 1: what is left of an hour after checkpoints,
   * the work that is lost (half an interval each time) and restarts, to first order (Daly 2006, doi
   * 10.1016/j.future.2004.11.016). 0 where failures come faster than work is done.
   */
  public double effectiveness(long devices) {
    double between = secondsBetween(devices);
    if (Double.isInfinite(between)) {
      return 1;
    }
    double interval = checkpointInterval(devices);
    double writing =
        checkpointSeconds == 0 ? 0 : checkpointSeconds / (interval + checkpointSeconds);
    double lost = (interval / 2 + restartSeconds) / between;
    return Math.max(0, (1 - writing) * (1 - lost));
  }
}
