package org.ampplanner.trials.log;

/** Something measured that an engine's log says. */
public sealed interface LogEvent {

  /**
   * A step, or the mean of the steps since the last one that was printed.
   *
   * @param step its number as printed, from 1
   * @param seconds its time, positive
   */
  record Step(int step, double seconds) implements LogEvent {}

  /**
   * The most memory that a device has used so far.
   *
   * @param peakBytes what the framework's allocator held at most, at least 0
   */
  record Memory(double peakBytes) implements LogEvent {}
}
